"""A real service whose training body awards one certificate after another while things break."""

import itertools
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from threading import Event, Thread

import httpx2
from sqlalchemy import create_engine, text

from tests.faults.killing import ACHIEVEMENT, Installation
from tests.listening import free_port

_API = "/api/v1/organisations/riverside"
_STARTS_WITHIN_S = 60


@dataclass
class Office:
    """The running service of an installation, and what it said to those who asked."""

    place: Installation
    http: httpx2.Client
    pid: int
    acknowledged: list[str] = field(default_factory=list)
    refused: list[httpx2.Response] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)

    def award(self) -> httpx2.Response:
        """Ask for one certificate; what was acknowledged and what was refused is noted."""
        number = next(self._numbers)
        person = {"name": f"Person {number}", "register_number": f"R-{number}"}
        answer = self.http.post(
            f"{_API}/awards",
            json={"achievement": "SAFE-1", "person": person},
            headers={"Authorization": f"Bearer {self.place.api_key}"},
        )
        if answer.status_code == HTTPStatus.CREATED:
            self.acknowledged.append(answer.json()["id"])
        else:
            self.refused.append(answer)
        return answer

    def credential(self, award_id: str) -> bytes:
        """The signed certificate of an award."""
        answer = self.http.get(
            f"{_API}/awards/{award_id}/credential",
            headers={"Authorization": f"Bearer {self.place.api_key}"},
        )
        answer.raise_for_status()
        return answer.content

    def verdict(self, document: bytes) -> str:
        """What the service says of a document to somebody without an account."""
        answer = self.http.post("/api/v1/verify", content=document)
        answer.raise_for_status()
        return str(answer.json()["verdict"])

    @contextmanager
    def awarding(self) -> Iterator[None]:
        """Award without a pause, in a thread of its own, until the block ends."""
        over = Event()

        def work() -> None:
            while not over.is_set():
                if self.award().status_code != HTTPStatus.CREATED:
                    time.sleep(0.05)

        thread = Thread(target=work)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def until_awarded(self, more: int, *, within_s: float) -> float:
        """Wait until so many more were acknowledged; how long that took, in seconds."""
        began, goal = time.monotonic(), len(self.acknowledged) + more
        while len(self.acknowledged) < goal:
            taken = time.monotonic() - began
            assert taken < within_s, f"not awarded again after {taken:.1f} s"
            time.sleep(0.01)
        return time.monotonic() - began

    def lost(self) -> list[str]:
        """Whatever was acknowledged and is not there, or is wrong in another way."""
        engine = create_engine(self.place.database_url)
        with engine.connect() as connection:
            kept = set(connection.scalars(text("SELECT id FROM awards")))
        engine.dispose()
        checked = self.place.command("fsck").strip()
        wrong = [] if checked.endswith(" 0 mismatches") else [checked]
        return [*sorted(set(self.acknowledged) - kept), *wrong]


@contextmanager
def office(place: Installation, **settings: str) -> Iterator[Office]:
    """The service of this installation, started with the real command until the block ends."""
    port = free_port()
    place.environment |= {"PASSPORT_PORT": str(port), "PASSPORT_VERIFY_RATE": "1000000"} | settings
    process = subprocess.Popen(
        [sys.executable, "-m", "app.cli", "serve"],
        cwd=place.folder,
        env=place.environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with httpx2.Client(base_url=f"http://localhost:{port}", timeout=30) as http:
            _wait(process, http)
            http.post(
                f"{_API}/achievements",
                json=json.loads(ACHIEVEMENT),
                headers={"Authorization": f"Bearer {place.api_key}"},
            ).raise_for_status()
            yield Office(place, http, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(process: subprocess.Popen[bytes], http: httpx2.Client) -> None:
    ends = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < ends and process.poll() is None:
        try:
            if http.get("/readyz").status_code == HTTPStatus.OK:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise AssertionError("the service did not start")
