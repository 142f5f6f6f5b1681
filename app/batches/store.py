"""The queries about class lists and their rows."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete as delete_from
from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session, aliased

from app.batches.tables import DOUBTFUL, WAITING, Batch, BatchFile, BatchRow, ColumnMemory
from app.issuer.tables import ACTIVE, OPEN, SUSPENDED, Achievement, Award, Claim


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


def waiting_rows(session: Session, batch_id: str, *, limit: int, after: int = 0) -> list[BatchRow]:
    """The next rows to be awarded, in the order of the file, behind the line `after`."""
    return list(
        session.scalars(
            select(BatchRow)
            .where(
                BatchRow.batch_id == batch_id,
                BatchRow.state == WAITING,
                BatchRow.number > after,
            )
            .order_by(BatchRow.number)
            .limit(limit)
        )
    )


def rows_on_their_way(session: Session, found: Batch) -> list[tuple[str, BatchRow]]:
    """The rows of other lists that are being awarded the achievement, with their filenames."""
    one, same = aliased(Achievement), aliased(Achievement)
    versions = (
        select(same.id)
        .join(one, (same.organisation_id == one.organisation_id) & (same.code == one.code))
        .where(one.id == found.achievement_id)
    )
    query = (
        select(Batch.filename, BatchRow)
        .join(Batch, Batch.id == BatchRow.batch_id)
        .where(
            Batch.achievement_id.in_(versions),
            Batch.id != found.id,
            Batch.confirmed_at.is_not(None),
            Batch.finished_at.is_(None),
            BatchRow.state == WAITING,
        )
        .order_by(Batch.id, BatchRow.number)
    )
    return [(filename, row) for filename, row in session.execute(query)]


def rows(
    session: Session, batch_id: str, *, state: str | None = None, limit: int | None = None
) -> list[BatchRow]:
    """The rows of a batch in the order of the file, all or those in one state."""
    query = select(BatchRow).where(BatchRow.batch_id == batch_id).order_by(BatchRow.number)
    if state is not None:
        query = query.where(BatchRow.state == state)
    return list(session.scalars(query.limit(limit)))


def rows_to_award(session: Session, batch_id: str, *, limit: int | None = None) -> list[BatchRow]:
    """The rows that are good, or may be duplicates."""
    query = select(BatchRow).where(
        BatchRow.batch_id == batch_id, BatchRow.state.in_((WAITING, DOUBTFUL))
    )
    return list(session.scalars(query.order_by(BatchRow.number).limit(limit)))


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


def row(session: Session, batch_id: str, number: int) -> BatchRow | None:
    """One row of a batch."""
    return session.get(BatchRow, (batch_id, number))


def doubtful_rows(session: Session, batch_id: str, *, limit: int | None = None) -> list[BatchRow]:
    """The rows that may be duplicates: those that nobody has decided on, and those kept."""
    query = (
        select(BatchRow)
        .where(
            BatchRow.batch_id == batch_id,
            BatchRow.resembles.is_not(None),
            BatchRow.state.in_((DOUBTFUL, WAITING)),
        )
        .order_by(BatchRow.number)
        .limit(limit)
    )
    return list(session.scalars(query))


def awarded_since(session: Session, batch_id: str, *, since: datetime) -> int:
    """How many certificates of a batch were issued after that moment."""
    query = select(func.count()).where(Award.batch_id == batch_id, Award.issued_at > since)
    return session.scalar(query) or 0


def file(session: Session, batch_id: str) -> bytes | None:
    """The file of a batch, as long as it is kept."""
    return session.scalar(select(BatchFile.content).where(BatchFile.batch_id == batch_id))


def open_claims(session: Session, batch_id: str) -> list[tuple[Award, Claim]]:
    """The awards of a batch that nobody has fetched, with their claims, as in the file."""
    found = session.execute(
        select(Award, Claim)
        .join(Claim, Claim.award_id == Award.id)
        .join(BatchRow, BatchRow.award_id == Award.id)
        .where(
            Award.batch_id == batch_id, Award.state.in_((ACTIVE, SUSPENDED)), Claim.state == OPEN
        )
        .order_by(BatchRow.number)
    )
    return [(award, claim) for award, claim in found]


def column_memory(
    session: Session, organisation_id: str, *, fingerprint: str
) -> ColumnMemory | None:
    """What an organisation said of these headings before."""
    return session.get(ColumnMemory, (organisation_id, fingerprint))


def add_rows(session: Session, rows: list[BatchRow]) -> None:
    """Store new rows; many of them at once, which the session would do one by one."""
    names = [column.key for column in BatchRow.__mapper__.column_attrs]
    values = [{name: getattr(row, name) for name in names} for row in rows]
    if values:
        session.execute(insert(BatchRow), values)


def delete_rows(session: Session, batch_id: str) -> None:
    """Forget what was read of a batch."""
    session.execute(delete_from(BatchRow).where(BatchRow.batch_id == batch_id))


def delete_file(session: Session, batch_id: str) -> None:
    """Forget the file of a batch."""
    session.execute(delete_from(BatchFile).where(BatchFile.batch_id == batch_id))


def files_kept(session: Session) -> set[str]:
    """The ids of the batches whose file is kept."""
    return set(session.scalars(select(BatchFile.batch_id)))


def delete(session: Session, found: Batch) -> None:
    """Remove a batch, its file and its rows."""
    delete_rows(session, found.id)
    delete_file(session, found.id)
    session.delete(found)
    session.flush()
