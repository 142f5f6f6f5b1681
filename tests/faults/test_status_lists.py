"""R2, R4, R5, R6, R19: positions and changes of status, whatever dies in between."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.process import BaseProcess
from pathlib import Path
from statistics import quantiles
from threading import Thread
from typing import Any

import anyio
import pytest
from typing_extensions import override

from app.base.clock import wall_clock
from app.base.db import Database
from app.base.deps import Services
from app.base.intake import FileReader
from app.base.settings import Settings
from app.cli.verifying import NothingOfOurOwn
from app.issuer import service as issuer
from app.issuer.people import Person
from app.issuer.service import Description, Desk, Grant, Profile
from app.main import create_app
from app.status import service as status
from app.status.publication.folder import Folder
from app.verifier.service import Verifier
from app.worker import Worker, publish
from credentials import ProblemCode, StatusList, TrustList, Verdict, date_time, read_json
from credentials.net import Allowance, GuardedFetcher
from tests.client import Client
from tests.faults.changing import URL, Register, Work, allocate, revoke
from tests.faults.promises import Keeps
from tests.lasting import lasting_workers
from tests.listening import free_port
from tests.postgres import PostgresServer

_SEED = 20261128
_WRITERS = 4
_SEEN_WITHIN_S = 5.0


class Writers:
    """Four processes that do something for every award; those that are killed come again."""

    def __init__(self, register: Register, work: Work, awards: list[str]) -> None:
        self._register, self._work = register, work
        self._shares = [awards[number::_WRITERS] for number in range(_WRITERS)]
        self._chance = random.Random(_SEED)  # noqa: S311 - a seed makes a failure come again
        self._starts = 0
        self._running = [self._start(share) for share in self._shares]

    def _start(self, share: list[str]) -> BaseProcess:
        self._starts += 1
        return self._register.start(self._work, share, name=f"writer-{self._starts}")

    def wait_for(self, number: int) -> None:
        """Wait until so many were acknowledged."""
        while len(self._register.acknowledged()) < number:
            time.sleep(0.02)

    def kill_one(self) -> int:
        """Kill one of those at work, wherever it is, and let another go on; how many that were."""
        at_work = [n for n, writer in enumerate(self._running) if writer.is_alive()]
        if not at_work:
            # All were quicker than whoever wanted to kill them.
            return 0
        number = self._chance.choice(at_work)
        self._running[number].kill()
        self._running[number].join()
        self._running[number] = self._start(self._shares[number])
        return 1

    def join(self) -> None:
        """Wait until everything is done."""
        for writer in self._running:
            writer.join()
            assert writer.exitcode == 0


def done_by_writers(register: Register, work: Work, awards: list[str], *, kills: int) -> int:
    """Have it done for every award, and kill on the way; how often that was done."""
    writers, done = Writers(register, work, awards), 0
    for number in range(kills):
        writers.wait_for(len(awards) * (number + 1) // (kills + 1))
        done += writers.kill_one()
    writers.join()
    return done


def named(number: int) -> list[str]:
    return [f"award-{one}" for one in range(number)]


def not_set(register: Register) -> list[str]:
    """Which of those that were acknowledged are not set, and what fsck finds."""
    rows = register.positions()
    lost = [award for award in sorted(register.acknowledged()) if not rows[award].value]
    return [*lost, *register.mismatches()]


SHORT_OR_LONG = pytest.mark.parametrize(
    ("changes", "kills"), [(40, 2), pytest.param(1000, 20, marks=pytest.mark.faults)]
)


@SHORT_OR_LONG
@pytest.mark.timeout(600)
def test_of_changes_by_four_processes_that_are_killed_none_is_lost(
    tmp_path: Path, new_sqlite: Callable[[], str], keeps: Keeps, changes: int, kills: int
) -> None:
    register = Register(new_sqlite(), tmp_path / "one")
    register.give_out(named(changes))
    killed = done_by_writers(register, revoke, named(changes), kills=kills)
    assert register.acknowledged() == set(named(changes))
    lost = not_set(register)
    done = f"{changes} changes by 4 processes on SQLite, killed {killed} times"
    keeps("R4", done, lost=lost)
    keeps("R6", done, lost=lost)


@pytest.mark.postgres
@pytest.mark.faults
@pytest.mark.timeout(900)
def test_changes_stay_when_postgresql_is_killed(tmp_path: Path, keeps: Keeps) -> None:
    awards = named(1000)
    with PostgresServer(durable=True) as server:
        register = Register(server.url(server.new_database()), tmp_path / "one")
        register.give_out(awards)
        writers = Writers(register, revoke, awards)
        for stop in range(1, 7):
            writers.wait_for(len(awards) * stop // 7)
            server.kill()
            server.start()
        writers.join()
        lost = not_set(register)
    keeps("R4", "1000 changes on PostgreSQL, its server killed 6 times", lost=lost)
    keeps("R6", "1000 changes by 4 processes on PostgreSQL", lost=lost)


def given_twice(register: Register, awards: list[str]) -> list[str]:
    """Awards without a position of their own, and what fsck finds."""
    rows = register.positions()
    places = {(row.list_id, row.index) for row in rows.values()}
    shared = [] if len(places) == len(rows) else [f"{len(rows) - len(places)} places given twice"]
    missing = [award for award in awards if award not in rows]
    return [*missing, *shared, *register.mismatches()]


@pytest.mark.parametrize(
    ("places", "kills"), [(40, 2), pytest.param(4_000, 50, marks=pytest.mark.faults)]
)
@pytest.mark.timeout(900)
def test_no_position_is_given_out_twice_by_four_processes_on_sqlite(
    tmp_path: Path, new_sqlite: Callable[[], str], keeps: Keeps, places: int, kills: int
) -> None:
    register = Register(new_sqlite(), tmp_path / "one")
    killed = done_by_writers(register, allocate, named(places), kills=kills)
    done = f"{places} positions by 4 processes on SQLite, killed {killed} times"
    keeps("R2", done, lost=given_twice(register, named(places)))


@pytest.mark.postgres
@pytest.mark.faults
@pytest.mark.timeout(900)
def test_no_position_is_given_out_twice_by_four_processes_on_postgresql(
    tmp_path: Path, keeps: Keeps
) -> None:
    awards = named(4_000)
    with PostgresServer(durable=True) as server:
        register = Register(server.url(server.new_database()), tmp_path / "one")
        began = time.monotonic()
        killed = done_by_writers(register, allocate, awards, kills=50)
        pace = len(awards) / (time.monotonic() - began)
        lost = given_twice(register, awards)
    done = (
        f"{len(awards)} positions by 4 processes on PostgreSQL, {pace:.0f}/s, killed {killed} times"
    )
    keeps("R2", done, lost=lost)


# ── How soon a change is seen ───────────────────────────────────────────────────────────


class Watch:
    """Somebody who reads the published list again and again; when which bit was seen set."""

    def __init__(self, file: Path, places: Mapping[str, int]) -> None:
        self.seen: dict[str, float] = {}
        self._file, self._left = file, dict(places)
        self._last = b""
        self._thread = Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while self._left:
            content = self._file.read_bytes()
            if content != self._last:
                self._last = content
                bits = bits_of(content)
                for award in [one for one, index in self._left.items() if bits.get(index)]:
                    self.seen[award] = time.monotonic()
                    del self._left[award]
            time.sleep(0.02)

    def until_all_is_seen(self) -> None:
        """Wait until the last change was seen, but not for ever."""
        self._thread.join(timeout=60)


def bits_of(content: bytes) -> StatusList:
    listed = read_json(content)
    # Whenever it is read, it holds for another day at least (R19).
    until = date_time(listed["validUntil"], "/validUntil")
    assert until > wall_clock() + timedelta(hours=23, minutes=59)
    return StatusList.decode(listed["credentialSubject"]["encodedList"])


@contextmanager
def running(register: Register) -> Iterator[tuple[Services, Client]]:
    """The service with its threads in the background, and somebody who asks it."""
    settings = Settings(
        data_dir=register.folder / "data",
        database_url=register.url,
        public_url=URL,
        static_lists=register.folder / "lists",
    )
    application = create_app(settings, workers=lasting_workers())
    services: Services = application.state.services
    worker = Worker(services)
    worker.start()
    try:
        yield services, Client(application, base_url=URL)
    finally:
        worker.stop()
        services.database.dispose()


def time_to_be_seen(register: Register, awards: list[str], *, seconds: float) -> list[float]:
    """How long each change took to be in the folder that file servers read, in seconds.

    At the service's own address each has to be seen at once.
    """
    register.give_out(awards)
    rows = register.positions()
    chance = random.Random(_SEED)  # noqa: S311 - a seed makes a failure come again
    changed: dict[str, float] = {}
    with running(register) as (services, http):
        path = f"/status/{rows[awards[0]].list_id}"
        file = register.folder / "lists" / path.lstrip("/")
        while not file.exists():
            time.sleep(0.02)
        watch = Watch(file, {award: rows[award].index for award in awards})
        for award in awards:
            revoke(services.database, award, register.publisher)
            changed[award] = time.monotonic()
            assert bits_of(http.get(path).content).get(rows[award].index)
            time.sleep(chance.uniform(0, 2 * seconds / len(awards)))
        watch.until_all_is_seen()
    return [watch.seen.get(award, float("inf")) - changed[award] for award in awards]


def late(taken: list[float]) -> list[str]:
    p99 = quantiles(taken, n=100, method="inclusive")[98]
    return [] if p99 <= _SEEN_WITHIN_S else [f"p99 is {p99:.1f} s"]


@pytest.mark.parametrize(
    ("changes", "seconds"), [(15, 0.6), pytest.param(1000, 60, marks=pytest.mark.faults)]
)
@pytest.mark.alone
@pytest.mark.timeout(900)
def test_a_change_is_public_within_five_seconds(
    tmp_path: Path, new_sqlite: Callable[[], str], keeps: Keeps, changes: int, seconds: float
) -> None:
    register = Register(new_sqlite(), tmp_path / "one")
    taken = time_to_be_seen(register, named(changes), seconds=seconds)
    done = f"{changes} changes on SQLite, in files after {max(taken):.1f} s at most"
    keeps("R5", done, lost=[*late(taken), *register.mismatches()])


@pytest.mark.postgres
@pytest.mark.faults
@pytest.mark.alone
@pytest.mark.timeout(900)
def test_a_change_is_public_within_five_seconds_on_postgresql(
    tmp_path: Path, new_postgres: Callable[[], str], keeps: Keeps
) -> None:
    register = Register(new_postgres(), tmp_path / "one")
    taken = time_to_be_seen(register, named(1000), seconds=60)
    done = f"1000 changes on PostgreSQL, in files after {max(taken):.1f} s at most"
    keeps("R5", done, lost=[*late(taken), *register.mismatches()])


# ── While the service is down ───────────────────────────────────────────────────────────


class _Quiet(SimpleHTTPRequestHandler):
    @override
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing about who asked."""


