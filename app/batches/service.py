"""Take in a class list, and award it in chunks that each happen as a whole or not at all.

The work can be stopped at any moment, by a power cut as well: a row is awarded in the same
transaction that says so, and whoever comes next goes on with the rows that still wait.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from app.base import audit
from app.base.db import Database
from app.batches import class_list, store
from app.batches.class_list import RowFault
from app.batches.tables import AWARDED, WAITING, WRONG, Batch, BatchRow
from app.issuer import awards, people
from app.issuer import store as issuer_store
from app.issuer.awards import Desk, Grant
from app.issuer.tables import Achievement, Organisation
from credentials import CredentialsError, ProblemCode, Signer, Step, refuse

CHUNK = 50
# So many values fit into one question to any of the databases.
_AT_ONCE = 500
_LET_OTHERS_WRITE = 0.12


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a batch is: rows in all, rows awarded, rows that are wrong."""

    total: int
    awarded: int
    wrong: int

    @property
    def done(self) -> int:
        """Rows about which nothing more is to be done."""
        return self.awarded + self.wrong

    @property
    def is_finished(self) -> bool:
        """Whether no row waits any more."""
        return self.done == self.total


def accept(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    *,
    filename: str,
    content: bytes,
    actor: str,
    at: datetime,
) -> Batch:
    """Take in a class list that is to be awarded at once, and confirm it; see `propose`."""
    found = propose(
        session,
        organisation,
        achievement,
        filename=filename,
        content=content,
        actor=actor,
        at=at,
    )
    return confirm(session, organisation, found.id, actor=actor, at=at)


def propose(
    session: Session,
    organisation: Organisation,
    achievement: Achievement,
    *,
    filename: str,
    content: bytes,
    actor: str,
    at: datetime,
) -> Batch:
    """Take in a class list. The same file for the same achievement gives the same batch.

    Raises `bad-value` when the file as a whole is no class list; wrong lines are kept with
    what is wrong with them. Nobody is awarded before somebody confirms it.
    """
    digest = sha256(content).hexdigest()
    known = store.same_file(
        session, organisation_id=organisation.id, achievement_id=achievement.id, digest=digest
    )
    if known is not None:
        return known
    rows = class_list.read(content, at=at)
    made = Batch(
        id=secrets.token_hex(16),
        organisation_id=organisation.id,
        achievement_id=achievement.id,
        filename=filename[-200:],
        digest=digest,
        actor=actor,
        total=len(rows),
        created_at=at,
    )
    session.add(made)
    # The rows point to the batch, and two who hand in one file at once are told apart here.
    session.flush()
    stored = [_stored(made.id, row) for row in rows]
    _mark_awarded(session, stored, achievement)
    session.add_all(stored)
    session.flush()
    _record(session, made, "batch.accepted", actor=actor, at=at)
    return made


def confirm(
    session: Session, organisation: Organisation, batch_id: str, *, actor: str, at: datetime
) -> Batch:
    """Let a class list be awarded from now on; confirming it again changes nothing.

    Raises `not-found`, and `conflict` while the organisation may not award.
    """
    found = _for_change(session, organisation, batch_id)
    if found.confirmed_at is not None:
        return found
    if not organisation.approved:
        raise refuse(ProblemCode.CONFLICT, "the organisation may not award yet")
    found.confirmed_at = at
    if progress_of(session, found).is_finished:
        # Every line is wrong: there is nothing to wait for.
        found.finished_at = at
    session.flush()
    _record(session, found, "batch.confirmed", actor=actor, at=at)
    return found


