"""The trusted list over HTTP: everybody reads it, the operator alone changes it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.base import accounts
from tests.journeys.stage import ACTOR, Stage, stage

_RECORDS = "/api/v1/trust/records"
_SCHOOL = {
    "did": "did:web:school.example",
    "name": "Harbour Technical School",
    "standing": "accredited",
    "accredited_by": "National Training Authority",
}


@pytest.fixture
def on_stage(tmp_path: Path) -> Iterator[Stage]:
    with stage(tmp_path / "data") as opened:
        yield opened


def sign_in(on_stage: Stage, role: str) -> TestClient:
    """A browser in which somebody of that role is signed in, with a form of ours open."""
    client = on_stage.client
    with on_stage.services.database.session() as session:
        account = accounts.create_account(
            session,
            email=f"{role}@passport.example",
            name="Somebody",
            role=role,
            organisation_id=None if role == accounts.OPERATOR else "school",
            actor=ACTOR,
            at=on_stage.world.at,
        )
        token = accounts.begin_session(session, account, at=on_stage.world.at)
    client.cookies.set("session", token)
    page = client.get("/api/v1/trust/records")
    assert page.status_code == 200
    return client


def csrf(on_stage: Stage) -> dict[str, str]:
    """The header that a page of ours would send with a change."""

    pages = on_stage.services.pages
    on_stage.client.cookies.set("csrf", "seed")
    session = on_stage.client.cookies.get("session") or ""
    return {"X-CSRF-Token": pages.form_token("seed", session)}


def test_the_operator_records_and_a_check_says_so_at_once(on_stage: Stage) -> None:
    content = on_stage.world.issue().content
    client = sign_in(on_stage, accounts.OPERATOR)

    def standing() -> str:
        checks = client.post("/api/v1/verify", content=content).json()["checks"]
        return str(checks["issuer"]["answer"])

    assert standing() == "unknown"
    made = client.post(_RECORDS, json=_SCHOOL, headers=csrf(on_stage))
    assert made.status_code == 201
    assert standing() == "accredited"
    record = f"{_RECORDS}/{made.json()['id']}"
    assert client.post(f"{record}/suspend", headers=csrf(on_stage)).status_code == 200
    assert standing() == "suspended"
    assert client.post(f"{record}/suspend", headers=csrf(on_stage)).status_code == 409
    assert client.post(f"{record}/reinstate", headers=csrf(on_stage)).status_code == 200
    assert client.post(f"{record}/end", headers=csrf(on_stage)).status_code == 200
    assert standing() == "accredited"
    (shown,) = client.get(_RECORDS).json()
    assert shown["ended_at"] is not None
    assert client.post(f"{record}/explode", headers=csrf(on_stage)).status_code == 422


def test_nobody_else_changes_the_list(on_stage: Stage) -> None:
    client = on_stage.client
    assert client.post(_RECORDS, json=_SCHOOL, headers=csrf(on_stage)).status_code == 401
    sign_in(on_stage, accounts.STAFF)
    assert client.post(_RECORDS, json=_SCHOOL, headers=csrf(on_stage)).status_code == 403
    assert client.get(_RECORDS).json() == []


def test_a_change_that_no_page_of_ours_asked_for_is_refused(on_stage: Stage) -> None:
    client = sign_in(on_stage, accounts.OPERATOR)
    assert client.post(_RECORDS, json=_SCHOOL).status_code == 403
    forged = {"X-CSRF-Token": "0" * 64}
    assert client.post(_RECORDS, json=_SCHOOL, headers=forged).status_code == 403


@pytest.mark.parametrize(
    "change",
    [
        {"id": "mine"},
        {"recorded_at": "2020-01-01T00:00:00Z"},
        {"standing": "suspended"},
        {"valid_from": "2026-01-01T00:00:00"},
        {"did": "school"},
        {"name": ""},
        {"accredited_by": None},
    ],
)
def test_a_record_in_the_wrong_form_is_refused(on_stage: Stage, change: dict[str, object]) -> None:
    client = sign_in(on_stage, accounts.OPERATOR)
    answer = client.post(_RECORDS, json={**_SCHOOL, **change}, headers=csrf(on_stage))
    assert answer.status_code in {400, 422}
    assert client.get(_RECORDS).json() == []
