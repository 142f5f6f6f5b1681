"""An award as an Open Badge 2.0: hosted, signed and in pictures, published and withdrawn."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from app.base.db import Database
from app.issuer.tables import Award
from credentials import is_hash_of, unbake
from tests.attacks.forging import otherwise_signed
from tests.databases import sqlite_with_tables
from tests.unit.app import school
from tests.unit.app.issuer import test_routes
from tests.unit.app.issuer.test_routes import API, Office

# Hosted badges are read over https only.
URL = "https://localhost:8000"
EMAIL = "amina@example.org"
ISSUER = f"{URL}/issuers/riverside/badges-2.0"


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """One service at an https address for all tests of this file."""
    folder = tmp_path_factory.mktemp("version2")
    url = sqlite_with_tables(folder / "test.sqlite3")
    with pytest.MonkeyPatch.context() as patch:
        for module in (school, test_routes):
            patch.setattr(module, "URL", URL)
        database = Database(url)
        made = Office(database, folder, url)
        yield made
        made.services.database.dispose()
        database.dispose()


@pytest.fixture
def award(office: Office) -> Award:
    """A new award of that service's training body."""
    kind = office.school.new_achievement(f"C-{uuid4().hex[:8]}")
    return office.school.award(achievement=kind).award


def made(office: Office, award: Award, kind: str = "hosted", email: str = EMAIL) -> Any:
    return office.post(f"{API}/awards/{award.id}/badge-2.0", {"email": email, "kind": kind})


def published(office: Office, url: str, accept: str = "application/ld+json") -> Any:
    return office.http.get(url.removeprefix(URL), headers={"Accept": accept})


def checked(office: Office, content: bytes) -> Any:
    return office.http.post("/api/v1/verify", content=content).json()


def test_a_hosted_badge_is_what_its_address_says(office: Office, award: Award) -> None:
    answer = made(office, award)
    assert answer.headers["content-type"].startswith("application/ld+json")
    badge = answer.json()
    assert is_hash_of(badge["recipient"], EMAIL)
    assert EMAIL not in answer.text
    page = published(office, badge["id"])
    assert page.headers["content-type"] == "application/ld+json"
    assert page.json() == badge
    told = checked(office, answer.content)
    assert (told["verdict"], told["checks"]["genuine"]) == ("valid", {"answer": "published"})
    assert told["credential"]["badge"]["issuer"]["id"] == ISSUER


def test_class_issuer_and_lists_stand_at_their_addresses(office: Office, award: Award) -> None:
    badge = made(office, award).json()
    found = published(office, badge["badge"]).json()
    assert (found["type"], found["issuer"]) == ("BadgeClass", ISSUER)
    assert found["image"].startswith("data:image/")
    profile = published(office, ISSUER).json()
    assert (profile["type"], profile["id"]) == ("Profile", ISSUER)
    assert profile["email"] == "skills-passport@localhost"
    assert published(office, f"{ISSUER}/classes/other").status_code == 404


def test_programs_get_json_and_people_a_page(office: Office, award: Award) -> None:
    url = made(office, award).json()["id"]
    assert published(office, url, "application/json").headers["content-type"] == "application/json"
    page = published(office, url, "text/html,*/*")
    assert page.headers["content-type"].startswith("text/html")
    assert "/verify" in page.text


def test_a_withdrawn_badge_is_gone(office: Office, award: Award) -> None:
    answer = made(office, award)
    signed = made(office, award, "signed")
    office.school.revoke(award)
    page = published(office, answer.json()["id"])
    assert page.status_code == 410
    assert page.json()["revoked"] is True
    assert "recipient" not in page.text
    assert "withdrawn" in published(office, answer.json()["id"], "text/html").text
    assert checked(office, answer.content)["problems"][0]["code"] == "revoked"
    assert checked(office, signed.content)["problems"][0]["code"] == "revoked"
    assert made(office, award).status_code == 409
    # A list of one entry is misread by others.
    assert len(published(office, f"{ISSUER}/revoked").json()["revokedAssertions"]) > 1


def test_a_paused_badge_is_not_called_withdrawn(office: Office) -> None:
    kind = office.school.new_achievement("PAUSED", suspendable=True)
    award = office.school.award(achievement=kind).award
    url = made(office, award).json()["id"]
    assert (
        office.post(f"{API}/awards/{award.id}/suspend", {"reason": "under-review"}).status_code
        == 200
    )
    page = published(office, url, "text/html")
    assert page.status_code == 410
    assert "paused" in page.text
    assert "withdrawn" not in page.text


def test_a_hosted_badge_that_is_over_is_not_called_signed(office: Office) -> None:
    kind = office.school.new_achievement("BRIEF", validity_months=1)
    award = office.school.award(achievement=kind, day=date(2026, 1, 5)).award
    page = office.http.post(
        "/verify", data={"text": made(office, award).text}, headers={"Accept": "text/html"}
    ).text
    assert "What it says, line by line" in page
    assert "what the website of the issuer shows" in page
    assert "what was signed" not in page


def test_a_signed_badge_holds_by_the_key_of_its_issuer(office: Office, award: Award) -> None:
    answer = made(office, award, "signed")
    assert answer.headers["content-type"].startswith("text/plain")
    told = checked(office, answer.content)
    assert (told["verdict"], told["checks"]["genuine"]) == ("valid", {"answer": "yes"})
    assert told["checks"]["current"]["answer"] == "yes"
    key = published(office, f"{ISSUER}/key").json()
    assert key["owner"] == ISSUER
    assert published(office, ISSUER).json()["publicKey"] == [f"{ISSUER}/key"]
    # Nobody finds the certificate by the id of the badge, nor by the list of withdrawn ones.
    assert told["credential"]["id"] != award.id
    withdrawn = published(office, f"{ISSUER}/revoked").json()["revokedAssertions"]
    assert not {told["credential"]["id"], award.id} & set(withdrawn)
    forged = checked(office, otherwise_signed(answer.content))
    assert [problem["code"] for problem in forged["problems"]] == ["tampered"]


@pytest.mark.parametrize("kind", ["png", "svg"])
def test_a_picture_holds_the_hosted_badge(office: Office, award: Award, kind: str) -> None:
    picture = made(office, award, kind).content
    badge = json.loads(unbake(picture))
    assert badge["verification"] == {"type": "HostedBadge"}
    assert checked(office, picture)["verdict"] == "valid"


def test_what_nobody_made_stands_at_no_address(office: Office, award: Award) -> None:
    assert (
        published(office, f"{ISSUER}/awards/{award.id.removeprefix('urn:uuid:')}/AAAA").status_code
        == 404
    )
    url = made(office, award).json()["id"]
    ticket = url.rpartition("/")[2]
    assert published(office, f"{ISSUER}/awards/x/{ticket}").status_code == 404
    assert made(office, award, email="no address").status_code in (400, 422)
    missing = office.post(f"{API}/awards/urn:uuid:x/badge-2.0", {"email": EMAIL})
    assert missing.status_code == 404
