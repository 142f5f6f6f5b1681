"""The queries about what class lists still hold of people."""

from datetime import datetime

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from app.batches.tables import Batch, BatchRow
from app.issuer.tables import Award


def line_of(session: Session, award: Award) -> BatchRow | None:
    """The line of a class list that led to an award, or to the one that it replaces."""
    at_hand: Award | None = award
    while at_hand is not None:
        query = select(BatchRow).where(BatchRow.award_id == at_hand.id)
        found = session.scalars(query).one_or_none()
        if found is not None:
            return found
        before = select(Award).where(Award.replaced_by == at_hand.id)
        at_hand = session.scalars(before).one_or_none()
    return None


def empty_line_of(session: Session, award: Award) -> None:
    """Delete what was written in the line that led to an award."""
    line = line_of(session, award)
    if line is not None:
        session.execute(_emptied().where(BatchRow.award_id == line.award_id))
    batch = session.get(Batch, award.batch_id) if award.batch_id else None
    if batch is not None:
        forget_samples(batch)


def forget_samples(batch: Batch) -> None:
    """Delete the first values of each column, which were shown to choose what it is."""
    if batch.reading:
        batch.reading = {**batch.reading, "values": [], "samples": [], "example": ""}


def empty_lines(session: Session, batch_id: str) -> None:
    """Delete what was written in the lines of a class list."""
    session.execute(_emptied().where(BatchRow.batch_id == batch_id))


def old(session: Session, *, before: datetime, limit: int) -> list[Batch]:
    """Lists that were finished before then, or handed in before then and never confirmed."""
    finished = Batch.finished_at.is_not(None) & (Batch.finished_at <= before)
    # What was stopped and never gone on with is not kept for ever either.
    finished |= Batch.stopped_at <= before
    never = Batch.confirmed_at.is_(None) & (Batch.created_at <= before)
    return list(
        session.scalars(
            select(Batch)
            .where(finished | never, Batch.minimised_at.is_(None))
            .order_by(Batch.created_at, Batch.id)
            .limit(limit)
        )
    )


def _emptied() -> Update:
    return update(BatchRow).values(values={}, person=None, cells=None, facts=None, person_key=None)
