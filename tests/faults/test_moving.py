"""An installation that is moved to PostgreSQL survives being killed on the way."""

import random
import signal
import sqlite3
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect

from tests.faults.killing import Installation
from tests.postgres import PostgresServer

_KILLS = 20
_SEED = 20261128
# Long enough for the interpreter to start, for the rows below to be copied, and for fsck.
_LONGEST_S = 8.0


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(1800)
def test_twenty_kills_leave_the_new_database_empty_and_the_old_one_as_it_was(
    tmp_path: Path, postgres: PostgresServer
) -> None:
    path = tmp_path / "data" / "passport.sqlite3"
    place = Installation(tmp_path, f"sqlite:///{path}")
    with sqlite3.connect(path) as old:
        counts = [(f"address {number}", number, 1) for number in range(100_000)]
        old.executemany("INSERT INTO rate_count VALUES (?, ?, ?)", counts)
    old.close()
    before = path.read_bytes()
    name = postgres.new_database()
    place.environment["PASSPORT_DATABASE_URL"] = postgres.url(name)
    engine = create_engine(postgres.url(name))
    chance = random.Random(_SEED)  # noqa: S311 - a seed makes a failure come again
    killed = 0
    for _ in range(_KILLS):
        moving = subprocess.Popen(
            place._words("migrate-database"), env=place.environment, stdout=subprocess.DEVNULL
        )
        try:
            moving.wait(chance.uniform(0.3, _LONGEST_S))
            break
        except subprocess.TimeoutExpired:
            moving.send_signal(signal.SIGKILL)
            moving.wait()
            killed += 1
        assert inspect(engine).get_table_names() == []
    else:
        assert "0 mismatches" in place.command("migrate-database")
    assert killed
    assert path.read_bytes() == before
    assert "0 mismatches" in place.command("fsck")
    engine.dispose()
    postgres.drop_database(name)
