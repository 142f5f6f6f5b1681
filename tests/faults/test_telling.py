"""R7: whatever was committed is told, and what was rolled back is not, however often it dies."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.base.custody import Custody
from app.base.db import Database
from app.base.webhooks import service as webhooks
from tests.faults.telling import BODY, KEY, NOON, tell
from tests.sink import Sink, listening

_SEED = 20261127
_LONGEST_S = 0.6


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_five_kills_on_sqlite_lose_no_message(tmp_path: Path) -> None:
    lives(f"sqlite:///{tmp_path / 'told.sqlite3'}", kills=5)


@pytest.mark.faults
@pytest.mark.timeout(1800)
def test_fifty_kills_on_sqlite_lose_no_message(tmp_path: Path) -> None:
    lives(f"sqlite:///{tmp_path / 'told.sqlite3'}", kills=50)


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(1800)
def test_fifty_kills_on_postgresql_lose_no_message(postgres_url: str) -> None:
    lives(postgres_url, kills=50)


def lives(url: str, *, kills: int) -> None:
    """Kill it that often, let it finish, and compare what was done with what was told."""
    database = Database(url)
    database.upgrade()
    chance = random.Random(_SEED)  # noqa: S311 - a seed makes a failure come again
    done: set[str] = set()
    with listening() as sink:
        with database.session() as session:
            webhooks.add(
                session,
                BODY,
                url=sink.url,
                events=["award.issued"],
                custody=Custody(KEY),
                actor="account:a",
                at=NOON,
            )
        for run in range(kills):
            done |= one_life(url, sink, run=run, wait=chance.uniform(0.0, _LONGEST_S))
        tell(database, sink.port, run=kills)
        tell(database, sink.port, run=kills + 1)
    database.dispose()
    told = [json.loads(body) for body in sink.bodies]
    subjects = {item["data"]["id"] for item in told}
    assert done
    assert done - subjects == set(), "committed, and never told"
    assert {subject for subject in subjects if subject.startswith("undone")} == set()
    # One that was repeated has the id that it had.
    assert len({item["id"] for item in told}) == len(subjects)


def one_life(url: str, sink: Sink, *, run: int, wait: float) -> set[str]:
    """Let it work until it is killed; what it said that it had done."""
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.faults.telling", url, str(sink.port), str(run)],
        cwd=root,
        env={"PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGKILL)
    rest, _ = process.communicate()
    return {line for line in [first.strip(), *rest.splitlines()] if line.startswith("done-")}
