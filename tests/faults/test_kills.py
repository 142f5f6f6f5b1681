"""A class list survives being killed: nobody is left out, and nobody is awarded twice."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.killing import ROWS, Installation
from tests.postgres import PostgresServer

NewDatabase = Callable[[], str]

_SEED = 20261120


@pytest.fixture
def new_sqlite(tmp_path: Path) -> NewDatabase:
    numbers = iter(range(1000))
    return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.sqlite3"


@pytest.fixture
def new_postgres(postgres: PostgresServer) -> Iterator[NewDatabase]:
    made: list[str] = []

    def new() -> str:
        made.append(postgres.new_database())
        return postgres.url(made[-1])

    yield new
    for name in made:
        postgres.drop_database(name)


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_ten_kills_on_sqlite_lose_and_repeat_nothing(
    tmp_path: Path, new_sqlite: NewDatabase
) -> None:
    assert kill_until(10, new_sqlite, folder=tmp_path) == 10


@pytest.mark.slow
@pytest.mark.postgres
@pytest.mark.timeout(900)
def test_ten_kills_on_postgresql_lose_and_repeat_nothing(
    tmp_path: Path, new_postgres: NewDatabase
) -> None:
    assert kill_until(10, new_postgres, folder=tmp_path) == 10


@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_two_hundred_kills_on_sqlite_lose_and_repeat_nothing(
    tmp_path: Path, new_sqlite: NewDatabase
) -> None:
    assert kill_until(200, new_sqlite, folder=tmp_path) == 200


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(7200)
def test_two_hundred_kills_on_postgresql_lose_and_repeat_nothing(
    tmp_path: Path, new_postgres: NewDatabase
) -> None:
    assert kill_until(200, new_postgres, folder=tmp_path) == 200


def kill_until(kills: int, new_database: NewDatabase, *, folder: Path) -> int:
    """Kill that often, over as many lists as it takes; each list is finished and examined."""
    chance = random.Random(_SEED)  # noqa: S311 - a seed makes a failure come again
    done = 0
    while done < kills:
        place = Installation(folder / f"list-{done}", new_database())
        while done + place.kills < kills and place.issue_and_kill(chance):
            pass
        done += place.kills
        place.issue()
        assert set(place.counts().values()) == {ROWS}, place.counts()
        assert place.command("fsck") == (
            f"{ROWS} certificates, {ROWS} status positions, 0 mismatches\n"
        )
    return done
