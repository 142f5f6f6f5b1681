"""Three Procrastinate workers on one long list; whoever of them is killed, nothing is lost."""

import signal
import subprocess
import sys
from itertools import cycle
from pathlib import Path

import pytest

from tests.faults import long_list
from tests.faults.conftest import NewDatabase
from tests.faults.killing import Installation
from tests.faults.promises import Keeps
from tests.faults.test_flows import frail_in
from tests.faults.test_long_list import ROWS


class Crew:
    """Worker processes beside the service, of which one after the other is killed."""

    def __init__(self, place: Installation, size: int) -> None:
        self._place = place
        self.workers = [self._begun() for _ in range(size)]
        self._next = cycle(range(size))
        self.kills = 0

    def kill_one(self) -> None:
        """Kill one with all it is about, and begin another in its place."""
        which = next(self._next)
        self.workers[which].send_signal(signal.SIGKILL)
        self.workers[which].wait()
        self.kills += 1
        self.workers[which] = self._begun()

    def end(self) -> None:
        for worker in self.workers:
            worker.terminate()
        for worker in self.workers:
            worker.wait(60)

    def _begun(self) -> subprocess.Popen[bytes]:
        with (self._place.folder / "workers.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "app.cli", "jobs", "work"],
                cwd=self._place.folder,
                env=self._place.environment,
                stdout=log,
                stderr=log,
            )


def shared_by_three(folder: Path, url: str, rows: int, monkeypatch: pytest.MonkeyPatch) -> str:
    """What three workers did with a list, one of which was killed in each part of it."""
    frail, place = frail_in(folder, url, most=0, seed=1)
    place.environment["PASSPORT_JOBS"] = "procrastinate"
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    frail.start()
    crew = Crew(place, 3)
    try:
        run = long_list.go(frail, rows, kill=crew.kill_one)
    finally:
        crew.end()
        frail.close()
    assert crew.kills == 3
    return f"{run.seconds}"


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(3600)
def test_three_procrastinate_workers_share_a_list_and_a_kill_of_any_loses_nothing(
    tmp_path: Path, new_postgres: NewDatabase, monkeypatch: pytest.MonkeyPatch, keeps: Keeps
) -> None:
    shared_by_three(tmp_path / "one", new_postgres(), ROWS, monkeypatch)
    done = f"3 kills of Procrastinate workers with a list of {ROWS} lines, PostgreSQL"
    keeps("R1", done, lost=[])
