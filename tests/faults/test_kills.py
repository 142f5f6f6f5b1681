"""A class list survives being killed: nobody is left out, and nobody is awarded twice."""

import random
from pathlib import Path

import pytest

from tests.faults.conftest import NewDatabase
from tests.faults.killing import ROWS, Installation
from tests.faults.promises import Keeps

_SEED = 20261120
_HOW_OFTEN = pytest.mark.parametrize(
    "kills",
    [
        pytest.param(10, marks=[pytest.mark.slow, pytest.mark.timeout(900)]),
        pytest.param(200, marks=[pytest.mark.faults, pytest.mark.timeout(7200)]),
    ],
)


@_HOW_OFTEN
def test_kills_on_sqlite_lose_and_repeat_nothing(
    tmp_path: Path, new_sqlite: NewDatabase, keeps: Keeps, kills: int
) -> None:
    lists = kill_until(kills, new_sqlite, folder=tmp_path)
    keeps("R1", f"{kills} kills over {lists} lists of {ROWS} lines, SQLite", lost=[])


@_HOW_OFTEN
@pytest.mark.postgres
def test_kills_on_postgresql_lose_and_repeat_nothing(
    tmp_path: Path, new_postgres: NewDatabase, keeps: Keeps, kills: int
) -> None:
    lists = kill_until(kills, new_postgres, folder=tmp_path)
    keeps("R1", f"{kills} kills over {lists} lists of {ROWS} lines, PostgreSQL", lost=[])


def kill_until(kills: int, new_database: NewDatabase, *, folder: Path) -> int:
    """Kill that often, over as many lists as it takes; how many these were.

    Each list is finished and examined.
    """
    chance = random.Random(_SEED)  # noqa: S311 - a seed makes a failure come again
    done = lists = 0
    while done < kills:
        place = Installation(folder / f"list-{done}", new_database())
        while done + place.kills < kills and place.issue_and_kill(chance):
            pass
        done += place.kills
        lists += 1
        place.issue()
        assert set(place.counts().values()) == {ROWS}, place.counts()
        assert place.command("fsck") == (
            f"{ROWS} certificates, {ROWS} status positions, 0 mismatches\n"
        )
    assert done == kills
    return lists
