"""R9, R11, R12: the database stops, has no room, or is locked, and nothing is lost by it."""

import os
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest

from tests.faults.killing import Installation
from tests.faults.office import Office, office
from tests.faults.promises import Keeps
from tests.postgres import PostgresServer

_BACK_WITHIN_S = 5.0
_SMALL_DISK = 6_000_000


def only_said_to_be_busy(served: Office) -> None:
    """Whoever was refused was told when to come again."""
    assert {answer.status_code for answer in served.refused} <= {503}
    assert all(answer.headers["Retry-After"] for answer in served.refused)


@pytest.mark.alone
@pytest.mark.postgres
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "stops", [pytest.param(1, marks=pytest.mark.slow), pytest.param(6, marks=pytest.mark.faults)]
)
def test_a_database_that_stops_and_starts_again_loses_nothing(
    tmp_path: Path, keeps: Keeps, stops: int
) -> None:
    with PostgresServer(durable=True) as server:
        place = Installation(tmp_path, server.url(server.new_database()))
        with office(place) as served, served.awarding():
            longest = 0.0
            for _ in range(stops):
                served.until_awarded(10, within_s=30)
                server.kill()
                time.sleep(0.3)
                server.start()
                longest = max(longest, served.until_awarded(1, within_s=30))
        assert served.refused, "it stopped, and nobody noticed"
        only_said_to_be_busy(served)
        assert longest < _BACK_WITHIN_S
        keeps(
            "R9",
            f"{stops} immediate stops of PostgreSQL, {len(served.acknowledged)} acknowledged",
            lost=served.lost(),
        )


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system with room for little."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={_SMALL_DISK}", "tmpfs", str(disk)], check=True
    )
    yield disk
    subprocess.run(["umount", "--lazy", str(disk)], check=True)


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_with_the_disk_full_it_says_so_and_reads_on(
    tmp_path: Path, small_disk: Path, keeps: Keeps
) -> None:
    place = Installation(tmp_path / "one", f"sqlite:///{small_disk}/passport.sqlite3")
    with office(place) as served:
        for _ in range(20):
            served.award().raise_for_status()
        certificate = served.credential(served.acknowledged[0])
        with (small_disk / "something else").open("wb", buffering=0) as filling:
            _fill(filling.fileno())
        while len(served.refused) < 3:
            served.award()
        only_said_to_be_busy(served)
        assert served.verdict(certificate) == "valid"
        assert served.credential(served.acknowledged[0]) == certificate
        done = len(served.acknowledged)
        (small_disk / "something else").unlink()
        served.award().raise_for_status()
    keeps("R11", f"the disk full after {done} certificates, then freed, SQLite", lost=served.lost())


def _fill(file: int) -> None:
    while True:
        try:
            os.write(file, bytes(1000))
        except OSError:
            return


@pytest.mark.faults
@pytest.mark.alone
@pytest.mark.timeout(600)
def test_a_locked_database_is_said_to_be_busy(tmp_path: Path, keeps: Keeps) -> None:
    path = tmp_path / "passport.sqlite3"
    place = Installation(tmp_path / "one", f"sqlite:///{path}")
    with office(place) as served:
        served.award().raise_for_status()
        certificate = served.credential(served.acknowledged[0])
        other = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        other.execute("BEGIN EXCLUSIVE")
        release = Timer(10, other.rollback)
        release.start()
        began = time.monotonic()
        assert served.award().status_code == 503
        assert 4 < time.monotonic() - began < 8
        assert served.verdict(certificate) == "valid"
        release.join()
        served.award().raise_for_status()
        other.close()
        only_said_to_be_busy(served)
    keeps("R12", "a lock held by another process for 10 s, SQLite", lost=served.lost())
