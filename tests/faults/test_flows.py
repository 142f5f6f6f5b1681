"""The service is killed in the middle of every flow of a training body, again and again.

Whoever asks repeats what got no answer, as people and programs do. Nothing is lost, nothing
is done twice, and fsck finds nothing.
"""

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any

import httpx2
import pytest
from httpx2 import Response

from app.base import accounts
from app.cli.workplace import open_workplace
from app.issuer import service as issuer
from tests.faults.conftest import NewDatabase
from tests.faults.killing import Installation
from tests.faults.promises import Keeps
from tests.listening import free_port
from tests.unit.app.pages.people import Visitor

_SEED = 20261127
_SINGLE, _LISTED, _REVOKED, _REPLACED = 12, 120, 4, 4
_ODDS = 0.5
_LONGEST_WAIT = 0.15


@dataclass
class Frail:
    """A service that is killed at random moments, and started again when somebody asks it."""

    place: Installation
    chance: random.Random
    kills: int = 0
    most: int = 10
    process: subprocess.Popen[bytes] | None = None
    port: int = field(init=False)

    def __post_init__(self) -> None:
        self.port = free_port()
        self.place.environment |= {
            "PASSPORT_PORT": str(self.port),
            "PASSPORT_CODE_RATE": "10000",
        }
        self.http = httpx2.Client(base_url=f"http://localhost:{self.port}", timeout=30)

    def ask(self, step: Callable[[], Response]) -> Response:
        """Do one thing until the service has answered it, however often it dies meanwhile."""
        for _ in range(20):
            self.start()
            killer = None
            if self.kills < self.most and self.chance.random() < _ODDS:
                killer = Timer(self.chance.uniform(0, _LONGEST_WAIT), self.kill)
                killer.start()
            with suppress(httpx2.TransportError):
                answer = step()
                if answer.status_code < 500:
                    return answer
            if killer is not None:
                killer.join()
        raise AssertionError("the service never answered")

    def start(self) -> None:
        if self.is_running:
            return
        until = time.monotonic() + 60
        while time.monotonic() < until:
            if not self.is_running:
                # At first, and when a kill comes late: while the next one is starting.
                self.process = self.launched()
            with suppress(httpx2.TransportError):
                if self.http.get("/readyz").status_code == 200:
                    return
            time.sleep(0.05)
        raise AssertionError("the service did not start")

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def launched(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            cwd=self.place.folder,
            env=self.place.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def kill(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.kills += 1

    def close(self) -> None:
        self.http.close()
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(30)


@dataclass
class Body:
    """The training body: its programs, which may repeat a request, and two people."""

    frail: Frail
    key: str
    other_key: str

    def api(self, method: str, path: str, *, once: str = "", key: str = "", **sent: Any) -> Any:
        """One request of a program; `once` is what it is known by if it is repeated."""
        headers = {"Authorization": f"Bearer {key or self.key}"}
        if once:
            headers["Idempotency-Key"] = once
        url = f"/api/v1/organisations/riverside{path}"
        answer = self.frail.ask(
            lambda: self.frail.http.request(method, url, headers=headers, **sent)
        )
        assert answer.status_code < 300, answer.text
        return answer.json()

    def award(self, number: int) -> str:
        person = {"name": f"Single {number}", "register_number": f"S-{number}"}
        body = {"achievement": "SAFE-1", "person": person, "awarded_on": "2026-11-06"}
        made: dict[str, str] = self.api("POST", "/awards", once=f"award-{number}", json=body)
        return made["id"]

    def hand_in(self) -> str:
        lines = [f"Listed {number},L-{number},2026-11-06" for number in range(_LISTED)]
        content = "\n".join(["name,register_number,awarded_on", *lines]).encode()
        made = self.api("POST", "/batches?achievement=SAFE-1", content=content)
        return str(made["id"])

    def is_done(self, batch_id: str) -> bool:
        return bool(self.api("GET", f"/batches/{batch_id}")["finished_at"])

    def replace(self, award_id: str, number: int) -> None:
        person = {"name": f"Corrected {number}", "register_number": f"S-{number}"}
        body = {"person": person, "reason": "misspelt-name"}
        self.api("POST", f"/awards/{award_id}/replace", once=f"replace-{number}", json=body)


def body_in(place: Installation, frail: Frail, monkeypatch: pytest.MonkeyPatch) -> Body:
    """A body with one achievement, whose lists a second person approves."""
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    workplace = open_workplace()
    with workplace.database.session() as session:
        made = issuer.organisation_by_slug(session, "riverside")
        made.lists_need_approval = True
        issuer.create_achievement(
            session,
            made,
            issuer.Description(
                code="SAFE-1",
                name="Site safety",
                description="Works safely.",
                criteria="A test.",
            ),
            actor="test",
            at=workplace.clock(),
        )
        keys = [
            accounts.create_api_key(
                session,
                organisation_id=made.id,
                scopes=accounts.EVERYTHING,
                actor="test",
                at=workplace.clock(),
            )
            for _ in range(2)
        ]
    workplace.database.dispose()
    return Body(frail, *keys)


def somebody(frail: Frail, name: str) -> Visitor:
    """A member of staff who is signed in."""
    workplace = open_workplace()
    at = workplace.clock()
    with workplace.database.session() as session:
        made = issuer.organisation_by_slug(session, "riverside")
        account = accounts.create_account(
            session,
            email=f"{name}@riverside.example",
            name=name,
            role=accounts.STAFF,
            organisation_id=made.id,
            actor="test",
            at=at,
        )
        token = accounts.begin_session(session, account, at=at)
    workplace.database.dispose()
    http = httpx2.Client(base_url=frail.http.base_url, follow_redirects=True, timeout=30)
    http.headers["Accept"] = "text/html"
    http.cookies.set("session", token)
    return Visitor(http)  # type: ignore[arg-type] # the test client is such a client


def send(frail: Frail, visitor: Visitor, path: str, *, frm: str, **fields: str) -> None:
    def step() -> Response:
        visitor.send(path, frm=frm, **fields)
        return visitor.last

    frail.ask(step)


def go_through(frail: Frail, place: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every flow once, with kills in between, and what has to be there in the end."""
    body = body_in(place, frail, monkeypatch)
    awards = [body.award(number) for number in range(_SINGLE)]
    batch_id = body.hand_in()
    body.api("POST", f"/batches/{batch_id}/approve", key=body.other_key)
    for award_id in awards[:_REVOKED]:
        body.api("POST", f"/awards/{award_id}/revoke", json={"reason": "issued-in-error"})
    for number, award_id in enumerate(awards[_REVOKED : _REVOKED + _REPLACED], _REVOKED):
        body.replace(award_id, number)
    _withdraw_by_two(frail, awards[-1])
    while not body.is_done(batch_id):
        time.sleep(0.1)
    frail.close()

    counts = place.counts()
    whole = _SINGLE + _LISTED + _REPLACED
    assert counts["certificates"] == counts["positions"] == whole
    assert counts["audit entries"] == counts["claims"] == whole
    assert counts["people"] == whole
    assert place.command("fsck").endswith(", 0 mismatches\n")
    assert frail.kills >= frail.most // 2


def _withdraw_by_two(frail: Frail, award_id: str) -> None:
    clerk, deputy = somebody(frail, "clerk"), somebody(frail, "deputy")
    bare = award_id.rpartition(":")[2]
    page = f"/console/awards/{bare}/revoke"
    send(frail, clerk, page, frm=page, reason="issued-in-error", sure="yes")
    frail.ask(lambda: (deputy.see("/console/requests"), deputy.last)[1])
    confirm = deputy.links("/confirm$")
    if confirm:
        send(frail, deputy, confirm[0], frm="/console/requests")
    frail.ask(lambda: (deputy.see(f"/console/awards/{bare}"), deputy.last)[1])
    assert "Withdrawn" in deputy.words
    for visitor in (clerk, deputy):
        visitor.http.close()


def frail_in(folder: Path, url: str, *, most: int, seed: int) -> tuple[Frail, Installation]:
    place = Installation(folder, url)
    chance = random.Random(seed)  # noqa: S311 - a seed makes a failure come again
    return Frail(place, chance, most=most), place


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_kills_in_every_flow_lose_and_repeat_nothing(
    tmp_path: Path, new_sqlite: NewDatabase, monkeypatch: pytest.MonkeyPatch, keeps: Keeps
) -> None:
    frail, place = frail_in(tmp_path / "one", new_sqlite(), most=6, seed=_SEED)
    go_through(frail, place, monkeypatch)
    keeps("R1", f"{frail.kills} kills of the service in every flow, SQLite", lost=[])


@pytest.mark.faults
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("run", range(5))
def test_many_kills_in_every_flow_on_sqlite(
    tmp_path: Path,
    new_sqlite: NewDatabase,
    monkeypatch: pytest.MonkeyPatch,
    keeps: Keeps,
    run: int,
) -> None:
    frail, place = frail_in(tmp_path / "one", new_sqlite(), most=20, seed=_SEED + run)
    go_through(frail, place, monkeypatch)
    keeps("R1", f"{frail.kills} kills of the service in every flow, SQLite", lost=[])


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("run", range(5))
def test_many_kills_in_every_flow_on_postgresql(
    tmp_path: Path,
    new_postgres: NewDatabase,
    monkeypatch: pytest.MonkeyPatch,
    keeps: Keeps,
    run: int,
) -> None:
    frail, place = frail_in(tmp_path / "one", new_postgres(), most=20, seed=_SEED + run)
    go_through(frail, place, monkeypatch)
    keeps("R1", f"{frail.kills} kills of the service in every flow, PostgreSQL", lost=[])
