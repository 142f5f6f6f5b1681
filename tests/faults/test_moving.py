"""An installation that is moved to PostgreSQL survives being killed on the way."""

import random
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from tests.faults.killing import Installation
from tests.postgres import PostgresServer

_KILLS = 20
_SEED = 20261128
_ROWS = 100_000


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(1800)
def test_twenty_kills_leave_the_new_database_empty_or_whole_and_the_old_one_as_it_was(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    path = tmp_path / "data" / "passport.sqlite3"
    place = Installation(tmp_path, f"sqlite:///{path}")
    with sqlite3.connect(path) as old:
        counts = [(f"address {number}", number, 1) for number in range(_ROWS)]
        old.executemany("INSERT INTO rate_count VALUES (?, ?, ?)", counts)
    old.close()
    before = path.read_bytes()
    used = [_move_to_a_new_database(place, postgres)]
    began = time.monotonic()
    assert "0 mismatches" in place.command("migrate-database")
    whole = time.monotonic() - began
    used.append(_move_to_a_new_database(place, postgres))
    chance = random.Random(_SEED)  # noqa: S311 - a seed makes a failure come again
    killed = moved = 0
    for _ in range(_KILLS):
        moving = subprocess.Popen(
            place._words("migrate-database"), env=place.environment, stdout=subprocess.DEVNULL
        )
        try:
            # From the start of the interpreter to fsck, however quick the machine is.
            assert moving.wait(chance.uniform(0.05, 0.95) * whole) == 0
        except subprocess.TimeoutExpired:
            moving.send_signal(signal.SIGKILL)
            moving.wait()
            killed += 1
        else:
            assert _has_tables(postgres, used[-1])
        if _has_tables(postgres, used[-1]):
            # It was quicker than the first one, or had only to say so when it was killed.
            assert ", 0 mismatches" in place.command("fsck")
            used.append(_move_to_a_new_database(place, postgres))
            moved += 1
    assert killed >= _KILLS // 2
    assert moved < _KILLS // 2
    assert "0 mismatches" in place.command("migrate-database")
    assert path.read_bytes() == before
    assert "0 mismatches" in place.command("fsck")
    for name in used:
        postgres.drop_database(name)


def _move_to_a_new_database(place: Installation, postgres: PostgresServer) -> str:
    """The name of an empty database, into which the next move goes."""
    name = postgres.new_database()
    place.environment["PASSPORT_DATABASE_URL"] = postgres.url(name)
    return name


def _has_tables(postgres: PostgresServer, name: str) -> bool:
    engine = create_engine(postgres.url(name))
    try:
        return bool(inspect(engine).get_table_names())
    finally:
        engine.dispose()
