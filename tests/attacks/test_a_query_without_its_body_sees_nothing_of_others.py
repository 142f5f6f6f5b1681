"""T65 once more: PostgreSQL itself refuses what a query forgot to ask for (ADR 10)."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Table, create_engine, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, ProgrammingError
from sqlalchemy.orm import Session

from app.base import accounts
from app.base.db import Database, act_for
from app.base.db.moving import moved
from app.base.db.tenancy import is_kept_apart
from app.base.deps import ApiKey, SessionDep
from app.issuer.organisations.tables import Centre
from app.issuer.tables import Award
from app.pages.console.office import Looking
from tests import rows
from tests.attacks.tenants import tenant
from tests.databases import sqlite_with_tables
from tests.journeys.stage import ACTOR, stage
from tests.postgres import PostgresServer

pytestmark = pytest.mark.postgres

KEPT_APART = [table for table in rows.tables().sorted_tables if is_kept_apart(table)]
# The rest is left to the queries; ADR 10 says why.
OF_NOBODY = {"account", "applications", "jobs"}


@pytest.fixture(scope="module")
def two_bodies(
    postgres: PostgresServer, prepared_postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    """A database in which two bodies have one row each in every table."""
    path = tmp_path_factory.mktemp("two") / "old.sqlite3"
    old = create_engine(sqlite_with_tables(path))
    with old.begin() as connection:
        rows.fill(connection)
    old.dispose()
    name = postgres.new_database(template=prepared_postgres)
    opened = Database(postgres.url(name))
    with moved(path, opened.engine, tables=rows.tables(), tell=lambda _: None):
        pass
    yield opened
    opened.dispose()
    postgres.drop_database(name)


def owners(session: Session, table: Table) -> list[str]:
    """Whose rows are seen by a query that asks for everything."""
    found = session.scalars(select(table.c.organisation_id)).all()
    return sorted(str(one) for one in found)


def test_every_table_that_belongs_to_bodies_is_kept_apart() -> None:
    named = {t.name for t in rows.tables().sorted_tables if "organisation_id" in t.columns}
    assert named - {table.name for table in KEPT_APART} == OF_NOBODY


@pytest.mark.parametrize("table", KEPT_APART, ids=str)
def test_a_query_that_names_no_body_sees_one_only(two_bodies: Database, table: Table) -> None:
    with two_bodies.session() as session:
        both = owners(session, table)
        assert len(both) == 2
    own, other = both
    with two_bodies.session() as session:
        act_for(session, own)
        assert owners(session, table) == [own]
        session.rollback()
        # The work that a handler goes on with is held to the same.
        assert owners(session, table) == [own]
        with pytest.raises(RuntimeError, match="works for no other"):
            act_for(session, other)
        if table.name != "audit_event":
            key = next(iter(table.primary_key))
            changed = session.execute(update(table).values({key.name: key}))
            assert changed.rowcount == 1  # type: ignore[attr-defined]
    with two_bodies.reading() as session:
        act_for(session, own)
        assert owners(session, table) == [own]
    with two_bodies.session() as session:
        # The next request gets the same connection, and nothing of the last one.
        assert owners(session, table) == both


def test_a_row_cannot_be_given_to_another_body(two_bodies: Database) -> None:
    with two_bodies.session() as session:
        bodies = list(session.scalars(select(Award.organisation_id)))
    centre = {"id": "x", "code": "x", "name": "x", "created_at": datetime(2026, 1, 1, tzinfo=UTC)}
    for change in (
        update(Award).values(organisation_id=bodies[1]),
        insert(Centre).values(organisation_id=bodies[1], **centre),
    ):
        with two_bodies.session() as session:
            act_for(session, bodies[0])
            with pytest.raises(DBAPIError, match="row-level security"):
                session.execute(change)
            session.rollback()


def test_whoever_says_nothing_sees_nothing_and_cannot_switch_it_off(
    two_bodies: Database, postgres: PostgresServer
) -> None:
    name = two_bodies.engine.url.database
    with postgres.connect(str(name)) as connection:
        connection.execute("CREATE ROLE service LOGIN PASSWORD 'service'")
        connection.execute(
            "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO service"
        )
    bare = two_bodies.engine.url.set(username="service", password="service", query={})
    stranger = create_engine(bare)
    with stranger.connect() as connection:
        for table in KEPT_APART:
            assert connection.scalar(select(func.count()).select_from(table)) == 0, table.name
    with stranger.connect() as connection, pytest.raises(ProgrammingError, match="must be owner"):
        connection.execute(text("ALTER TABLE awards DISABLE ROW LEVEL SECURITY"))
    stranger.dispose()
    # The service itself does its work with such a role, once its tables are made.
    service = Database(bare.render_as_string(hide_password=False))
    service.upgrade()
    with service.reading() as session:
        assert session.scalar(select(func.count()).select_from(Award)) == 2
    service.dispose()
    with postgres.connect(str(name)) as connection:
        connection.execute("DROP OWNED BY service")
        connection.execute("DROP ROLE service")


def test_a_request_of_a_body_is_held_to_its_own_rows(tmp_path: Path, postgres_url: str) -> None:
    with stage(tmp_path, database_url=postgres_url) as opened:
        one, other = tenant(opened, "one"), tenant(opened, "other")
        for body in (one, other):
            body.award()
        awards = select(func.count()).select_from(Award)

        @opened.application.get("/forgets/program")
        def program(_: ApiKey, session: SessionDep) -> int:
            return session.scalar(awards) or 0

        @opened.application.get("/forgets/staff")
        def staff(office: Looking) -> int:
            return office.session.scalar(awards) or 0

        asked = opened.client.get("/forgets/program", headers=one.headers)
        assert asked.json() == 1
        with opened.services.database.session() as session:
            account = accounts.create_account(
                session,
                email="office@one.example",
                name="Somebody",
                role=accounts.STAFF,
                organisation_id=one.id,
                actor=ACTOR,
                at=opened.world.at,
            )
            token = accounts.begin_session(session, account, at=opened.world.at)
        opened.client.cookies.set("session", token)
        assert opened.client.get("/forgets/staff").json() == 1
        with opened.services.database.reading() as session:
            assert session.scalar(awards) == 2
