"""Award a class list in chunks that each happen as a whole or not at all.

The work can be stopped at any moment, by a power cut as well: a row is awarded in the same
transaction that says so, and whoever comes next goes on with the rows that still wait.
"""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app.base import engine
from app.base.db import Database
from app.batches import store, trail
from app.batches.columns import Column
from app.batches.faults import RowFault
from app.batches.tables import AWARDED, WRONG, Batch, BatchRow
from app.issuer import awards, bulk, people
from app.issuer import store as issuer_store
from app.issuer.achievements import results
from app.issuer.awards import Desk, Grant
from app.issuer.tables import Achievement, Organisation
from credentials import CredentialsError, ProblemCode, Signer, Step, refuse

# What the rows of a chunk have in common is worked out once; nobody else writes meanwhile.
CHUNK = 500
_FEW = 8
CHUNKS_IN_ONE = 2
TASK = "passport.award"
_Said = dict[str, Any]
_TOLD_EVERY_S = 1.0
# After so long a pause the pace is counted anew.
_PAUSE = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: rows in all, rows awarded, rows that are wrong."""

    total: int
    awarded: int
    wrong: int
    pace: float = 0.0
    """Rows a second, as long as it is worked on; 0 where nobody knows."""

    @property
    def seconds_left(self) -> int | None:
        """How long the rest will take at this pace, as far as that can be told."""
        return round((self.total - self.done) / self.pace) if self.pace else None

    @property
    def done(self) -> int:
        """Rows about which nothing more is to be done."""
        return self.awarded + self.wrong

    @property
    def is_finished(self) -> bool:
        """Whether no row waits any more."""
        return self.done == self.total


def work(
    database: Database,
    batch_id: str,
    *,
    desk: Desk,
    clock: Callable[[], datetime],
    chunk: int = CHUNK,
    progress: Callable[[Progress], None] = lambda _: None,
    stopping: Callable[[], bool] = lambda: False,
) -> Progress:
    """Award all rows that wait, `chunk` of them in each transaction, or until `stopping`.

    Several workers may do this at once: each takes rows that no other has, and none is awarded
    twice. It ends as well when somebody has stopped the list.
    """
    told: float | None = None
    pauses = database.pauses()
    while True:
        with database.session() as session:
            goes_on = _work_chunk(session, batch_id, desk=desk, chunk=chunk, at=clock())
        is_last = not goes_on or stopping()
        # How far a long list is costs more than a few rows of it.
        if told is None or is_last or time.monotonic() - told > _TOLD_EVERY_S:
            told = time.monotonic()
            with database.session() as session:
                reached = _beat(session, batch_id, at=clock())
            progress(reached)
            if is_last:
                return reached
        pauses.let_others_write()


def work_a_while(
    database: Database, batch_id: str, *, desk: Desk, clock: Callable[[], datetime]
) -> None:
    """Do one of the pieces of work that `ask_for_work` asked for."""
    chunks = iter(range(1, CHUNKS_IN_ONE))
    work(database, batch_id, desk=desk, clock=clock, stopping=lambda: next(chunks, None) is None)


def ask_for_work(session: Session, found: Batch) -> None:
    """Bring a confirmed list to whoever works for an engine, in pieces of a thousand rows."""
    pieces = -(-found.total // (CHUNK * CHUNKS_IN_ONE))
    engine.defer(session, TASK, [found.id] * pieces)


def defer_waiting(session: Session) -> None:
    """Bring each list that waits to the engine, where it does not know of it."""
    engine.defer(session, TASK, unfinished(session), is_once=True)


def progress_of(session: Session, found: Batch) -> Progress:
    """How far a batch is."""
    counts = store.counts(session, found.id)
    awarded, wrong = counts.get(AWARDED, 0), counts.get(WRONG, 0)
    made = awarded + wrong - found.began_with
    return Progress(
        found.total, awarded, wrong, pace=pace(made, since=found.began_at, until=found.beat_at)
    )


def pace(made: int, *, since: datetime | None, until: datetime | None) -> float:
    """How many a second were made between two moments; 0 where that says nothing yet."""
    seconds = (until - since).total_seconds() if since and until else 0.0
    return made / seconds if seconds >= 1 and made > 0 else 0.0


def unfinished(session: Session) -> list[str]:
    """The ids of the confirmed class lists that have rows to be awarded, oldest first."""
    return store.unfinished(session)


def _work_chunk(session: Session, batch_id: str, *, desk: Desk, chunk: int, at: datetime) -> bool:
    """Award the next rows; whether there may be more."""
    found = store.batch_shared(session, batch_id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such class list")
    organisation = session.get_one(Organisation, found.organisation_id)
    achievement = session.get_one(Achievement, found.achievement_id)
    if found.stopped_at is not None:
        return False
    rows = store.rows_to_work_on(session, batch_id, limit=chunk)
    if rows and found.confirmed_at is None:
        raise refuse(ProblemCode.CONFLICT, "the class list was not confirmed yet")
    if rows:
        signer = awards.signer_of(session, organisation, custody=desk.custody)
        _award_rows(
            session, found, rows, organisation, achievement, signer=signer, desk=desk, at=at
        )
    return len(rows) == chunk


def _beat(session: Session, batch_id: str, *, at: datetime) -> Progress:
    """How far the list is, noted as a sign of life; whoever finds it done marks it as finished.

    A transaction of its own: several workers end their last chunks at once, and only who comes
    behind all of them sees that nothing waits any more.
    """
    found = store.batch_to_stop(session, batch_id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such class list")
    reached = progress_of(session, found)
    if found.beat_at is None or not timedelta(0) <= at - found.beat_at <= _PAUSE:
        found.began_at, found.began_with = at, reached.done
    found.beat_at = at
    if reached.is_finished and found.confirmed_at is not None and found.finished_at is None:
        store.finish(session, batch_id, at=at)
        trail.record(session, found, "batch.finished", actor="service", at=at)
    session.flush()
    return progress_of(session, found)


def _award_rows(
    session: Session,
    found: Batch,
    rows: list[BatchRow],
    organisation: Organisation,
    achievement: Achievement,
    *,
    signer: Signer,
    desk: Desk,
    at: datetime,
) -> None:
    grants = {row.number: grant_of(row, found) for row in rows}
    standing = issuer_store.standing_awards(
        session,
        achievement_id=achievement.id,
        person_keys={grant.person.key for grant in grants.values()},
    )
    left = []
    for row in rows:
        grant = grants[row.number]
        if (grant.person.key, grant.awarded_on) in standing:
            mark_wrong(row, RowFault.AWARDED_ALREADY)
        else:
            left.append(row)
    if not left:
        return
    said: _Said = {"desk": desk, "actor": found.actor, "at": at, "signer": signer}
    _award_together(session, left, grants, organisation, achievement, said)
    session.flush()


def _award_together(
    session: Session,
    rows: Sequence[BatchRow],
    grants: Mapping[int, Grant],
    organisation: Organisation,
    achievement: Achievement,
    said: _Said,
) -> None:
    asked = [grants[row.number] for row in rows]
    try:
        with session.begin_nested():
            made = bulk.award_all(session, organisation, achievement, asked, **said)
    except CredentialsError:
        # One of them is refused, and the others are not: halves show which, as long as they are
        # worth it, and then each by itself.
        if len(rows) <= _FEW:
            _award_one_by_one(session, rows, grants, organisation, achievement, said)
            return
        middle = len(rows) // 2
        for half in (rows[:middle], rows[middle:]):
            _award_together(session, half, grants, organisation, achievement, said)
    else:
        numbers = [row.number for row in rows]
        store.mark_awarded(session, rows[0].batch_id, dict(zip(numbers, made, strict=True)))


def _award_one_by_one(
    session: Session,
    rows: Sequence[BatchRow],
    grants: Mapping[int, Grant],
    organisation: Organisation,
    achievement: Achievement,
    said: _Said,
) -> None:
    for row in rows:
        try:
            # A row that somebody else awarded in this very moment gives its position back.
            with session.begin_nested():
                made = awards.award(session, organisation, achievement, grants[row.number], **said)
        except CredentialsError as error:
            mark_wrong(row, _fault(error, organisation))
            continue
        row.state, row.award_id = AWARDED, made.award.id


def grant_of(row: BatchRow, found: Batch) -> Grant:
    """What a waiting row is to be awarded."""
    if row.person is None or row.awarded_on is None:
        raise AssertionError("a row that waits has a person and a day")
    facts = row.facts or {}
    named = facts.get(Column.ASSESSORS)
    assessors = re.split("[;,]", named) if named else []
    return Grant(
        person=people.stored_person(row.person, key=row.person_key),
        awarded_on=date.fromisoformat(row.awarded_on),
        certificate_number=row.certificate_number,
        batch_id=found.id,
        centre_id=facts.get(Column.CENTRE),
        provider_id=facts.get(Column.PROVIDER),
        assessor_ids=tuple(part.strip() for part in assessors if part.strip()),
        register_reference=facts.get(Column.REGISTER_REFERENCE) or found.register_reference,
        results=results.written(facts.get(Column.RESULT, "")),
    )


def _fault(error: CredentialsError, organisation: Organisation) -> RowFault:
    """What the refusal says about the row alone; raises it again when every row would meet it."""
    if error.problem.pointer == "/certificate_number":
        return RowFault.NUMBER_TAKEN
    if error.problem.code is ProblemCode.CONFLICT and organisation.approved:
        return RowFault.AWARDED_ALREADY
    if error.problem.kind.step is Step.SERVICE:
        raise error
    return RowFault.REFUSED


def mark_wrong(row: BatchRow, fault: RowFault) -> None:
    """Say what is wrong with a row as a whole, so that it is not awarded."""
    row.state = WRONG
    row.problems = [{"column": "", "code": fault.value}]
