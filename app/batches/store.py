"""The queries about class lists and their rows."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete as delete_from
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.batches.tables import WAITING, Batch, BatchRow


def same_file(
    session: Session, *, organisation_id: str, achievement_id: str, digest: str
) -> Batch | None:
    """The batch of the very same file for the same achievement, if there was one."""
    return session.scalars(
        select(Batch).where(
            Batch.organisation_id == organisation_id,
            Batch.achievement_id == achievement_id,
            Batch.digest == digest,
        )
    ).one_or_none()


def batch(session: Session, batch_id: str, *, organisation_id: str) -> Batch | None:
    """A batch of that organisation, and of no other."""
    return session.scalars(
        select(Batch).where(Batch.id == batch_id, Batch.organisation_id == organisation_id)
    ).one_or_none()


def batch_for_work(session: Session, batch_id: str) -> Batch | None:
    """A batch, locked so that two workers never take the same rows."""
    return session.scalars(
        select(Batch).where(Batch.id == batch_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def batches(session: Session, organisation_id: str, *, limit: int) -> list[Batch]:
    """An organisation's batches, newest first."""
    return list(
        session.scalars(
            select(Batch)
            .where(Batch.organisation_id == organisation_id)
            .order_by(Batch.created_at.desc(), Batch.id)
            .limit(limit)
        )
    )


def all_batches(session: Session) -> list[Batch]:
    """Every batch there is, oldest first."""
    return list(session.scalars(select(Batch).order_by(Batch.created_at, Batch.id)))


def unfinished(session: Session) -> list[str]:
    """The ids of confirmed batches that still have work, oldest first."""
    return list(
        session.scalars(
            select(Batch.id)
            .where(Batch.confirmed_at.is_not(None), Batch.finished_at.is_(None))
            .order_by(Batch.created_at, Batch.id)
        )
    )


def waiting_rows(session: Session, batch_id: str, *, limit: int) -> list[BatchRow]:
    """The next rows to be awarded, in the order of the file."""
    return list(
        session.scalars(
            select(BatchRow)
            .where(BatchRow.batch_id == batch_id, BatchRow.state == WAITING)
            .order_by(BatchRow.number)
            .limit(limit)
        )
    )


def rows(session: Session, batch_id: str, *, state: str | None = None) -> list[BatchRow]:
    """The rows of a batch in the order of the file, all or those in one state."""
    query = select(BatchRow).where(BatchRow.batch_id == batch_id).order_by(BatchRow.number)
    return list(session.scalars(query if state is None else query.where(BatchRow.state == state)))


def counts(session: Session, batch_id: str) -> Mapping[str, int]:
    """How many rows are in each state."""
    found = session.execute(
        select(BatchRow.state, func.count())
        .where(BatchRow.batch_id == batch_id)
        .group_by(BatchRow.state)
    )
    return {row.state: row[1] for row in found}


def finish(session: Session, batch_id: str, *, at: datetime) -> None:
    """Note when the last row was done."""
    session.execute(update(Batch).where(Batch.id == batch_id).values(finished_at=at))


def delete(session: Session, found: Batch) -> None:
    """Remove a batch and its rows."""
    session.execute(delete_from(BatchRow).where(BatchRow.batch_id == found.id))
    session.delete(found)
    session.flush()
