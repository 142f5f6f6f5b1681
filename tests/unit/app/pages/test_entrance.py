"""The way into the console: a link that works once, and log-ins that tell a stranger nothing."""

from datetime import timedelta
from pathlib import Path

from app.base import accounts
from tests.unit.app.pages.people import PASSWORD, House


def test_whoever_is_not_signed_in_is_asked_to(house: House) -> None:
    visitor = house.visitor()
    visitor.see("/console")
    assert visitor.path == "/console/sign-in"
    visitor.see("/console/lists")
    assert visitor.status == 401
    assert "You need to sign in first." in visitor.words


def test_a_set_up_link_sets_a_password_and_signs_in_once(house: House) -> None:
    body = house.body("riverside")
    link = house.setup_link("ana@riverside.example", body=body)
    visitor = house.visitor()

    assert "ana@riverside.example" in visitor.see(link)
    visitor.send(link, password=PASSWORD, again=PASSWORD)

    assert visitor.path == "/console"
    assert "College riverside" in visitor.words
    visitor.see(link)
    assert visitor.status == 410


def test_looking_at_a_set_up_link_does_not_use_it_up(house: House) -> None:
    link = house.setup_link("op@example.org")
    for _ in range(3):
        visitor = house.visitor()
        visitor.see(link)
        assert visitor.status == 200


def test_an_old_set_up_link_opens_nothing(house: House) -> None:
    link = house.setup_link("op@example.org")
    house.at += accounts.SETUP_LINK_LIFE
    visitor = house.visitor()
    visitor.see(link)
    assert visitor.status == 410


def test_short_or_different_passwords_are_not_taken(house: House) -> None:
    link = house.setup_link("op@example.org")
    visitor = house.visitor()
    assert "at least 12 characters" in visitor.send(link, password="short", again="short")
    assert visitor.status == 422
    words = visitor.send(link, password=PASSWORD, again="three other words")
    assert "The two passwords are not the same." in words
    visitor.send(link, password=PASSWORD, again=PASSWORD)
    assert visitor.path == "/operator"


def test_an_unknown_account_and_a_wrong_password_look_alike(house: House) -> None:
    house.with_password("op@example.org")
    answers = []
    for email in ("op@example.org", "nobody@example.org"):
        visitor = house.visitor()
        words = visitor.send("/console/sign-in", email=email, password="wrong wrong wrong")
        answers.append((visitor.status, words))
    assert answers[0] == answers[1]
    assert answers[0][0] == 422


def test_signing_in_leads_each_to_their_own_pages(house: House) -> None:
    house.with_password("ana@riverside.example", body=house.body("riverside"))
    house.with_password("op@example.org")
    for email, path in (("ANA@riverside.example", "/console"), ("op@example.org", "/operator")):
        visitor = house.visitor()
        visitor.send("/console/sign-in", email=email, password=PASSWORD)
        assert visitor.path == path
        visitor.see("/console/sign-in")
        assert visitor.path == path


def test_a_log_in_gets_a_token_that_nobody_could_have_planted(house: House) -> None:
    house.with_password("op@example.org")
    visitor = house.visitor()
    visitor.http.cookies.set("session", "planted", domain="localhost.local", path="/")
    visitor.send("/console/sign-in", email="op@example.org", password=PASSWORD)
    assert visitor.path == "/operator"
    assert visitor.http.cookies["session"] != "planted"


def test_after_signing_out_the_old_log_in_is_worth_nothing(house: House) -> None:
    clerk = house.clerk()
    held = clerk.http.cookies["session"]
    clerk.send("/console/sign-out", frm="/console")
    assert clerk.path == "/console/sign-in"
    other = house.visitor()
    other.http.cookies.set("session", held)
    other.see("/console/lists")
    assert other.status == 401


def test_an_idle_log_in_ends_and_a_busy_one_does_not(house: House) -> None:
    clerk = house.clerk()
    for _ in range(5):
        house.at += timedelta(minutes=20)
        clerk.see("/console/lists")
        assert clerk.status == 200
    house.at += accounts.IDLE
    clerk.see("/console/lists")
    assert clerk.status == 401


def test_guessing_passwords_is_slowed_down(tmp_path: Path) -> None:
    house = House(tmp_path, code_rate=5)
    statuses = []
    for _ in range(6):
        visitor = house.visitor()
        visitor.send("/console/sign-in", email="op@example.org", password="wrong wrong wrong")
        statuses.append(visitor.status)
    assert statuses == [422] * 5 + [429]
    house.services.workers.close()


def test_a_form_of_another_site_changes_nothing(house: House) -> None:
    clerk = house.clerk()
    answer = clerk.http.post("/console/sign-out", data={})
    assert answer.status_code == 403
    clerk.see("/console")
    assert clerk.path == "/console"


def test_staff_are_no_operators_and_operators_no_staff(house: House) -> None:
    clerk = house.clerk()
    clerk.see("/operator")
    assert clerk.status == 403
    operator = house.signed_in("op@example.org")
    operator.see("/console/lists")
    assert operator.status == 403
