"""`verify`: check files, addresses or standard input, with or without a service at hand."""

import json
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import anyio
import typer
from sqlalchemy import make_url
from sqlalchemy.orm import Session

from app.base.clock import wall_clock
from app.base.db import Database
from app.base.intake import FileReader
from app.base.settings import Settings
from app.base.wording import problem_sentence
from app.base.workers import Workers
from app.cli.workplace import open_workplace
from app.cli.world import World
from app.main import find_shared, guarded_fetcher
from app.pages.register import Register
from app.trust import service as trust
from app.verifier import intake
from app.verifier.answer import answer
from app.verifier.intake import DETAILS, Found, Nothing, Why
from app.verifier.ports import Fetcher, OwnRegister, PrintedCertificate, SharedSet
from app.verifier.service import Examined, Verifier
from credentials import JSONObject, Problem, ProblemCode, StatusNote, TrustList, Verdict

NO_CREDENTIAL = 3
EXIT_CODES = {Verdict.VALID: 0, Verdict.INVALID: 1, Verdict.UNDETERMINED: 2}
# Of several, the worst counts, in this order.
_WORST_FIRST = (NO_CREDENTIAL, 1, 2, 0)
_MAX_BYTES = 10_000_000


class NothingOfOurOwn:
    """A register without entries: a command line where no service is set up."""

    def did_document(self, session: Session, did: str) -> bytes | None:
        """None of our own."""

    def issuer_keys(self, session: Session, issuer: str) -> bytes | None:
        """None of our own."""

    def status_list(self, session: Session, url: str, *, at: datetime) -> bytes | None:
        """None of our own."""

    def hosted(self, session: Session, url: str, *, at: datetime) -> bytes | None:
        """None of our own."""

    def note(self, session: Session, list_url: str, index: int) -> StatusNote | None:
        """None of our own."""

    def printed(self, session: Session, code: str) -> PrintedCertificate | None:
        """None of our own."""

    def code_was_replaced(self, session: Session, code: str) -> bool:
        """None was."""
        del session, code
        return False

    def shared(self, session: Session, token: str, *, at: datetime) -> SharedSet | None:
        """None of our own."""

    def frozen(self, session: Session, credential_id: str) -> bool:
        """Nothing is."""
        del session, credential_id
        return False


def verify(
    sources: Sequence[str], *, as_json: bool, at: datetime | None, world: Path | None = None
) -> int:
    """Check each source, print what was found, and return the worst exit code.

    With a `world` nothing is fetched, and no service at hand is asked: see `app.cli.world`.
    """
    codes = set()
    moment = at or wall_clock()
    with _verifier() if world is None else _apart(World(world, at=moment)) as verifier:
        for source in sources:
            work = partial(_examined, verifier, source, at=moment)
            try:
                found = anyio.run(work)
            except OSError as error:
                codes.add(NO_CREDENTIAL)
                typer.echo(_unread(source, error, as_json=as_json))
                continue
            for name, examined in found:
                codes.add(_code(examined))
                show = _as_json if as_json else _as_text
                typer.echo(show(name, examined, public_url=verifier.public_url))
    return next(code for code in _WORST_FIRST if code in codes)


@contextmanager
def _verifier() -> Iterator[Verifier]:
    """A verifier that knows what the local service knows, if there is one on this machine."""
    settings = _settings()
    fetcher = guarded_fetcher(settings, clock=wall_clock)
    if not _has_database(settings):
        with _asking(fetcher, partial(TrustList, (), wall_clock()), settings) as verifier:
            yield verifier
        return
    place = open_workplace(for_reading=True)

    def trusted() -> TrustList:
        with place.database.reading() as session:
            return trust.trust_list(session, at=place.clock())

    service = (place.database, Register(place.custody, find_shared=find_shared))
    with _asking(fetcher, trusted, settings, service=service) as verifier:
        yield verifier


@contextmanager
def _apart(world: World) -> Iterator[Verifier]:
    """A verifier that knows what stands in a folder, and nothing else."""
    with _asking(world, world.trust, _settings()) as verifier:
        yield verifier


@contextmanager
def _asking(
    fetcher: Fetcher,
    trusted: Callable[[], TrustList],
    settings: Settings,
    *,
    service: tuple[Database, OwnRegister] | None = None,
) -> Iterator[Verifier]:
    # None is started before there is a picture or a PDF file to read.
    workers = Workers(1)
    with TemporaryDirectory(prefix="passport-") as empty:
        # Without a service this database is asked in its place, and has nothing.
        database, own = service or (
            Database(f"sqlite:///{empty}/none.sqlite3"),
            NothingOfOurOwn(),
        )
        try:
            yield Verifier(
                database=database,
                fetcher=fetcher,
                trust=trusted,
                own=own,
                files=FileReader(workers),
                public_url=settings.public_url,
            )
        finally:
            workers.close()
            database.dispose()


