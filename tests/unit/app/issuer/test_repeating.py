"""R3: a request with an Idempotency-Key is carried out once, whatever it changes."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from fastapi.routing import APIRoute

from app.base.audit import AuditEvent
from app.base.idempotency import IdempotentAnswer
from app.issuer.repeating import RepeatableRoute
from app.issuer.tables import Award
from tests.unit.app.issuer.test_routes import API, PERSON, Office, office
from tests.unit.app.school import database

__all__ = ["database", "office"]

AWARD = {"achievement": "WELD-2", "person": PERSON}
COURSE = {"code": "COOK", "name": "Cooking", "description": "Cooks.", "criteria": "A test."}
HOOK = {"url": "https://one.example/", "events": ["award.issued"]}


@pytest.mark.parametrize(
    ("path", "body", "other", "scope"),
    [
        ("/awards", AWARD, {**AWARD, "certificate_number": "7"}, "award"),
        ("/achievements", COURSE, {**COURSE, "name": "Baking"}, "award"),
        ("/webhooks", HOOK, {**HOOK, "events": ["award.claimed"]}, "webhooks"),
    ],
)
def test_the_same_is_answered_alike_and_something_else_is_refused(
    office: Office, path: str, body: Any, other: Any, scope: str
) -> None:
    key = office.new_key(scope)
    sent = {"key": key, "Idempotency-Key": "monday"}
    first = office.post(f"{API}{path}", body, **sent)
    again = office.post(f"{API}{path}", body, **sent)
    assert first.status_code == again.status_code == 201
    assert first.content == again.content
    assert again.headers.get("location") == first.headers.get("location")
    assert (again.headers["idempotent-replayed"], "idempotent-replayed" in first.headers) == (
        "true",
        False,
    )
    assert office.post(f"{API}{path}", other, **sent).status_code == 422
    with office.services.database.reading() as session:
        kept = session.query(IdempotentAnswer).one()
        # What was answered may hold a secret, and is sealed.
        assert b"{" not in kept.body[:1]
        assert first.content not in kept.body


def test_a_paper_printed_again_is_answered_alike(office: Office) -> None:
    made = office.school.award().award
    path = f"{API}/awards/{made.id}/duplicate"
    first, again = (office.post(path, b"", **{"Idempotency-Key": "monday"}) for _ in range(2))
    assert (first.status_code, first.content[:5]) == (200, b"%PDF-")
    assert again.content == first.content
    assert again.headers["content-disposition"] == first.headers["content-disposition"]
    with office.services.database.reading() as session:
        assert session.query(AuditEvent).filter_by(action="duplicate.printed").count() == 1


def test_another_key_gets_nothing_of_the_answer(office: Office) -> None:
    office.post(f"{API}/achievements", COURSE, **{"Idempotency-Key": "monday"})
    other = office.post(
        f"{API}/achievements", COURSE, key=office.new_key("award"), **{"Idempotency-Key": "monday"}
    )
    assert "idempotent-replayed" not in other.headers


def test_what_was_refused_may_be_sent_again(office: Office) -> None:
    wrong = {**AWARD, "person": {**PERSON, "name": ""}}
    sent = {"Idempotency-Key": "monday"}
    assert office.post(f"{API}/awards", wrong, **sent).status_code >= 400
    assert office.post(f"{API}/awards", AWARD, **sent).status_code == 201


def test_fifty_at_once_issue_one_certificate(office: Office) -> None:
    def post(_number: int) -> int:
        status: int = office.post(
            f"{API}/awards", AWARD, **{"Idempotency-Key": "monday"}
        ).status_code
        return status

    with ThreadPoolExecutor(10) as pool:
        statuses = set(pool.map(post, range(50)))
    # Who comes while the first is at work is told so (409), or that many wait (503).
    assert 201 in statuses
    assert statuses <= {201, 409, 503}
    with office.services.database.reading() as session:
        assert session.query(Award).count() == 1


def served(routes: Iterable[Any]) -> Iterator[APIRoute]:
    """Every address, however deep its router is included."""
    for route in routes:
        if isinstance(route, APIRoute):
            yield route
        elif inner := getattr(route, "original_router", None):
            yield from served(inner.routes)


def test_every_address_of_the_api_that_changes_something_has_it(office: Office) -> None:
    routes = [
        route
        for route in served(office.application.routes)
        if route.path.startswith(("/api/v1/organisations/", "/issuers/"))
        and route.methods != {"GET"}
    ]
    assert len(routes) > 10
    assert "/issuers/{slug}/credentials/issue" in {route.path for route in routes}
    assert [route.path for route in routes if not isinstance(route, RepeatableRoute)] == []
    schema = office.application.openapi()
    for route in routes:
        for method in route.methods or ():
            parameters = schema["paths"][route.path][method.lower()].get("parameters", [])
            assert "idempotency-key" in {item["name"] for item in parameters}, route.path


def test_somebody_who_is_probably_awarded_already_is_awarded_when_that_is_said(
    office: Office,
) -> None:
    first = office.post(f"{API}/awards", AWARD, **{"Idempotency-Key": "monday"})
    alike = {**AWARD, "person": {**PERSON, "name": "Li Bo"}, "awarded_on": "2026-11-02"}
    asked = office.post(f"{API}/awards", alike, **{"Idempotency-Key": "tuesday"})
    assert (asked.status_code, asked.json()["code"]) == (409, "probable-duplicate")
    assert first.json()["certificate_number"] in asked.json()["detail"]
    assert office.post(f"{API}/awards", AWARD).json()["code"] == "conflict"

    # The key was not used up by the question.
    wish = {**alike, "even_if_alike": True}
    made = office.post(f"{API}/awards", wish, **{"Idempotency-Key": "tuesday"})
    again = office.post(f"{API}/awards", wish, **{"Idempotency-Key": "tuesday"})
    assert made.status_code == again.status_code == 201
    assert made.content == again.content
    # Neither does who is there now change the answer to what was carried out before.
    assert office.post(f"{API}/awards", AWARD, **{"Idempotency-Key": "monday"}).status_code == 201
    with office.services.database.reading() as session:
        assert session.query(Award).count() == 2
