"""One's own account: password, log-ins, and one-time codes with a phone."""

import re
from datetime import timedelta
from pathlib import Path

import pyotp
import pytest

from app.base import accounts
from tests.unit.app.pages.people import NOON, PASSWORD, House, Visitor

CODES = "/console/account/codes"
STEP = timedelta(seconds=30)


def set_up(visitor: Visitor) -> tuple[pyotp.TOTP, list[str]]:
    """Set up one-time codes as people do; the phone, and the recovery codes on paper."""
    visitor.send(f"{CODES}/begin", frm=CODES, old=PASSWORD)
    written = re.search(r'<bdi dir="ltr">([A-Z2-7]{4}(?: [A-Z2-7]{4})+)</bdi>', visitor.page)
    assert written
    phone = pyotp.TOTP(written[1].replace(" ", ""))
    visitor.send(f"{CODES}/confirm", frm=CODES, code=phone.at(NOON))
    return phone, re.findall(r"<li><code dir=\"ltr\">([^<]+)</code>", visitor.page)


def sign_in(house: House, email: str, password: str = PASSWORD) -> Visitor:
    visitor = house.visitor()
    visitor.send("/console/sign-in", email=email, password=password)
    return visitor


@pytest.fixture
def ana(house: House) -> Visitor:
    """A clerk with a password, signed in."""
    return house.with_password("ana@riverside.example", body=house.body("riverside"))


def test_after_the_password_comes_the_code_once_it_is_set_up(house: House, ana: Visitor) -> None:
    phone, recovery = set_up(ana)
    assert len(recovery) == 10
    again = sign_in(house, "ana@riverside.example")
    assert again.path == "/console/sign-in/code"
    again.see("/console/lists")
    assert again.status == 401
    words = again.send("/console/sign-in/code", code=phone.at(NOON))
    assert "was used already" in words, "it confirmed the set-up"
    house.at += STEP
    again.send("/console/sign-in/code", code=phone.at(house.at))
    assert again.path == "/console"
    again.see("/console/sign-in/code")
    assert again.path == "/console"


def test_a_recovery_code_opens_without_the_phone(house: House, ana: Visitor) -> None:
    _, recovery = set_up(ana)
    again = sign_in(house, "ana@riverside.example")
    again.send("/console/sign-in/code", code=recovery[3])
    assert again.path == "/console"
    assert "9 recovery codes are left." in again.see(CODES)


def test_wrong_codes_send_back_to_the_password(house: House, ana: Visitor) -> None:
    set_up(ana)
    again = sign_in(house, "ana@riverside.example")
    for _ in range(accounts.MOST_TRIES):
        again.send("/console/sign-in/code", code="000000")
    assert again.path == "/console/sign-in"


def test_a_set_up_link_does_not_lead_around_the_codes(house: House, ana: Visitor) -> None:
    set_up(ana)
    with house.services.database.session() as session:
        account = accounts.account_by_email(session, "ana@riverside.example")
        assert account is not None
        token = accounts.setup_link(session, account, at=house.at)
    other = house.visitor()
    other.send(f"/console/setup/{token}", password="another good one", again="another good one")
    assert other.path == "/console/sign-in/code"


def test_setting_up_asks_for_the_password_and_ends_other_log_ins(
    house: House, ana: Visitor
) -> None:
    elsewhere = sign_in(house, "ana@riverside.example")
    assert "This is not your password." in ana.send(f"{CODES}/begin", frm=CODES, old="guess")
    assert ana.status == 422
    set_up(ana)
    elsewhere.see("/console/account")
    assert elsewhere.status == 401
    ana.see("/console/account")
    assert ana.status == 200


def test_a_wrong_code_confirms_nothing_and_the_picture_stays(ana: Visitor) -> None:
    ana.send(f"{CODES}/begin", frm=CODES, old=PASSWORD)
    before = re.findall(r"data:image[^\"]+", ana.page)
    words = ana.send(f"{CODES}/confirm", frm=CODES, code="000000")
    assert (ana.status, "not the code that your phone shows now" in words) == (422, True)
    assert re.findall(r"data:image[^\"]+", ana.page) == before


def test_a_new_password_needs_the_old_one_and_renews_the_log_in(house: House, ana: Visitor) -> None:
    elsewhere = sign_in(house, "ana@riverside.example")
    held = ana.http.cookies["session"]
    change = "/console/account/password"
    new = "three better words"
    assert "This is not your password." in ana.send(
        change, frm="/console/account", old="wrong", password=new, again=new
    )
    words = ana.send(change, frm="/console/account", old=PASSWORD, password=new, again="x" * 12)
    assert "The two passwords are not the same." in words
    ana.send(change, frm="/console/account", old=PASSWORD, password=new, again=new)
    assert (ana.path, ana.status) == ("/console/account", 200)
    assert ana.http.cookies["session"] != held
    elsewhere.see("/console/account")
    assert elsewhere.status == 401
    assert sign_in(house, "ana@riverside.example").status == 422
    assert sign_in(house, "ana@riverside.example", new).path == "/console"


def test_one_sees_where_one_is_signed_in_and_can_end_it_everywhere(house: House) -> None:
    body = house.body("riverside")
    first = house.signed_in("ana@riverside.example", body=body)
    second = house.visitor()
    with house.services.database.session() as session:
        account = accounts.account_by_email(session, "ana@riverside.example")
        assert account is not None
        second.http.cookies.set("session", accounts.begin_session(session, account, at=house.at))
    words = first.see("/console/account")
    assert words.count("last used") == 2
    assert words.count("this browser") == 1
    first.send("/console/account/sign-out-everywhere", frm="/console/account")
    for visitor in (first, second):
        visitor.see("/console/account")
        assert visitor.status == 401


def test_where_an_owner_requires_codes_nothing_else_opens_without(house: House) -> None:
    body = house.body("riverside")
    owner = house.with_password("boss@riverside.example", body=body)
    owner.send("/console/staff/codes-required", frm="/console/staff", required="yes")
    for page in ("/console", "/console/lists", "/console/staff"):
        words = owner.see(page)
        assert owner.status == 403
        assert "Your account needs one-time codes before you can go on." in words
        assert CODES in owner.links("codes")
    assert sign_in(house, "boss@riverside.example").path == CODES
    set_up(owner)
    owner.see("/console/lists")
    assert owner.status == 200


def test_an_operator_of_a_service_that_others_reach_must_set_up_codes(tmp_path: Path) -> None:
    house = House(tmp_path, public_url="https://passport.example")
    operator = house.visitor()
    operator.http.base_url = "https://passport.example"
    operator.send(house.setup_link("op@example.org"), password=PASSWORD, again=PASSWORD)
    assert operator.path == CODES
    operator.see("/operator")
    assert operator.status == 403
    set_up(operator)
    operator.see("/operator")
    assert operator.status == 200
    house.services.workers.close()
    house.services.database.dispose()
