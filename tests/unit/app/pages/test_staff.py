"""Owners invite staff, give them roles, and end accounts; keys for programs are made on pages."""

import re
from datetime import timedelta

import pytest

from app.base import accounts
from app.base.accounts import ApiKeyRow
from app.base.outbox import OutboxMessage
from tests.unit.app.pages.people import PASSWORD, URL, House, Visitor

STAFF = "/console/staff"
PROGRAMS = "/console/programs"


@pytest.fixture
def owner(house: House) -> Visitor:
    """The owner of Riverside, and of nothing else."""
    return house.signed_in("boss@riverside.example", body=house.body("riverside"), roles=["owner"])


def invite(owner: Visitor, email: str = "ana@riverside.example", **roles: str) -> str:
    ticked = roles or {"role-issuer": "yes"}
    return owner.send(STAFF, email=email, name="Ana", **ticked)


def page_of(owner: Visitor, email: str) -> str:
    """The address of somebody's own page."""
    owner.see(STAFF)
    found = re.search(rf'href="({STAFF}/\w+)">(?:(?!</tr>).)*{email}', owner.page, re.DOTALL)
    return found[1] if found else ""


def test_an_owner_invites_by_a_link_that_is_shown_once_and_mailed(
    house: House, owner: Visitor
) -> None:
    words = invite(owner, **{"role-issuer": "yes", "role-auditor": "yes"})
    link = next(word for word in words.split() if "/console/setup/" in word)
    assert "/console/setup/" not in owner.see(STAFF)
    with house.services.database.reading() as session:
        assert session.query(OutboxMessage).one().recipient == "ana@riverside.example"
    ana = house.visitor()
    ana.send(link.removeprefix(URL), password=PASSWORD, again=PASSWORD)
    assert ana.path == "/console"
    words = ana.see("/console/account")
    assert "Issuer" in words
    assert "Auditor" in words
    assert "Approver" not in words


def test_nobody_is_invited_to_issue_by_a_tick_that_was_there(owner: Visitor) -> None:
    # Whoever invites an auditor ticks “Auditor” and looks no further.
    owner.see(STAFF)
    assert "role-issuer" in owner.page
    assert " checked" not in owner.page.split("role-owner")[1]


def test_an_invitation_in_the_wrong_form_invites_nobody(house: House, owner: Visitor) -> None:
    house.clerk("harbour")
    for email in ("nobody", "office@harbour.example", "boss@riverside.example"):
        assert "somebody signs in with it already" in invite(owner, email)
    owner.send(STAFF, email="ana@riverside.example", name="Ana")
    assert "Choose at least one role." in owner.words
    owner.send(STAFF, email="ana@riverside.example", name=" ", **{"role-issuer": "yes"})
    assert "A name is needed." in owner.words
    words = owner.send(STAFF, email="ana", name="")
    for sentence in ("This is not an e-mail address", "A name is needed.", "Choose at least one"):
        assert sentence in words
    assert "ana@" not in owner.see(STAFF)


def test_a_change_of_roles_acts_at_once(house: House, owner: Visitor) -> None:
    invite(owner)
    with house.services.database.session() as session:
        account = accounts.account_by_email(session, "ana@riverside.example")
        assert account is not None
        token = accounts.begin_session(session, account, at=house.at)
    ana = house.visitor()
    ana.http.cookies.set("session", token)
    page = page_of(owner, "ana@riverside.example")
    owner.send(f"{page}/roles", frm=page, **{"role-auditor": "yes"})
    assert owner.path == STAFF
    ana.see("/console/lists")
    assert ana.status == 401
    owner.send(f"{page}/roles", frm=page)
    assert "Choose at least one role." in owner.words


def test_the_last_owner_stays_an_owner(owner: Visitor) -> None:
    page = page_of(owner, "boss@riverside.example")
    for form in ("roles", "end"):
        words = owner.send(f"{page}/{form}", frm=page, **{"role-issuer": "yes"})
        assert owner.status == 422
        assert "Your training body needs an owner." in words
    invite(owner, **{"role-owner": "yes"})
    held = owner.http.cookies["session"]
    # As the server would set it, so that the new one takes its place.
    owner.http.cookies.clear()
    owner.http.cookies.set("session", held, domain="localhost.local", path="/")
    owner.send(f"{page}/roles", frm=page, **{"role-auditor": "yes"})
    assert owner.http.cookies["session"] != held
    assert (owner.path, owner.status) == (STAFF, 200)
    assert owner.links("/console/staff/") == []


