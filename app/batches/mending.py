"""Change single lines of a class list that nobody is done with yet."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import days
from app.base.names import Proposal, proposal
from app.batches import class_list, judging, store, trail
from app.batches.class_list import Today
from app.batches.columns import Column
from app.batches.faults import RowFault
from app.batches.plan import Plan
from app.batches.tables import Batch, BatchRow
from app.batches.taking_in import open_batch, stored
from app.batches.working import mark_wrong
from app.issuer import people
from app.issuer.tables import Achievement, Organisation
from credentials import ProblemCode, refuse

_LOOKED_AT = 20
_TOO_MANY = 2**31


def correct(
    session: Session,
    organisation: Organisation,
    batch_id: str,
    *,
    number: int,
    values: Mapping[str, str],
    actor: str,
    at: datetime,
) -> BatchRow:
    """Write a line anew; what is still wrong with it is said by the row that comes back.

    Raises `not-found`, and `conflict` once somebody was done with the list.
    """
    found = open_batch(session, organisation, batch_id)
    old = row_of(session, found, number)
    zone = organisation.time_zone
    read = class_list.check(
        number,
        {column: cell.strip() for column, cell in values.items() if column in set(Column)},
        plan=Plan.stored(found.plan or {}),
        today=Today(days.today(zone, at=at), days.latest(zone, at=at)),
    )
    # What was left of the line as it stood in the file belongs to what was wrong with it.
    cells = None if read.person else old.cells
    session.delete(old)
    session.flush()
    new = stored(found.id, read)
    new.cells = cells
    others = store.rows_to_award(session, found.id)
    if _stands_already(new, others):
        mark_wrong(new, RowFault.STANDS_TWICE)
    judging.judge(session, organisation, found, [new], others=others)
    session.add(new)
    session.flush()
    trail.record(session, found, "batch.line-corrected", actor=actor, at=at)
    return new


def proposals(
    session: Session, found: Batch, achievement: Achievement, *, limit: int | None = None
) -> list[tuple[BatchRow, Proposal]]:
    """Rows without a name in Latin letters for which there is one to propose, `limit` of them.

    With a limit only the first lines of the list are looked at.
    """
    made: list[tuple[BatchRow, Proposal]] = []
    seen = None if limit is None else limit * _LOOKED_AT
    for row in store.rows_to_award(session, found.id, limit=seen):
        if row.person is None or row.person.get("name_latin"):
            continue
        offered = proposal(row.person["name"], language=achievement.language)
        if offered is not None:
            made.append((row, offered))
    return made[:limit]


def accept_latin(
    session: Session,
    organisation: Organisation,
    batch_id: str,
    *,
    numbers: set[int] | None,
    actor: str,
    at: datetime,
) -> int:
    """Take the proposed Latin names of these lines (None: of all); how many were taken."""
    found = open_batch(session, organisation, batch_id)
    achievement = session.get_one(Achievement, found.achievement_id)
    taken = 0
    for row, offered in proposals(session, found, achievement):
        if numbers is None or row.number in numbers:
            row.person = {**(row.person or {}), "name_latin": offered.text}
            taken += 1
    session.flush()
    if taken:
        trail.record(session, found, "batch.latin-names-accepted", actor=actor, at=at)
    return taken


def row_of(session: Session, found: Batch, number: int) -> BatchRow:
    """One line of a list; raises `not-found`."""
    # No database takes every number that can stand in an address.
    row = store.row(session, found.id, number) if 0 < number < _TOO_MANY else None
    if row is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such line")
    return row


def _stands_already(new: BatchRow, others: list[BatchRow]) -> bool:
    if new.person is None:
        return False
    key = people.stored_person(new.person).key
    return any(
        row.awarded_on == new.awarded_on and people.stored_person(row.person).key == key
        for row in others
        if row.person is not None
    )