@contextmanager
def file_server(folder: Path, port: int) -> Iterator[None]:
    """A web server that knows nothing but the files of a folder."""
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def two_certificates(services: Services, url: str) -> list[bytes]:
    """Two certificates of a body whose key needs no network; the second one is withdrawn."""
    desk = Desk(services.custody, url)
    facts: dict[str, Any] = {"actor": "test", "at": wall_clock()}
    with services.database.session() as session:
        profile = Profile(slug="riverside", name="Riverside College", did_method="key")
        body = issuer.create_organisation(
            session, profile, custody=services.custody, public_url=url, **facts
        )
        described = Description(code="S", name="Safety", description="Safe.", criteria="A test.")
        achievement = issuer.create_achievement(session, body, described, **facts)
        made = []
        for name in ("Ana", "Bo"):
            grant = Grant(
                person=Person(name, None, None, f"R-{name}", None), awarded_on=wall_clock().date()
            )
            made.append(issuer.award(session, body, achievement, grant, desk=desk, **facts).award)
        status.set_status(
            session, award_id=made[1].id, purpose=status.REVOCATION, value=True, at=wall_clock()
        )
    return [award.content for award in made]


def checked_elsewhere(contents: list[bytes], folder: Path, port: int) -> list[object]:
    """What somebody says of certificates who knows nothing and asks only what they name."""
    database = Database(f"sqlite:///{folder}/elsewhere.sqlite3")
    verifier = Verifier(
        database=database,
        fetcher=GuardedFetcher(
            clock=wall_clock, allowance=Allowance(frozenset({f"localhost:{port}"}))
        ),
        trust=lambda: TrustList(()),
        own=NothingOfOurOwn(),
        files=FileReader(lasting_workers()),
        public_url="https://elsewhere.example",
    )
    reports = [anyio.run(partial(verifier.check, content, at=wall_clock())) for content in contents]
    database.dispose()
    return [
        report.verdict if report else [problem.code for problem in report.problems]
        for report in reports
    ]


def test_lists_are_read_while_the_service_is_down(tmp_path: Path, keeps: Keeps) -> None:
    port = free_port()
    settings = Settings(data_dir=tmp_path / "data", port=port)
    services = create_app(settings, workers=lasting_workers()).state.services
    contents = two_certificates(services, settings.public_url)
    publish(services, folder=Folder(tmp_path / "lists"))
    services.database.dispose()
    expected = [Verdict.VALID, [ProblemCode.REVOKED]]

    # Nothing answers under the address of the service: then nothing can be said.
    nobody = checked_elsewhere(contents, tmp_path, port)
    assert nobody == [[ProblemCode.STATUS_UNREACHABLE]] * 2
    with file_server(tmp_path / "lists", port):
        found = checked_elsewhere(contents, tmp_path, port)

    lost = [one for one, other in zip(found, expected, strict=True) if one != other]
    keeps("R19", "2 certificates checked against files, with the service stopped", lost=lost)
