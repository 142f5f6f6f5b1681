"""Work for later: a row in the product's own database, written with what asks for it.

What is promised: a job is there if and only if the transaction that asked for it was
committed. It is done at least once, whatever dies in between, and what it changes in the
database (`Outcome.also`) is changed exactly once, because that is written in the same
transaction that ends the job, by the one worker whose lease still stands. So a handler reads,
computes and returns; it writes nothing by itself but parts of its file (`Task.keep`), and may
be begun again from the start.

A job that fails is tried again with growing waits, and after the last try it stays visible as
failed until somebody has it tried again. A file that a job makes is sealed, because it may
hold what opens a certificate, and is deleted when its time is over.
"""

import logging
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event, Thread
from typing import Any
from zipfile import ZIP_STORED

from sqlalchemy import ForeignKey, Index, String, delete, func, or_, select, text, true
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.base import archives, engine
from app.base.custody import Custody
from app.base.db import Base, Database
from app.base.metrics import Backlog
from credentials import CredentialsError, ProblemCode, refuse

_log = logging.getLogger(__name__)

# A worker that lives says so every few seconds, so that a dead one is soon known by its silence.
LEASE = timedelta(seconds=30)
_BEAT_S = 5.0
FIRST_WAIT = timedelta(seconds=30)
MOST_TRIES = 8
_KEPT_WITHOUT_FILE = timedelta(days=30)
_SEALED_FOR = "job files"
_ABANDONED = "abandoned"

TASK = "passport.job"
# The states of a job, as `Job.state` answers them.
WAITING = "waiting"
RUNNING = "running"
DONE = "done"
FAILED = "failed"