def _settings() -> Settings:
    settings = Settings.from_environment()
    settings.check()
    return settings


def _has_database(settings: Settings) -> bool:
    address = make_url(settings.effective_database_url)
    is_file = address.get_backend_name() == "sqlite"
    return not is_file or Path(str(address.database)).exists()


async def _examined(
    verifier: Verifier, source: str, *, at: datetime
) -> list[tuple[str, Examined | Nothing]]:
    """What came of a source; of a picture or PDF file with several certificates, of each."""
    parts = intake.parts_of(await verifier.locate(_found(source, public_url=verifier.public_url)))
    names = [source] if len(parts) == 1 else [f"{source}#{n}" for n in range(1, len(parts) + 1)]
    return [
        (name, await verifier.examine(part, at=at)) for name, part in zip(names, parts, strict=True)
    ]


def _found(source: str, *, public_url: str) -> Found:
    if source.startswith(("http://", "https://")):
        return intake.find_link(source, public_url=public_url)
    with sys.stdin.buffer if source == "-" else Path(source).open("rb") as file:
        content = file.read(_MAX_BYTES + 1)
    if len(content) > _MAX_BYTES:
        return Nothing(Why.UNREADABLE)
    return intake.find(content, public_url=public_url)


def _code(examined: Examined | Nothing) -> int:
    return NO_CREDENTIAL if isinstance(examined, Nothing) else EXIT_CODES[examined.report.verdict]


def _as_json(source: str, examined: Examined | Nothing, *, public_url: str) -> str:
    if isinstance(examined, Nothing):
        return _nothing(source, DETAILS[examined.why], as_json=True)
    shown: JSONObject = {"source": source, **answer(examined, public_url=public_url)}
    return json.dumps(shown, ensure_ascii=False)


def _as_text(source: str, examined: Examined | Nothing, *, public_url: str) -> str:
    if isinstance(examined, Nothing):
        return _nothing(source, DETAILS[examined.why], as_json=False)
    report = examined.report
    shown = answer(examined, public_url=public_url)
    # Issuer, dates and persons are those of each certificate that is shown.
    named = {"genuine", "holder"} if report.is_presentation else set(shown["checks"])
    lines = [f"{source}: {report.verdict}", *_checks(shown, named)]
    lines += [f"  {_said(problem)}" for problem in report.problems]
    certificates = report.inner if report.is_presentation else (report, *report.inner)
    lines += [f"  note: {_said(one)}" for it in certificates for one in it.warnings]
    for kind, inside in (("certificate", "credentials"), ("endorsement", "endorsements")):
        for number, one in enumerate(shown.get(inside, ()), start=1):
            lines.append(f"  {kind} {number}: {one['verdict']}")
            lines += [f"  {line}" for line in _checks(one, set(one["checks"]))]
    return "\n".join(lines)


def _checks(shown: JSONObject, named: Collection[str]) -> Iterator[str]:
    """A line for each of the named answers, with who it is about and who vouches for them."""
    for name in [one for one in shown["checks"] if one in named]:
        check = shown["checks"][name]
        vouching = check.get("accreditedBy")
        about = [check.get("name"), f"by {vouching}" if vouching else None]
        yield f"  {name}: {', '.join(filter(None, [check['answer'], *about]))}"


def _said(problem: Problem) -> str:
    """A problem for people, with the place and the reason that developers look for."""
    where = f" at {problem.pointer}" if problem.pointer else ""
    sentence = problem_sentence(problem.code, problem)
    return f"{problem.code}{where}: {sentence} ({problem.detail})"


def _unread(source: str, error: OSError, *, as_json: bool) -> str:
    if isinstance(error, FileNotFoundError):
        detail = "there is no such file"
    else:
        detail = "a folder" if isinstance(error, IsADirectoryError) else "it cannot be read"
    return _nothing(source, detail, as_json=as_json)


def _nothing(source: str, detail: str, *, as_json: bool) -> str:
    if not as_json:
        return f"{source}: no credential ({detail})"
    shown = {"source": source, "code": ProblemCode.NO_CREDENTIAL_FOUND, "detail": detail}
    return json.dumps(shown, ensure_ascii=False)
