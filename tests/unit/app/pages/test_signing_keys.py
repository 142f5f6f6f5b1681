"""Key managers change the signing keys on pages: publish, wait, use; or give one up."""

import re
from datetime import timedelta

import pytest

from tests.unit.app.pages.people import PASSWORD, House, Visitor

PAGE = "/console/signing-keys"


@pytest.fixture
def manager(house: House) -> Visitor:
    """Somebody of Riverside with a password, signed in."""
    return house.with_password("keys@riverside.example", body=house.body("riverside"))


def test_new_keys_are_published_wait_and_are_used(house: House, manager: Visitor) -> None:
    words = manager.see(PAGE)
    assert words.count("in use") == 2
    assert "This is not your password." in manager.send(f"{PAGE}/new", frm=PAGE, old="guess")
    assert manager.status == 422
    words = manager.send(f"{PAGE}/new", frm=PAGE, old=PASSWORD)
    assert words.count("published, not used yet") == 2
    assert "20 November 2026, 12:10 UTC" in words
    published = manager.http.get("/issuers/riverside/did.json").json()
    assert len(published["verificationMethod"]) == 4
    manager.send(f"{PAGE}/use", frm=PAGE, old=PASSWORD)
    assert "The keys are as they were." in manager.words
    house.at += timedelta(minutes=10)
    words = manager.send(f"{PAGE}/use", frm=PAGE, old=PASSWORD)
    assert (words.count("in use"), words.count("retired on 20 November 2026")) == (2, 2)
    published = manager.http.get("/issuers/riverside/did.json").json()
    assert sum("expires" in method for method in published["verificationMethod"]) == 2


def test_a_key_is_given_up_only_by_who_is_sure_and_knows_since_when(manager: Visitor) -> None:
    words = manager.see(PAGE)
    assert "every certificate that was signed with this key stops being valid at once" in words
    address = re.findall(rf"{PAGE}/\w+/give-up", manager.page)[0]
    for fields, sentence in (
        ({"old": PASSWORD, "since": "2026-11-19"}, "Tick the box to show that you are sure."),
        ({"old": "guess", "since": "2026-11-19", "sure": "yes"}, "This is not your password."),
        ({"old": PASSWORD, "since": "2026-11-21", "sure": "yes"}, "today or earlier"),
        ({"old": PASSWORD, "sure": "yes"}, "today or earlier"),
    ):
        assert sentence in manager.send(address, frm=PAGE, **fields)
        assert manager.status == 422
    words = manager.send(address, frm=PAGE, old=PASSWORD, since="2026-11-19", sure="yes")
    assert "in wrong hands since 19 November 2026" in words
    assert words.count("in use") == 2
    published = manager.http.get("/issuers/riverside/did.json").json()
    assert sum("revoked" in method for method in published["verificationMethod"]) == 1


def test_a_did_key_says_that_it_cannot_change(house: House) -> None:
    manager = house.clerk("keyed", did_method="key")
    words = manager.see(PAGE)
    assert "It can never be changed." in words
    assert manager.links("give-up|/new$") == []


def test_on_an_own_domain_the_file_comes_first(house: House) -> None:
    body = house.body("own", did_method="domain", domain="own.example")
    manager = house.with_password("keys@own.example", body=body)
    words = manager.send(f"{PAGE}/new", frm=PAGE, old=PASSWORD)
    assert "Put the new file on your own domain first." in words
    file = manager.http.get("/console/profile/did.json").content
    house.web.files["https://own.example/.well-known/did.json"] = file
    manager.send("/console/profile/check", frm="/console/profile")
    words = manager.see(PAGE)
    assert (words.count("in use"), words.count("retired on")) == (2, 2)


def test_who_manages_no_keys_sees_them_and_changes_nothing(house: House) -> None:
    body = house.body("riverside")
    auditor = house.signed_in("a@riverside.example", body=body, roles=["auditor"])
    auditor.see(PAGE)
    assert auditor.status == 200
    assert auditor.links("give-up|/new$") == []
