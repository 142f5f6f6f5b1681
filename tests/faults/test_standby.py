"""Reads go to a standby while it follows, and to the database itself when it does not."""

import time
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import InternalError

from app.base.db import Database
from app.base.db.copies import ReadingCopy
from tests.databases import make_tables
from tests.postgres import PostgresServer

_LONGEST_S = 30


def put(database: Database, name: str) -> None:
    with database.session() as session:
        session.execute(text("DELETE FROM rate_count"))
        session.execute(text("INSERT INTO rate_count VALUES (:name, 1, 1)"), {"name": name})


def read(database: Database) -> tuple[str, bool] | None:
    """What was read, and whether the standby said it."""
    with database.reading_copy() as session:
        row = session.execute(text("SELECT name, pg_is_in_recovery() FROM rate_count")).first()
    return None if row is None else (row[0], row[1])


def becomes(answer: Callable[[], object], wanted: object) -> None:
    deadline = time.monotonic() + _LONGEST_S
    while (found := answer()) != wanted:
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(1200)
def test_a_standby_that_stops_or_no_longer_follows_is_not_read() -> None:
    with PostgresServer() as server:
        make_tables(server.url("postgres"))
        with server.standby() as standby:
            database = Database(server.url("postgres"), copy_url=standby.url("postgres"))
            assert database._copy is not None
            # A clock that jumps past every pause, so that each question looks again.
            seconds = iter(range(0, 10**9, 1000))
            database._copy = ReadingCopy(database._copy.engine, now=lambda: next(seconds))
            put(database, "first")
            becomes(lambda: read(database), ("first", True))
            with (
                pytest.raises(InternalError, match="read-only"),
                database.reading_copy() as session,
            ):
                session.execute(text("DELETE FROM rate_count"))
            # Behind: it has received what it does not replay.
            standby.run("SELECT pg_wal_replay_pause()")
            put(database, "second")
            becomes(lambda: read(database), ("second", False))
            standby.run("SELECT pg_wal_replay_resume()")
            becomes(lambda: read(database), ("second", True))
            # Away, and back.
            standby.kill()
            assert read(database) == ("second", False)
            put(database, "third")
            standby.start()
            becomes(lambda: read(database), ("third", True))
            database.dispose()
