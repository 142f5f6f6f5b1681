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
from tests.faults.promises import Keeps
from tests.faults.telling import BODY, KEY, NOON, tell
from tests.sink import Sink, listening

_SEED = 20261127
_LONGEST_S = 0.6


@pytest.mark.parametrize(
    "kills", [pytest.param(5, marks=pytest.mark.slow), pytest.param(50, marks=pytest.mark.faults)]
)
@pytest.mark.timeout(1800)
def test_kills_on_sqlite_lose_no_message(tmp_path: Path, keeps: Keeps, kills: int) -> None:
    lost = lives(f"sqlite:///{tmp_path / 'told.sqlite3'}", kills=kills)
    keeps("R7", f"{kills} kills of what sends, SQLite", lost=lost)


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(1800)
def test_fifty_kills_on_postgresql_lose_no_message(postgres_url: str, keeps: Keeps) -> None:
    keeps("R7", "50 kills of what sends, PostgreSQL", lost=lives(postgres_url, kills=50))


def lives(url: str, *, kills: int) -> set[str]:
    """Kill it that often and let it finish; what was done and never told."""
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
    assert {subject for subject in subjects if subject.startswith("undone")} == set()
    # One that was repeated has the id that it had.
    assert len({item["id"] for item in told}) == len(subjects)
    return done - subjects


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
