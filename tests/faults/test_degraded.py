"""R17, R18: what goes on when a key cannot be used, or the database takes no changes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url, text

from app.worker import publish
from tests.attacks.tenants import ACHIEVEMENT, Tenant, tenant
from tests.faults.promises import Keeps
from tests.journeys.stage import Stage, stage

_VERIFY = "/api/v1/verify"


def awarded(school: Tenant) -> tuple[bytes, str]:
    """A certificate, and the path of its status list, which is published."""
    made = school.award()
    client = school.stage.client
    content = client.get(
        f"{school.home}/awards/{made['id']}/credential", headers=school.headers
    ).json()
    listed = content["credentialStatus"]["statusListCredential"]
    path = listed.removeprefix(school.stage.services.settings.public_url)
    assert client.get(path).status_code == 200
    publish(school.stage.services)
    return client.get(
        f"{school.home}/awards/{made['id']}/credential", headers=school.headers
    ).content, path


def another(school: Tenant) -> tuple[int, str]:
    """The answer to one more award, and the code in it."""
    person = school.person(name="Bea Osei", birth_date="1999-01-01")
    body = {"achievement": ACHIEVEMENT["code"], "person": person}
    answer = school.stage.client.post(f"{school.home}/awards", json=body, headers=school.headers)
    return answer.status_code, answer.json().get("code", "")


def lost_by_readers(school: Tenant, content: bytes, path: str) -> list[str]:
    """What of checks, status lists and pages does not go on."""
    client = school.stage.client
    lost = []
    if client.post(_VERIFY, content=content).json().get("verdict") != "valid":
        lost.append("a check")
    for read in (path, "/verify", "/readyz"):
        if client.get(read).status_code != 200:
            lost.append(read)
    return lost


def rows(opened: Stage) -> list[int]:
    with opened.services.database.reading() as session:
        return [
            session.scalar(text(f"SELECT count(*) FROM {table}")) or 0  # noqa: S608 - our own tables
            for table in ("awards", "status_positions", "claims", "audit_event")
        ]


def test_without_its_key_a_body_issues_nothing_and_readers_notice_nothing(
    tmp_path: Path, keeps: Keeps
) -> None:
    with stage(tmp_path / "data") as opened:
        school, other = tenant(opened, "riverside"), tenant(opened, "lakeside")
        content, path = awarded(school)
        other.award()
        change_the_seals(opened, school)
        before = rows(opened)

        refused = another(school)
        lost = lost_by_readers(school, content, path)
        if refused != (503, "key-unavailable") or rows(opened) != before:
            lost.append(f"the refusal: {refused}")
        if another(other)[0] != 201:
            lost.append("another body's award")
        change_the_seals(opened, school)
        if another(school)[0] != 201:
            lost.append("the award after its key was back")
    keeps("R17", "the seal of a body's keys was broken, and mended", lost=lost)


def change_the_seals(opened: Stage, school: Tenant) -> None:
    """Turn a bit of each sealed key of a body around; once more, and they are whole again."""
    with opened.services.database.session() as session:
        for key in opened.services.custody.keys(session, owner=f"organisation:{school.id}"):
            key.sealed = key.sealed[:-1] + bytes([key.sealed[-1] ^ 1])


@pytest.mark.postgres
def test_while_the_database_only_reads_checks_and_lists_go_on(
    tmp_path: Path, postgres_url: str, keeps: Keeps
) -> None:
    with stage(tmp_path / "data", database_url=postgres_url, rate_storage="database") as opened:
        school = tenant(opened, "riverside")
        content, path = awarded(school)
        with only_reading(postgres_url, opened):
            refused = another(school)
            lost = lost_by_readers(school, content, path)
        if refused != (503, "busy"):
            lost.append(f"the refusal: {refused}")
        if another(school)[0] != 201:
            lost.append("the award afterwards")
    keeps("R18", "PostgreSQL took no changes for a while", lost=lost)


@contextmanager
def only_reading(url: str, opened: Stage) -> Iterator[None]:
    """A time in which every new connection to the database may only read."""
    address = make_url(url)
    plain = address.set(drivername="postgresql").render_as_string(hide_password=False)
    option = "-c default_transaction_read_only=off"
    with psycopg.connect(plain, autocommit=True, options=option) as connection:
        name = psycopg.sql.Identifier(str(address.database))
        change = psycopg.sql.SQL("ALTER DATABASE {} {} default_transaction_read_only{}")
        on, off = psycopg.sql.SQL("SET"), psycopg.sql.SQL("RESET")
        connection.execute(change.format(name, on, psycopg.sql.SQL(" = on")))
        opened.services.database.dispose()
        try:
            yield
        finally:
            connection.execute(change.format(name, off, psycopg.sql.SQL("")))
            opened.services.database.dispose()
