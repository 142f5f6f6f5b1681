"""The training body's own page: what it may change of itself, and what it sees of itself."""

from datetime import timedelta

import pytest

from app.trust import service as trust
from app.trust.snapshot import TrustSnapshot
from credentials import Standing
from tests.unit.app.pages.people import House, Visitor

SETTINGS = {
    "url": "https://riverside.example",
    "country": "ke",
    "language": "sw",
    "time_zone": "Africa/Nairobi",
    "lists_need_approval": "yes",
}
PAGE = "/console/profile/settings"


@pytest.fixture
def clerk(house: House) -> Visitor:
    """Somebody of a training body, signed in."""
    return house.clerk()


def test_settings_are_changed_and_shown(clerk: Visitor) -> None:
    clerk.send(PAGE, **SETTINGS)
    assert clerk.path == "/console/profile"
    for words in ("https://riverside.example", "Kenya", "Swahili", "Africa/Nairobi"):
        assert words in clerk.words
    assert "A second person approves each list before it is signed." in clerk.words
    clerk.see(PAGE)
    assert 'value="Africa/Nairobi"' in clerk.page


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("url", "riverside", "Write the whole address"),
        ("country", "Kenya", "Choose a country."),
        ("language", "x", "Choose a language."),
        ("time_zone", "Mars/Olympus", "Choose one of the list"),
    ],
)
def test_a_setting_in_the_wrong_form_is_named_and_nothing_is_saved(
    clerk: Visitor, field: str, value: str, sentence: str
) -> None:
    words = clerk.send(PAGE, **{**SETTINGS, field: value})
    assert clerk.status == 422
    assert sentence in words
    assert "Swahili" not in clerk.see("/console/profile")


def test_all_wrong_settings_are_named_at_once(clerk: Visitor) -> None:
    clerk.send(PAGE, url="x", country="Kenya", language="x", time_zone="x")
    for name in ("url", "country", "language", "time_zone"):
        assert f'id="{name}-error"' in clerk.page


def test_the_pages_are_there_in_arabic(clerk: Visitor) -> None:
    for page in ("/console/profile", PAGE, "/console/profile/name"):
        clerk.see(f"{page}?lang=ar")
        assert clerk.status == 200
        assert 'dir="rtl"' in clerk.page


# ── The name ──

DID = "did:web:localhost%3A8000:issuers:riverside"
NAME = {"name": "Riverside University", "name_latin": "", "reason": "Law 17 of 2026"}


@pytest.fixture
def operator(house: House) -> Visitor:
    """The operator, signed in."""
    return house.signed_in("op@example.org")


def judged(house: House, *, days_ago: int = 0) -> tuple[str, str | None]:
    """How the trusted list judges an award of the body, and under which name."""
    awarded = house.at - timedelta(days=days_ago)
    found = house.services.trust.current().judge(DID, types=[], awarded_at=awarded, at=house.at)
    return str(found.standing), found.name


def accredited(house: House) -> None:
    """The body is accredited since a year ago."""
    with house.services.database.session() as session:
        trust.record(
            session,
            trust.Statement(
                did=DID,
                name="College riverside",
                standing=Standing.ACCREDITED,
                accredited_by="National Authority",
                valid_from=house.at - timedelta(days=365),
            ),
            actor="test",
            at=house.at,
        )
    assert isinstance(house.services.trust, TrustSnapshot)
    house.services.trust.forget()


def test_a_body_sees_itself_as_whoever_checks_does(house: House, clerk: Visitor) -> None:
    assert "Nobody on the list says that it is accredited." in clerk.see("/console/profile")
    accredited(house)
    assert "Accredited by National Authority" in clerk.see("/console/profile")


def test_a_name_that_is_granted_is_shown_and_old_awards_keep_the_old_one(
    house: House, clerk: Visitor, operator: Visitor
) -> None:
    accredited(house)
    clerk.send("/console/profile/name", **NAME)
    assert "Waits for the operator" in clerk.words
    assert judged(house)[1] == "College riverside"
    assert "Riverside University" in operator.see("/operator")
    body = "/operator/bodies/riverside"
    house.at += timedelta(minutes=1)
    operator.send(f"{body}/name/grant", frm=body)
    assert operator.path == body
    assert "Law 17 of 2026" not in operator.words
    house.at += timedelta(minutes=1)
    assert judged(house) == ("accredited", "Riverside University")
    assert judged(house, days_ago=30) == ("accredited", "College riverside")
    assert judged(house, days_ago=400)[0] == "known"
    assert "Riverside University" in clerk.see("/console/profile")
    operator.send(f"{body}/name/grant", frm=body)
    assert operator.status == 422


def test_a_name_that_is_declined_changes_nothing_and_says_why(
    house: House, clerk: Visitor, operator: Visitor
) -> None:
    clerk.send("/console/profile/name", **NAME)
    body = "/operator/bodies/riverside"
    assert "Say why" in operator.send(f"{body}/name/decline", frm=body, reason="")
    operator.send(f"{body}/name/decline", frm=body, reason="It is no university.")
    assert "It is no university." in clerk.see("/console/profile")
    assert judged(house)[1] == "College riverside"


def test_a_suspended_body_stays_suspended_under_its_new_name(
    house: House, clerk: Visitor, operator: Visitor
) -> None:
    clerk.send("/console/profile/name", **NAME)
    body = "/operator/bodies/riverside"
    operator.see(body)
    operator.send(operator.links("/suspend$")[0])
    operator.send(f"{body}/name/grant", frm=body)
    assert judged(house)[0] == "suspended"


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "River\u200dside", "A name is needed"),
        ("name_latin", "x" * 201, "Use letters that can be seen"),
        ("reason", "", "Say why"),
    ],
)
def test_a_request_in_the_wrong_form_is_not_sent(
    clerk: Visitor, operator: Visitor, field: str, value: str, sentence: str
) -> None:
    assert sentence in clerk.send("/console/profile/name", **{**NAME, field: value})
    assert "asks for another name" not in operator.see("/operator")


def test_one_request_waits_at_a_time(clerk: Visitor) -> None:
    clerk.send("/console/profile/name", **NAME)
    assert "Ask for another name" not in clerk.words
    clerk.send("/console/profile/name", **NAME)
    assert clerk.status == 422
