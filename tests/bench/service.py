"""The real service in a process of its own: how soon it is there, how large, and how fast."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench import subjects
from tests.listening import free_port

_LONGEST_S = 60.0
_LOOKED_EVERY_S = 0.01
_TICKS = os.sysconf("SC_CLK_TCK")
_MEGABYTE = 1_000_000
_WARMING = 50


@contextmanager
def one_core(number: int = -1) -> Iterator[None]:
    """Processes started in here stay on one core, the last one unless it is said."""
    all_cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(all_cores)[number]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_cores)


class Service:
    """A service with its own data folder, started and stopped as often as is asked."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self._environment = {
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "PASSPORT_DATA_DIR": str(folder / "data"),
            "PASSPORT_PUBLIC_URL": f"http://localhost:{self._port}",
            "PASSPORT_PORT": str(self._port),
            "PASSPORT_VERIFY_RATE": "1000000",
        }
        with self.running():
            # The first start makes the database and the key.
            pass

    @contextmanager
    def running(self) -> Iterator[tuple[int, float]]:
        """The number of its process, and the seconds from its start to its first answer."""
        begin = time.monotonic()
        with one_core(), (self._folder / "service.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve"],
                cwd=self._folder,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        try:
            while not self._is_ready():
                if process.poll() is not None or time.monotonic() > begin + _LONGEST_S:
                    raise AssertionError((self._folder / "service.log").read_text())
                time.sleep(_LOOKED_EVERY_S)
            yield process.pid, time.monotonic() - begin
        finally:
            process.terminate()
            process.wait()

    def start_s(self) -> float:
        """From its start on a database that is there to 200 from /readyz."""
        with self.running() as (_, seconds):
            return seconds

    def idle_mb(self) -> float:
        """What the largest process of an idle service keeps in memory.

        The others are those that read what strangers bring, one by one.
        """
        with self.running() as (root, _):
            time.sleep(1)
            return max(_resident(pid) for pid in _tree(root)) / _MEGABYTE

    def verify_rate(self, *, seconds: float) -> float:
        """How many checks it answers in a second of its own time on a processor."""
        content = subjects.signed_without_status()
        with self.running() as (root, _):
            connection = http.client.HTTPConnection("localhost", self._port, timeout=_LONGEST_S)
            for _ in range(_WARMING):
                _check(connection, content)
            count, begin = 0, _used(root)
            while (used := _used(root) - begin) < seconds:
                for _ in range(_WARMING):
                    _check(connection, content)
                count += _WARMING
            connection.close()
            return count / used

    def _is_ready(self) -> bool:
        connection = http.client.HTTPConnection("localhost", self._port, timeout=_LONGEST_S)
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == http.client.OK
        except OSError:
            return False
        finally:
            connection.close()


def _check(connection: http.client.HTTPConnection, content: bytes) -> None:
    headers = {"Content-Type": "application/vc"}
    connection.request("POST", "/api/v1/verify", body=content, headers=headers)
    answer = connection.getresponse()
    said = answer.read()
    assert answer.status == http.client.OK, said
    assert b'"verdict":"valid"' in said, said


def _tree(root: int) -> list[int]:
    """A process and all that came from it."""
    found = [root]
    for pid in found:
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found += [int(child) for child in children.read_text().split()]
    return found


def _resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _used(root: int) -> float:
    """The seconds on a processor of a process and its children."""
    ticks = 0
    for pid in _tree(root):
        # The name stands in brackets and may have blanks.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / _TICKS
