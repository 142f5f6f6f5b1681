"""R10, R21, R22: others send what is hard to read, or name who never answers, all the time."""

import json
import resource
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import cycle
from pathlib import Path
from statistics import median, quantiles
from threading import Event, Thread
from typing import Any

import httpx2
import pytest

from tests.faults.killing import Installation
from tests.faults.office import Office, office
from tests.faults.promises import Keeps
from tests.listening import free_port

pytestmark = [pytest.mark.faults, pytest.mark.timeout(7200)]

_GOOD = 300
_SLOWEST_S = 0.5
_GROWTH = 50_000_000
_SOAK_S = 3600
_POISON_EVERY_S = 0.05


def clique(size: int) -> list[dict[str, Any]]:
    """Nodes with labels of their own that all point at each other."""
    labels = [f"_:b{number}" for number in range(size)]
    return [
        {"id": label, "type": ["Evidence"], "evidence": [{"id": other} for other in labels]}
        for label in labels
    ]


def poison(certificate: bytes) -> list[bytes]:
    """A certificate to which was added what costs a simple reader its time or its memory."""
    known = json.loads(certificate)
    added = [
        clique(8),
        clique(60),
        [{"type": ["Evidence"], "narrative": "x"}] * 400,
        [{"id": f"_:b{at}", "type": ["Evidence"], "evidence": {"id": f"_:b{(at + 1) % 400}"}}
         for at in range(400)],
    ]  # fmt: skip
    return [
        *(json.dumps({**known, "evidence": evidence}).encode() for evidence in added),
        b"[" * 100_000,
        b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
        b"%PDF-1.7\n" + bytes(200_000),
        certificate[: len(certificate) // 2],
    ]


@contextmanager
def sending(served: Office, documents: list[bytes], *, every_s: float) -> Iterator[list[int]]:
    """Have documents checked at a steady pace, by several senders; the statuses of the answers."""
    over, statuses = Event(), list[int]()
    turn = cycle(documents)

    def work() -> None:
        with httpx2.Client(base_url=served.http.base_url, timeout=60) as http:
            while not over.wait(every_s * 8):
                statuses.append(http.post("/api/v1/verify", content=next(turn)).status_code)

    threads = [Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    try:
        yield statuses
    finally:
        over.set()
        for thread in threads:
            thread.join()


def times_of(check: Callable[[], str], count: int) -> list[float]:
    """How long each of so many checks took, in seconds; each must find the certificate valid."""
    taken = []
    for _ in range(count):
        began = time.perf_counter()
        assert check() == "valid"
        taken.append(time.perf_counter() - began)
    return taken


def held_by(pid: int) -> tuple[int, int]:
    """The resident memory of a process in bytes, and how many files it has open."""
    place = Path("/proc") / str(pid)
    pages = int((place / "statm").read_text().split()[1])
    return pages * resource.getpagesize(), len(list((place / "fd").iterdir()))


@pytest.mark.alone
def test_a_check_stays_quick_while_others_send_poison(tmp_path: Path, keeps: Keeps) -> None:
    place = Installation(tmp_path, f"sqlite:///{tmp_path}/passport.sqlite3")
    with office(place) as served:
        served.award().raise_for_status()
        good = served.credential(served.acknowledged[0])
        with sending(served, poison(good), every_s=_POISON_EVERY_S) as statuses:
            slowest = quantiles(times_of(lambda: served.verdict(good), _GOOD), n=100)[98]
        assert max(statuses) < 500
    late = [f"{slowest:.2f} s"] if slowest > _SLOWEST_S else []
    done = f"{len(statuses)} poisoned documents beside {_GOOD} checks, p99 {slowest * 1000:.0f} ms"
    keeps("R22", done, lost=late)


@pytest.mark.alone
def test_who_never_answers_delays_nobody_else(tmp_path: Path, keeps: Keeps) -> None:
    port = free_port()
    place = Installation(tmp_path, f"sqlite:///{tmp_path}/passport.sqlite3")
    with socket.create_server(("127.0.0.1", port), backlog=200), office(
        place, PASSPORT_FETCH_ALLOW=f"localhost:{port}"
    ) as served:  # fmt: skip
        served.award().raise_for_status()
        good = served.credential(served.acknowledged[0])
        alone = median(times_of(lambda: served.verdict(good), _GOOD))
        known = json.loads(good)
        silent = {"id": f"did:web:localhost%3A{port}", "type": ["Profile"], "name": "Silent"}
        strange = json.dumps({**known, "issuer": silent}).encode()
        with sending(served, [strange], every_s=_POISON_EVERY_S) as statuses:
            beside = median(times_of(lambda: served.verdict(good), _GOOD))
        assert statuses
        assert max(statuses) < 500
    late = [f"{beside:.3f} s instead of {alone:.3f} s"] if beside > 2 * alone else []
    done = f"{len(statuses)} documents of an issuer that never answers, beside {_GOOD} checks"
    keeps("R10", done, lost=late)


@pytest.mark.parametrize(("seconds", "every_s"), [(60, 0.005), (_SOAK_S, _POISON_EVERY_S)])
def test_memory_stays_bounded(tmp_path: Path, keeps: Keeps, seconds: int, every_s: float) -> None:
    place = Installation(tmp_path, f"sqlite:///{tmp_path}/passport.sqlite3")
    with office(place) as served:
        served.award().raise_for_status()
        good = served.credential(served.acknowledged[0])
        with sending(served, [good, *poison(good)], every_s=every_s) as statuses:
            # Whatever it keeps for later, it has after a while.
            time.sleep(min(60, seconds / 2))
            before, files = held_by(served.pid)
            time.sleep(seconds)
            after, open_now = held_by(served.pid)
        grown, more = after - before, open_now - files
        assert max(statuses) < 500
    too_much = [f"{grown} bytes"] if grown > _GROWTH else []
    too_many = [f"{more} files"] if more > 10 else []
    done = f"{len(statuses)} hostile and good documents in {seconds} s, {grown / 1e6:+.0f} MB"
    keeps("R21", done, lost=[*too_much, *too_many])