def take_back(
    session: Session, organisation: Organisation, batch_id: str, *, actor: str, at: datetime
) -> None:
    """Delete a class list that was not confirmed, with all its lines.

    Raises `not-found`, and `conflict` when it was confirmed: what was awarded is revoked.
    """
    found = _for_change(session, organisation, batch_id)
    if found.confirmed_at is not None:
        raise refuse(ProblemCode.CONFLICT, "the class list was confirmed")
    _record(session, found, "batch.taken-back", actor=actor, at=at)
    store.delete(session, found)


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

    Several workers may do this at once: they take turns, and no row is awarded twice.
    """
    while True:
        with database.session() as session:
            reached = _work_chunk(session, batch_id, desk=desk, chunk=chunk, at=clock())
        progress(reached)
        if reached.is_finished or stopping():
            return reached
        if database.engine.dialect.name == "sqlite":
            # SQLite has no queue for its one write lock: who waits looks again every tenth
            # of a second, and would never find it free between two chunks.
            time.sleep(_LET_OTHERS_WRITE)


def progress_of(session: Session, found: Batch) -> Progress:
    """How far a batch is."""
    counts = store.counts(session, found.id)
    return Progress(found.total, counts.get(AWARDED, 0), counts.get(WRONG, 0))


def unfinished(session: Session) -> list[str]:
    """The ids of the confirmed class lists that have rows to be awarded, oldest first."""
    return store.unfinished(session)


def batch(session: Session, organisation: Organisation, batch_id: str) -> Batch:
    """A batch of that organisation; raises `not-found`."""
    found = store.batch(session, batch_id, organisation_id=organisation.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such class list")
    return found


def _for_change(session: Session, organisation: Organisation, batch_id: str) -> Batch:
    found = store.batch_for_work(session, batch_id)
    if found is None or found.organisation_id != organisation.id:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such class list")
    return found


def _record(session: Session, found: Batch, action: str, *, actor: str, at: datetime) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=found.id,
        organisation_id=found.organisation_id,
        at=at,
        digest=found.digest,
    )


def _stored(batch_id: str, row: class_list.Row) -> BatchRow:
    return BatchRow(
        batch_id=batch_id,
        number=row.number,
        values=row.values,
        person=row.person.as_json() if row.person else None,
        awarded_on=row.awarded_on.isoformat() if row.awarded_on else None,
        state=WAITING if row.person else WRONG,
        problems=[{"column": fault.column, "code": fault.code.value} for fault in row.faults],
    )


def _work_chunk(
    session: Session, batch_id: str, *, desk: Desk, chunk: int, at: datetime
) -> Progress:
    found = store.batch_for_work(session, batch_id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such class list")
    organisation = session.get_one(Organisation, found.organisation_id)
    achievement = session.get_one(Achievement, found.achievement_id)
    rows = store.waiting_rows(session, batch_id, limit=chunk)
    if rows and found.confirmed_at is None:
        raise refuse(ProblemCode.CONFLICT, "the class list was not confirmed yet")
    if rows:
        signer = awards.signer_of(session, organisation, custody=desk.custody)
        _award_rows(
            session, found, rows, organisation, achievement, signer=signer, desk=desk, at=at
        )
    reached = progress_of(session, found)
    if reached.is_finished and found.finished_at is None:
        store.finish(session, batch_id, at=at)
    return reached


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
    grants = {row.number: _grant(row, batch_id=found.id) for row in rows}
    standing = issuer_store.standing_awards(
        session,
        achievement_id=achievement.id,
        person_keys={grant.person.key for grant in grants.values()},
    )
    for row in rows:
        grant = grants[row.number]
        if (grant.person.key, grant.awarded_on) in standing:
            _mark_wrong(row, RowFault.AWARDED_ALREADY)
            continue
        try:
            # A row that somebody else awarded in this very moment gives its position back.
            with session.begin_nested():
                made = awards.award(
                    session,
                    organisation,
                    achievement,
                    grant,
                    desk=desk,
                    actor=found.actor,
                    at=at,
                    signer=signer,
                )
        except CredentialsError as error:
            _mark_wrong(row, _fault(error, organisation))
            continue
        row.state, row.award_id = AWARDED, made.award.id
    session.flush()


def _mark_awarded(session: Session, rows: list[BatchRow], achievement: Achievement) -> None:
    """Say of people who hold the achievement already that they do, before anything is confirmed."""
    waiting = [row for row in rows if row.state == WAITING]
    for start in range(0, len(waiting), _AT_ONCE):
        part = waiting[start : start + _AT_ONCE]
        grants = [_grant(row, batch_id=row.batch_id) for row in part]
        standing = issuer_store.standing_awards(
            session,
            achievement_id=achievement.id,
            person_keys={grant.person.key for grant in grants},
        )
        for row, grant in zip(part, grants, strict=True):
            if (grant.person.key, grant.awarded_on) in standing:
                _mark_wrong(row, RowFault.AWARDED_ALREADY)


def _grant(row: BatchRow, *, batch_id: str) -> Grant:
    if row.person is None or row.awarded_on is None:
        raise AssertionError("a row that waits has a person and a day")
    return Grant(
        person=people.stored_person(row.person),
        awarded_on=date.fromisoformat(row.awarded_on),
        batch_id=batch_id,
    )


def _fault(error: CredentialsError, organisation: Organisation) -> RowFault:
    """What the refusal says about the row alone; raises it again when every row would meet it."""
    if error.problem.code is ProblemCode.CONFLICT and organisation.approved:
        return RowFault.AWARDED_ALREADY
    if error.problem.kind.step is Step.SERVICE:
        raise error
    return RowFault.REFUSED


def _mark_wrong(row: BatchRow, fault: RowFault) -> None:
    row.state = WRONG
    row.problems = [{"column": "", "code": fault.value}]
