"""A list that is asked about, mended, approved and signed survives being killed in each step."""

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
from app.batches import reconcile
from app.issuer import reconcile as issuer_reconcile
from app.tables import METADATA as _ALL_TABLES  # noqa: F401 - makes every table known
from tests.faults.promises import Keeps
from tests.unit.app.school import NOON

_LONGEST_WAIT = 1.5
_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    "kills", [pytest.param(2, marks=pytest.mark.slow), pytest.param(40, marks=pytest.mark.faults)]
)
@pytest.mark.timeout(1800)
def test_a_kill_in_any_step_of_a_list_leaves_nothing_half_done(
    tmp_path: Path, keeps: Keeps, kills: int
) -> None:
    url = f"sqlite:///{tmp_path / 'lists.sqlite3'}"
    chance = random.Random(20261127)  # noqa: S311 - a seed makes a failure come again
    for _ in range(kills):
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.list_steps", url],
            cwd=_ROOT,
            env={"PYTHONPATH": str(_ROOT)},
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stdout is not None
        # The first list went through; the kill comes somewhere in the next ones.
        assert process.stdout.readline() == b"0\n"
        time.sleep(chance.uniform(0, _LONGEST_WAIT))
        os.killpg(process.pid, signal.SIGKILL)
        process.stdout.close()
        process.wait()
    database = Database(url)
    with database.reading() as session:
        found = [
            *reconcile.mismatches(session),
            *issuer_reconcile.mismatches(session, custody=Custody(bytes(32)), at=NOON),
        ]
    database.dispose()
    keeps("R1", f"{kills} kills in the steps that a list takes, SQLite", lost=found)