class Job(Base):
    """One piece of work; `due_at` None means that nobody will begin it any more."""

    __tablename__ = "jobs"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    # What it is about ("class list …"); of one kind, one job waits for each.
    subject: Mapped[str] = mapped_column(String(80))
    organisation_id: Mapped[str | None] = mapped_column(String(32), index=True)
    actor: Mapped[str] = mapped_column(String(80))
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    lease: Mapped[str | None] = mapped_column(String(32))
    tries: Mapped[int]
    done: Mapped[int]
    total: Mapped[int]
    problem: Mapped[str | None] = mapped_column(String(60))
    finished_at: Mapped[datetime | None]
    # When it was begun last and how far it was by then, and the last sign of life.
    began_at: Mapped[datetime | None]
    began_with: Mapped[int] = mapped_column(server_default="0", default=0)
    beat_at: Mapped[datetime | None]
    filename: Mapped[str | None] = mapped_column(String(200))
    media_type: Mapped[str | None] = mapped_column(String(100))
    # A page that shows how far a job is does not read the file that it made.
    content: Mapped[bytes | None] = mapped_column(deferred=True)
    expires_at: Mapped[datetime | None] = mapped_column(index=True)

    __table_args__ = (
        Index(
            "uq_jobs_waiting",
            "kind",
            "subject",
            unique=True,
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    @property
    def state(self) -> str:
        """Waiting, running, done or failed."""
        if self.finished_at is not None:
            return DONE
        if self.due_at is None:
            return FAILED
        return RUNNING if self.lease is not None else WAITING

    @property
    def pace(self) -> float:
        """How many a second are done since it was begun; 0 where nobody knows."""
        if self.state != RUNNING or self.began_at is None or self.beat_at is None:
            return 0.0
        seconds = (self.beat_at - self.began_at).total_seconds()
        return max(self.done - self.began_with, 0) / seconds if seconds >= 1 else 0.0

    @property
    def seconds_left(self) -> int | None:
        """How long the rest will take at this pace, as far as that can be told."""
        return round((self.total - self.done) / self.pace) if self.pace else None

    def has_file(self, *, at: datetime) -> bool:
        """Whether the file that it made can still be fetched."""
        return self.expires_at is not None and at < self.expires_at


class JobPiece(Base):
    """A part of a job's file that is done, sealed; a job that is begun again makes it no more."""

    __tablename__ = "job_pieces"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str] = mapped_column(String(200))
    content: Mapped[bytes]


@dataclass(frozen=True, slots=True)
class File:
    """A file that a job made, and how long it is kept to be fetched."""

    content: bytes = field(repr=False)
    filename: str
    media_type: str
    kept_for: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Archive:
    """A file that is put together of what `Task.keep` kept, when somebody fetches it."""

    filename: str
    kept_for: timedelta = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a job led to: perhaps a file, and what is written in the transaction that ends it."""

    file: File | None = None
    archive: Archive | None = None
    also: Callable[[Session], None] | None = None


class StoppedError(Exception):
    """The job is not to be gone on with: the service stops, or another worker has it."""


@dataclass(frozen=True, slots=True)
class Task:
    """A job as its handler sees it. `tell` says how far it is, and keeps the lease."""

    id: str
    subject: str
    organisation_id: str | None
    actor: str
    payload: Mapping[str, Any]
    tell: Callable[[int, int], None]
    """`tell(done, total)`; raises StoppedError, which a handler lets through."""
    keep: Callable[[int, str, bytes], None]
    """`keep(number, name, content)` stores a part of the archive that the job makes; raises
    StoppedError. What was kept is there when the job is begun again."""
    kept: Sequence[tuple[int, str]] = ()
    """Number and name of each part that was kept before, in order."""


Handler = Callable[[Task], Outcome]


def enqueue(
    session: Session,
    kind: str,
    *,
    subject: str,
    actor: str,
    at: datetime,
    payload: Mapping[str, Any] | None = None,
    organisation_id: str | None = None,
) -> Job:
    """Ask for a job in the transaction of `session`; the one that waits already if there is one.

    `payload` is JSON and stored as it is: identifiers, and nothing secret or personal.
    """
    waiting = _waiting(session, kind, subject)
    if waiting is not None:
        return waiting
    job = Job(
        id=secrets.token_hex(16),
        kind=kind,
        subject=subject,
        organisation_id=organisation_id,
        actor=actor,
        payload=dict(payload or {}),
        created_at=at,
        due_at=at,
        tries=0,
        done=0,
        total=0,
    )
    added = _added(session, job)
    engine.defer(session, TASK, [added.id])
    return added


def newest(session: Session, kind: str, *, subject: str) -> Job | None:
    """The newest job of that kind about that subject, in whatever state."""
    return session.scalars(
        select(Job)
        .where(Job.kind == kind, Job.subject == subject)
        .order_by(Job.created_at.desc(), Job.id)
        .limit(1)
    ).first()


def job(session: Session, job_id: str, *, organisation_id: str | None) -> Job:
    """A job of that organisation, and of no other; raises `not-found`."""
    found = session.scalars(
        select(Job).where(Job.id == job_id, Job.organisation_id == organisation_id)
    ).one_or_none()
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such job")
    return found


def file(session: Session, found: Job, *, custody: Custody, at: datetime) -> File:
    """The file that a job made; raises `conflict` before and `gone` after its time."""
    _check_file(found, at)
    content = session.scalar(select(Job.content).where(Job.id == found.id))
    if content is None:
        raise refuse(ProblemCode.GONE, "the file was deleted; have it made again")
    opened = custody.unseal_bytes(content, purpose=_SEALED_FOR, bound_to=found.id)
    return File(opened, found.filename or "", found.media_type or "")


def stream(
    database: Database, found: Job, *, custody: Custody, at: datetime
) -> tuple[str, str, Iterator[bytes]]:
    """Name, media type and content of the file that a job made, part by part; raises as `file`."""
    with database.reading() as session:
        kept = _kept(session, found.id)
        if not kept:
            made = file(session, found, custody=custody, at=at)
            return made.filename, made.media_type, iter((made.content,))
    _check_file(found, at)
    parts = ((name, _piece(database, found, number, custody)) for number, name in kept)
    # What is in it is packed already.
    written = archives.zipped(parts, packing=ZIP_STORED)
    return found.filename or "", found.media_type or "", written


def _piece(database: Database, found: Job, number: int, custody: Custody) -> bytes:
    # A session for each, so that a slow reader keeps no view of the database open.
    with database.reading() as session:
        piece = session.get_one(JobPiece, (found.id, number))
    return custody.unseal_bytes(piece.content, purpose=_SEALED_FOR, bound_to=f"{found.id} {number}")


def _kept(session: Session, job_id: str) -> list[tuple[int, str]]:
    query = select(JobPiece.number, JobPiece.name).where(JobPiece.job_id == job_id)
    return [(number, name) for number, name in session.execute(query.order_by(JobPiece.number))]


def _check_file(found: Job, at: datetime) -> None:
    if found.state != DONE or found.filename is None:
        raise refuse(ProblemCode.CONFLICT, "there is no file yet")
    if not found.has_file(at=at):
        raise refuse(ProblemCode.GONE, "the file was deleted; have it made again")


def failed(session: Session) -> list[Job]:
    """The jobs that were tried for the last time, oldest first."""
    query = select(Job).where(Job.due_at.is_(None), Job.finished_at.is_(None))
    return list(session.scalars(query.order_by(Job.created_at, Job.id)))


def tally(session: Session) -> dict[str, int]:
    """How many jobs wait, and how many are being done."""
    query = select(Job.lease.is_not(None), func.count()).where(Job.due_at.is_not(None))
    found = {bool(leased): number for leased, number in session.execute(query.group_by(text("1")))}
    return {WAITING: found.get(False, 0), RUNNING: found.get(True, 0)}


def retry(session: Session, job_id: str, *, at: datetime) -> Job:
    """Have a failed job tried again from now on, as often as a new one.

    Raises `not-found`, and `conflict` for one that did not fail or was asked for again.
    """
    found = session.scalars(select(Job).where(Job.id == job_id).with_for_update()).one_or_none()
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such job")
    if found.state != FAILED or _waiting(session, found.kind, found.subject) is not None:
        raise refuse(ProblemCode.CONFLICT, "the job did not fail, or waits already")
    found.due_at, found.tries, found.problem = at, 0, None
    session.flush()
    engine.defer(session, TASK, [found.id])
    return found


def forget_old(session: Session, *, at: datetime) -> None:
    """Delete what was done and is past its time; what failed stays until it is tried again."""
    old = at - _KEPT_WITHOUT_FILE
    ended = or_(Job.expires_at <= at, Job.expires_at.is_(None) & (Job.finished_at <= old))
    old_jobs = select(Job.id).where(Job.finished_at.is_not(None), ended)
    session.execute(delete(JobPiece).where(JobPiece.job_id.in_(old_jobs)))
    session.execute(delete(Job).where(Job.finished_at.is_not(None), ended))


def work(
    database: Database,
    handlers: Mapping[str, Handler],
    *,
    custody: Custody,
    clock: Callable[[], datetime],
    most: int = 20,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Do what is due, at most `most` jobs; the number of those that were done.

    Several workers may do this at once. A job of a kind that has no handler here waits.
    """
    done = 0
    for _ in range(most):
        if stopping():
            break
        with database.session() as session:
            leased = _lease(session, set(handlers), clock())
        if leased is None:
            break
        done += _do(database, leased, handlers, custody=custody, clock=clock, stopping=stopping)
    return done


def work_on(
    database: Database,
    job_id: str,
    handlers: Mapping[str, Handler],
    *,
    custody: Custody,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool] = lambda: False,
) -> datetime | None:
    """Do one job, for an engine that brings it; when it is due again, if it is."""
    with database.session() as session:
        leased = _lease(session, set(handlers), clock(), job_id=job_id)
    if leased is not None:
        _do(database, leased, handlers, custody=custody, clock=clock, stopping=stopping)
    with database.reading() as session:
        return session.scalar(
            select(Job.due_at).where(Job.id == job_id, Job.kind.in_(set(handlers)))
        )


