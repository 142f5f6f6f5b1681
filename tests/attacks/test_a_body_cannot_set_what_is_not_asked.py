"""T66: no request sets a field that it was not asked for (state, owner, keys, times)."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.base.db import Base
from tests.attacks.tenants import ACHIEVEMENT, Tenant, tenant
from tests.journeys.stage import Stage

# Every column of every table: what a program could try to write past the service.
COLUMNS = sorted({column.name for table in Base.metadata.tables.values() for column in table.c})


@pytest.fixture
def school(plain_stage: Stage) -> Tenant:
    return tenant(plain_stage, "riverside")


def _bodies(stage: Stage) -> dict[str, Any]:
    """The schemas of every JSON body that is described, by name, with all that they hold."""
    described = stage.application.openapi()
    schemas = described["components"]["schemas"]
    found: dict[str, Any] = {}

    def collect(part: Any) -> None:
        if isinstance(part, list):
            for item in part:
                collect(item)
        elif isinstance(part, dict):
            name = str(part.get("$ref", "")).rpartition("/")[2]
            if name and name not in found:
                found[name] = schemas[name]
                collect(schemas[name])
            for item in part.values():
                collect(item)

    for methods in described["paths"].values():
        for operation in methods.values():
            collect(operation.get("requestBody", {}))
    return found


def test_every_described_body_refuses_what_it_does_not_know(plain_stage: Stage) -> None:
    bodies = {
        name: schema
        for name, schema in _bodies(plain_stage).items()
        if schema.get("type") == "object"
    }
    assert len(bodies) >= 8
    loose = [name for name, schema in bodies.items() if schema.get("additionalProperties", True)]
    assert loose == []


def test_no_column_of_any_table_can_be_set_through_any_body(school: Tenant) -> None:
    tried = 0
    for path, method, schema in _programs_bodies(school.stage):
        strange = [name for name in COLUMNS if name not in schema["properties"]]
        # So few at a time, because an answer names at most fifty faults.
        for start in range(0, len(strange), 30):
            body = dict.fromkeys(strange[start : start + 30], "x")
            address = re.sub(r"{\w+}", "x", path.replace("{slug}", school.slug))
            answer = school.stage.client.request(method, address, json=body, headers=school.headers)
            assert answer.status_code == 422, (method, path)
            refused = {fault["pointer"] for fault in answer.json()["errors"]}
            # A member called `body` is named like the body itself.
            assert {f"/{name}" for name in body if name != "body"} <= refused, (method, path)
            tried += len(body)
    assert tried > 2_000


def _programs_bodies(stage: Stage) -> Iterator[tuple[str, str, Any]]:
    """Path, method and schema of every JSON body that a training body's program may send."""
    described = stage.application.openapi()
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {})
            named = content.get("application/json", {}).get("schema", {}).get("$ref", "")
            schema = described["components"]["schemas"].get(named.rpartition("/")[2], {})
            if path.startswith("/api/v1/organisations/") and "properties" in schema:
                yield path, method, schema


def test_no_column_of_any_table_can_be_set_through_an_award(school: Tenant) -> None:
    client, headers = school.stage.client, school.headers
    school.award()
    body = {"achievement": "WELD", "person": school.person(register_number="R-2")}
    known = {"achievement", "person", "awarded_on", "certificate_number", "register_reference"}
    in_person = {"name", "name_latin", "birth_date", "register_number", "email"}
    for column in COLUMNS:
        if column not in known:
            answer = client.post(
                f"{school.home}/awards", json={**body, column: "x"}, headers=headers
            )
            assert answer.status_code == 422, column
        if column not in in_person:
            person = {**school.person(register_number="R-2"), column: "x"}
            answer = client.post(
                f"{school.home}/awards", json={**body, "person": person}, headers=headers
            )
            assert answer.status_code == 422, column
    assert len(client.get(f"{school.home}/awards", headers=headers).json()) == 1


@pytest.mark.parametrize("member", ["organisation_id", "id", "role", "approved", "issuer", "did"])
def test_an_achievement_has_no_owner_in_its_body(school: Tenant, member: str) -> None:
    answer = school.stage.client.post(
        f"{school.home}/achievements",
        json={**ACHIEVEMENT, member: "x"},
        headers=school.headers,
    )
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == f"/{member}"
