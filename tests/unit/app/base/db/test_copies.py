"""A copy of the database is read while it is good, and never written."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.base.db import Database
from app.base.db.copies import ReadingCopy
from app.base.deps import ReadingDep, SessionDep
from app.base.rates import RateCount
from app.base.settings import Settings, StartError
from tests.databases import sqlite_with_tables

WHO = "SELECT name FROM rate_count"


def put(url: str, name: str) -> str:
    database = Database(url)
    with database.session() as session:
        session.execute(text("INSERT INTO rate_count VALUES (:name, 1, 1)"), {"name": name})
    database.dispose()
    return url


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """A database, and another one in the place of its copy that says something else."""
    opened = Database(
        put(sqlite_with_tables(tmp_path / "one.sqlite3"), "the database"),
        copy_url=put(sqlite_with_tables(tmp_path / "two.sqlite3"), "its copy"),
    )
    yield opened
    opened.dispose()


def test_only_who_may_be_told_what_is_old_reads_the_copy(sqlite: Database) -> None:
    with sqlite.reading_copy() as session:
        assert session.scalar(text(WHO)) == "its copy"
    with sqlite.reading() as session:
        assert session.scalar(text(WHO)) == "the database"
    with sqlite.session() as session:
        assert session.scalar(text(WHO)) == "the database"


def test_the_copy_is_never_written(sqlite: Database) -> None:
    with (  # noqa: PT012 - the block is what is tested
        pytest.raises(RuntimeError, match="does not write"),
        sqlite.reading_copy() as session,
    ):
        session.add(RateCount(name="x", minute=1, hits=1))
        session.flush()


def test_the_database_answers_while_its_copy_is_away(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    assert sqlite._copy is not None
    good, seconds = sqlite._copy.engine, [100.0]
    away = Database("postgresql://u:canary@127.0.0.1:1/x")
    sqlite._copy = ReadingCopy(away.engine, now=lambda: seconds[0])
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            with sqlite.reading_copy() as session:
                assert session.scalar(text(WHO)) == "the database"
    # It is said once, and not waited for by every request.
    assert [record.message for record in caplog.records] == ["the copy of the database is not read"]
    assert "canary" not in caplog.text
    sqlite._copy.engine = good
    seconds[0] += 11
    with sqlite.reading_copy() as session:
        assert session.scalar(text(WHO)) == "its copy"
    away.dispose()


@pytest.mark.postgres
def test_what_is_no_standby_is_not_read(tmp_path: Path, postgres_url: str) -> None:
    # Any other database could be as old as it likes, and nobody would notice.
    put(postgres_url, "somebody else")
    url = put(sqlite_with_tables(tmp_path / "one.sqlite3"), "the database")
    database = Database(url, copy_url=postgres_url)
    with database.reading_copy() as session:
        assert session.scalar(text(WHO)) == "the database"
    database.dispose()


def add_routes(application: FastAPI) -> None:
    def who(session: ReadingDep) -> str:
        return str(session.scalar(text(WHO)))

    for path in ("/status/1", "/passport", "/console", "/wallet/api/v1/entries"):
        application.get(path)(who)

    @application.post("/passport")
    def write(session: SessionDep) -> str:
        return str(session.scalar(text(WHO)))


def test_whoever_has_just_written_reads_what_they_wrote(
    make_client: Callable[..., TestClient],
) -> None:
    client = make_client(add_routes)
    assert client.get("/status/1").json() == "its copy"
    assert client.get("/passport").json() == "its copy"
    assert client.get("/console").json() == "the database"
    assert client.get("/wallet/api/v1/entries").json() == "the database"
    answer = client.post("/passport")
    assert "Max-Age=10; Path=/; HttpOnly; SameSite=Lax" in answer.headers["set-cookie"]
    assert client.get("/passport").json() == "the database"
    client.cookies.clear()
    assert client.get("/passport").json() == "its copy"


def test_a_copy_of_a_sqlite_file_is_refused() -> None:
    with pytest.raises(StartError, match="PASSPORT_DATABASE_READ_URL names a standby"):
        Settings(database_read_url="postgresql://localhost/x").check()
    with pytest.raises(StartError, match="PASSPORT_DATABASE_READ_URL must be like"):
        Database("postgresql://localhost/x", copy_url="canary")


def test_a_process_opens_no_more_connections_than_it_may() -> None:
    database = Database("postgresql://localhost/x", connections=7)
    pool = database.engine.pool
    assert (pool.size(), pool._max_overflow) == (2, 5)  # type: ignore[attr-defined]
    database.dispose()