def defer_waiting(session: Session) -> None:
    """Bring what waits to the engine, where it does not know of it: after a restore, say."""
    waiting = session.scalars(select(Job.id).where(Job.due_at.is_not(None)))
    engine.defer(session, TASK, waiting, is_once=True)


def _do(
    database: Database,
    leased: Job,
    handlers: Mapping[str, Handler],
    *,
    custody: Custody,
    clock: Callable[[], datetime],
    stopping: Callable[[], bool],
) -> bool:
    """Whether the job was done; what a fault leaves behind is noted at the job."""

    def tell(done: int, total: int) -> None:
        with database.session() as session:
            own = _own(session, leased)
            own.done, own.total = done, total
            own.beat_at = clock()
            own.due_at = own.beat_at + LEASE
        if stopping():
            raise StoppedError

    def keep(number: int, name: str, content: bytes) -> None:
        sealed = custody.seal_bytes(content, purpose=_SEALED_FOR, bound_to=f"{leased.id} {number}")
        with database.session() as session:
            _own(session, leased)
            session.add(JobPiece(job_id=leased.id, number=number, name=name, content=sealed))

    with database.reading() as session:
        kept = _kept(session, leased.id)
    task = Task(
        id=leased.id,
        subject=leased.subject,
        organisation_id=leased.organisation_id,
        actor=leased.actor,
        payload=leased.payload,
        tell=tell,
        keep=keep,
        kept=kept,
    )
    try:
        with _beating(database, leased, clock):
            outcome = handlers[leased.kind](task)
        with database.session() as session:
            _end(session, _own(session, leased), outcome, custody=custody, at=clock())
    except StoppedError:
        with database.session() as session:
            _give_back(session, leased, at=clock())
        return False
    # Whatever goes wrong in one job, the others are done. It is noted and not passed over.
    except Exception as error:  # noqa: BLE001
        _log.warning("a job failed", extra={"reason": type(error).__name__}, exc_info=True)
        with database.session() as session:
            _note_failure(session, leased, error, at=clock())
        return False
    return True