def test_an_ended_account_is_gone_at_once(house: House, owner: Visitor) -> None:
    words = invite(owner)
    link = next(word for word in words.split() if "/console/setup/" in word)
    page = page_of(owner, "ana@riverside.example")
    owner.send(f"{page}/end", frm=page)
    assert "ana@" not in owner.words
    ana = house.visitor()
    ana.see(link.removeprefix(URL))
    assert ana.status == 410
    owner.see(page)
    assert owner.status == 404
    assert "/console/setup/" in invite(owner), "the address is free again"


def test_a_new_link_and_lost_codes_are_for_owners(owner: Visitor) -> None:
    invite(owner)
    page = page_of(owner, "ana@riverside.example")
    words = owner.send(f"{page}/link", frm=page)
    assert "/console/setup/" in words
    owner.send(f"{page}/remove-codes", frm=page)
    assert (owner.path, owner.status) == (page, 200)


def test_the_staff_of_another_body_is_not_found(house: House, owner: Visitor) -> None:
    other = house.account("eve@harbour.example", body=house.body("harbour"))
    for form in ("roles", "link", "remove-codes", "end"):
        owner.send(f"{STAFF}/{other.id}/{form}", frm=STAFF, **{"role-issuer": "yes"})
        assert owner.status == 404
    assert "eve@" not in owner.see(STAFF)


def test_a_key_for_a_program_is_shown_once(house: House, owner: Visitor) -> None:
    words = owner.send(
        PROGRAMS, name="Student records", expires_at="2026-12-31", **{"scope-award": "yes"}
    )
    key = next(word for word in words.split() if word.startswith("spk_") and "." in word)
    assert key not in owner.see(PROGRAMS)
    assert "never" in owner.words
    with house.services.database.session() as session:
        identity = accounts.identify(session, key, at=house.at)
        assert identity.scopes == {"award"}
        accounts.note_use(session, identity.key_id, at=house.at)
    assert "20 November 2026, 12:00 UTC" in owner.see(PROGRAMS)
    headers = {"Authorization": f"Bearer {key}"}
    address = "/api/v1/organisations/riverside"
    assert owner.http.get(address, headers=headers).status_code == 200
    owner.send(f"{PROGRAMS}/{identity.key_id}/end", frm=PROGRAMS)
    assert "Ended on 20 November 2026" in owner.words
    assert owner.http.get(address, headers=headers).status_code == 401


def test_a_key_works_to_the_end_of_its_last_day(house: House, owner: Visitor) -> None:
    words = owner.send(PROGRAMS, name="X", expires_at="2026-11-20", **{"scope-read": "yes"})
    key = next(word for word in words.split() if word.startswith("spk_") and "." in word)
    headers = {"Authorization": f"Bearer {key}"}
    address = "/api/v1/organisations/riverside"
    assert owner.http.get(address, headers=headers).status_code == 200
    house.at += timedelta(hours=12)
    assert owner.http.get(address, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"scope-read": "yes"}, "Write for which program the key is"),
        ({"name": "X"}, "Choose at least one thing that the program may do."),
        ({"name": "X", "scope-god": "yes"}, "Choose at least one thing"),
        ({"name": "X", "scope-read": "yes", "expires_at": "2026-11-19"}, "still to come"),
        ({"name": "X", "scope-read": "yes", "expires_at": "soon"}, "still to come"),
    ],
)
def test_a_key_in_the_wrong_form_is_not_made(
    house: House, owner: Visitor, fields: dict[str, str], sentence: str
) -> None:
    assert sentence in owner.send(PROGRAMS, **fields)
    assert owner.status == 422
    with house.services.database.reading() as session:
        assert session.query(ApiKeyRow).count() == 0