@contextmanager
def _beating(database: Database, leased: Job, clock: Callable[[], datetime]) -> Iterator[None]:
    """Keep the lease while the block works, which may be silent for longer than it lasts."""
    is_over = Event()

    def beat() -> None:
        while not is_over.wait(_BEAT_S):
            # Without the lease, or while the database is away, the handler will hear of it.
            with suppress(StoppedError, SQLAlchemyError), database.session() as session:
                _own(session, leased).due_at = clock() + LEASE

    thread = Thread(target=beat, name="heartbeat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()


def _lease(
    session: Session, kinds: set[str], at: datetime, *, job_id: str | None = None
) -> Job | None:
    due = (
        select(Job)
        .where(
            Job.due_at <= at, Job.kind.in_(kinds), true() if job_id is None else Job.id == job_id
        )
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(due).first()
    while found is not None and found.tries >= MOST_TRIES:
        # Whoever tried it last did not live to say how it ended.
        found.due_at, found.lease, found.problem = None, None, _ABANDONED
        session.flush()
        found = session.scalars(due).first()
    if found is None:
        return None
    # The try is counted before it is made: a job that ends the process ends too, some day.
    found.tries += 1
    found.lease, found.due_at = secrets.token_hex(16), at + LEASE
    found.began_at = found.beat_at = at
    found.began_with = found.done
    return found


def _own(session: Session, leased: Job) -> Job:
    """The job, locked, if the lease is still this worker's; raises StoppedError otherwise."""
    found = session.scalars(
        select(Job).where(Job.id == leased.id, Job.lease == leased.lease).with_for_update()
    ).one_or_none()
    if found is None or found.due_at is None:
        raise StoppedError
    return found


def _end(session: Session, own: Job, outcome: Outcome, *, custody: Custody, at: datetime) -> None:
    if outcome.also is not None:
        outcome.also(session)
    own.finished_at, own.due_at, own.lease, own.problem = at, None, None, None
    own.done = own.total
    made = outcome.file
    if made is not None:
        own.filename, own.media_type = made.filename, made.media_type
        own.content = custody.seal_bytes(made.content, purpose=_SEALED_FOR, bound_to=own.id)
        own.expires_at = at + made.kept_for
    if outcome.archive is not None:
        own.filename, own.media_type = outcome.archive.filename, "application/zip"
        own.expires_at = at + outcome.archive.kept_for


def _give_back(session: Session, leased: Job, *, at: datetime) -> None:
    try:
        own = _own(session, leased)
    except StoppedError:
        return
    own.lease, own.due_at, own.tries = None, at, own.tries - 1


def _note_failure(session: Session, leased: Job, error: Exception, *, at: datetime) -> None:
    try:
        own = _own(session, leased)
    except StoppedError:
        return
    own.problem = _named(error)
    own.lease = None
    wait = FIRST_WAIT * 2 ** (own.tries - 1)
    own.due_at = at + wait if own.tries < MOST_TRIES else None


def _named(error: Exception) -> str:
    # What an error says may be personal; its name is not.
    if isinstance(error, CredentialsError):
        return error.problem.code.value
    return type(error).__name__[:60]


def _waiting(session: Session, kind: str, subject: str) -> Job | None:
    return session.scalars(
        select(Job).where(Job.kind == kind, Job.subject == subject, Job.due_at.is_not(None))
    ).one_or_none()


def _added(session: Session, made: Job) -> Job:
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError as error:
        # Somebody else asked for the same in this very moment.
        waiting = _waiting(session, made.kind, made.subject)
        if waiting is None:
            raise refuse(ProblemCode.BUSY, "the same was asked for in this moment") from error
        return waiting
    return made


def backlog(session: Session) -> Backlog:
    """What waits and what failed, for those who run the service."""
    waits, again, since = session.execute(
        select(func.count(), func.count().filter(Job.tries > 0), func.min(Job.created_at)).where(
            Job.due_at.is_not(None)
        )
    ).one()
    states = {"waiting": waits, "tried": again, "failed": len(failed(session))}
    return Backlog("jobs", states, since)
