"""The queries about class lists and their rows."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Integer,
    Select,
    String,
    Table,
    Update,
    bindparam,
    exists,
    func,
    insert,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy import delete as delete_from
from sqlalchemy.orm import Session, aliased, defer

from app.base.db import insert_many
from app.batches.tables import (
    AWARDED,
    DOUBTFUL,
    WAITING,
    WRONG,
    Batch,
    BatchFile,
    BatchFilePiece,
    BatchRow,
    ColumnMemory,
)
from app.issuer.store import standing
from app.issuer.tables import IN_FORCE, OPEN, Achievement, Award, Claim

# So many values fit into one question to any of the databases.
_AT_ONCE = 500


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
    """A batch, locked so that nobody else changes or works on it."""
    return _locked(session, select(Batch).where(Batch.id == batch_id).with_for_update())


def batch_shared(session: Session, batch_id: str) -> Batch | None:
    """A batch that others may work on meanwhile, and that nobody decides about."""
    query = select(Batch).where(Batch.id == batch_id)
    return _locked(session, query.with_for_update(read=True, key_share=True))


def batch_to_stop(session: Session, batch_id: str) -> Batch | None:
    """A batch to be marked, which waits for none of those that work on its rows."""
    return _locked(
        session, select(Batch).where(Batch.id == batch_id).with_for_update(key_share=True)
    )


def _locked(session: Session, query: Select[Batch]) -> Batch | None:
    return session.scalars(query, execution_options={"populate_existing": True}).one_or_none()


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
            .where(
                Batch.confirmed_at.is_not(None),
                Batch.finished_at.is_(None),
                Batch.stopped_at.is_(None),
            )
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


def rows_to_work_on(session: Session, batch_id: str, *, limit: int) -> list[BatchRow]:
    """The next rows to be awarded that nobody else is awarding, locked."""
    query = (
        select(BatchRow)
        # What was written is no longer needed, and takes longer to read than the rest.
        .options(*map(defer, (BatchRow.values, BatchRow.cells, BatchRow.problems)))
        .where(BatchRow.batch_id == batch_id, BatchRow.state == WAITING)
        .order_by(BatchRow.number)
        .limit(limit)
    )
    return list(session.scalars(query.with_for_update(skip_locked=True)))


def mark_awarded(session: Session, batch_id: str, awards: Mapping[int, str]) -> None:
    """Note which award each of these rows became, in one statement.

    The rows that the session has in its memory do not know of it.
    """
    rows = BatchRow.metadata.tables[BatchRow.__tablename__]
    if session.get_bind().dialect.name == "postgresql":
        session.execute(_awarded_in_one(rows, batch_id, awards))
        return
    changed = (
        update(rows)
        .where(rows.c.batch_id == batch_id, rows.c.number == bindparam("row_number"))
        .values(state=AWARDED, award_id=bindparam("row_award"))
    )
    named = [{"row_number": number, "row_award": award} for number, award in awards.items()]
    session.execute(changed, named)


def _awarded_in_one(rows: Table, batch_id: str, awards: Mapping[int, str]) -> Update:
    # PostgreSQL takes a list as a whole; each row by itself would be a message to it.
    lists = func.unnest(
        literal(list(awards), ARRAY(Integer)), literal(list(awards.values()), ARRAY(String))
    )
    made = lists.table_valued("number", "award_id").render_derived()
    of_row = (rows.c.batch_id == batch_id) & (rows.c.number == made.c.number)
    return update(rows).where(of_row).values(state=AWARDED, award_id=made.c.award_id)


def rows_on_their_way(session: Session, found: Batch) -> list[tuple[str, BatchRow]]:
    """The rows of other lists that are being awarded the achievement, with their filenames."""
    query = on_their_way(found, Batch.filename, BatchRow).order_by(Batch.id, BatchRow.number)
    return [(filename, row) for filename, row in session.execute(query)]


def on_their_way(found: Batch, *columns: Any) -> Select[Any]:
    """These columns of the rows of other lists that are being awarded the achievement."""
    one, same = aliased(Achievement), aliased(Achievement)
    versions = (
        select(same.id)
        .join(one, (same.organisation_id == one.organisation_id) & (same.code == one.code))
        .where(one.id == found.achievement_id)
    )
    return (
        select(*columns)
        .select_from(BatchRow)
        .join(Batch, Batch.id == BatchRow.batch_id)
        .where(
            Batch.achievement_id.in_(versions),
            Batch.id != found.id,
            Batch.confirmed_at.is_not(None),
            Batch.finished_at.is_(None),
            BatchRow.state == WAITING,
        )
    )


def rows_numbered(session: Session, batch_id: str, numbers: Sequence[int]) -> list[BatchRow]:
    """The rows with these numbers."""
    found: list[BatchRow] = []
    for start in range(0, len(numbers), _AT_ONCE):
        part = numbers[start : start + _AT_ONCE]
        found += session.scalars(select(BatchRow).where(_of(batch_id), BatchRow.number.in_(part)))
    return found


def has_news(session: Session, found: Batch, *, since: datetime) -> bool:
    """Whether anybody got the achievement since then by other ways, or is about to."""
    awarded = standing(found.achievement_id, Award.id).where(Award.issued_at >= since)
    on_way = on_their_way(found, BatchRow.number)
    return any(session.execute(query.limit(1)).first() for query in (awarded, on_way))


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


def add_file(session: Session, batch_id: str, pieces: Iterable[bytes]) -> None:
    """Keep the file of a batch, piece by piece."""
    for number, piece in enumerate(pieces):
        if number:
            values = {"batch_id": batch_id, "number": number, "content": piece}
            session.execute(insert(BatchFilePiece).values(values))
        else:
            session.add(BatchFile(batch_id=batch_id, content=piece))
            session.flush()


def file_size(session: Session, batch_id: str) -> int | None:
    """How large the file of a batch is; None when it is not kept."""
    first = session.scalar(
        select(func.length(BatchFile.content)).where(BatchFile.batch_id == batch_id)
    )
    more = session.scalar(
        select(func.sum(func.length(BatchFilePiece.content))).where(
            BatchFilePiece.batch_id == batch_id
        )
    )
    return None if first is None else first + int(more or 0)


def file_pieces(session: Session, batch_id: str) -> Iterator[bytes]:
    """The file of a batch in pieces, as long as it is kept."""
    first = session.scalar(select(BatchFile.content).where(BatchFile.batch_id == batch_id))
    if first is not None:
        yield first
    number = 0
    piece = select(BatchFilePiece.content).where(BatchFilePiece.batch_id == batch_id)
    while True:
        number += 1
        content = session.scalar(piece.where(BatchFilePiece.number == number))
        if content is None:
            return
        yield content


def last_number(session: Session, batch_id: str) -> int:
    """The last line of which there is a row; 0 when there is none."""
    return session.scalar(select(func.max(BatchRow.number)).where(_of(batch_id))) or 0


def people_taken(
    session: Session, batch_id: str, person_keys: Sequence[str]
) -> set[tuple[str, str | None]]:
    """Which of these people stand in the batch already, with the days."""
    query = select(BatchRow.person_key, BatchRow.awarded_on).where(
        _of(batch_id), BatchRow.person_key.in_(person_keys)
    )
    return {(key, day) for key, day in session.execute(query) if key is not None}


def numbers_in_list(session: Session, batch_id: str) -> Iterator[str]:
    """The certificate numbers that a batch gives, where it gives any."""
    query = select(BatchRow.certificate_number).where(
        _of(batch_id), BatchRow.certificate_number.is_not(None), BatchRow.state != WRONG
    )
    for number in session.scalars(query, execution_options={"yield_per": 1000}):
        if number is not None:
            yield number


def _of(batch_id: str) -> ColumnElement[bool]:
    return BatchRow.batch_id == batch_id


def _lines_of_corrected(session: Session, batch_id: str) -> dict[str, int]:
    """The lines of the certificates that were issued in the place of others, by their ids.

    Of a chain the newest.
    """
    found = session.execute(
        select(Award.id, Award.replaced_by, BatchRow.number)
        .outerjoin(BatchRow, BatchRow.award_id == Award.id)
        .where(Award.batch_id == batch_id, Award.replaced_by.is_not(None))
    )
    following: dict[str, str] = {}
    lines: dict[str, int] = {}
    for award_id, newer, number in found:
        following[award_id] = str(newer)
        if number is not None:
            lines[award_id] = number
    return {_end(award_id, following): number for award_id, number in lines.items()}


def _parts(award_ids: Iterable[str]) -> Iterator[list[str]]:
    every = list(award_ids)
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]


def _end(award_id: str, following: Mapping[str, str]) -> str:
    while award_id in following:
        award_id = following[award_id]
    return award_id


def awards_in_force(session: Session, batch_id: str) -> list[tuple[int, Award]]:
    """The awards of a batch that still count, with the lines that they stood on, in their order.

    A corrected certificate stands where the one did that it replaces.
    """
    rows = session.execute(
        select(BatchRow.number, Award)
        .join(BatchRow, BatchRow.award_id == Award.id)
        .where(BatchRow.batch_id == batch_id, Award.state.in_(IN_FORCE))
    )
    found = [(number, award) for number, award in rows]
    lines = _lines_of_corrected(session, batch_id)
    for award_ids in _parts(lines):
        corrected = select(Award).where(Award.id.in_(award_ids), Award.state.in_(IN_FORCE))
        found += [(lines[award.id], award) for award in session.scalars(corrected)]
    return sorted(found, key=itemgetter(0))


def open_claims(
    session: Session, batch_id: str, *, after: int, limit: int
) -> list[tuple[int, Award, Claim]]:
    """The next awards of a batch that nobody has fetched, with their lines and claims.

    They stand as in the file, behind the line `after`. A corrected certificate stands where the
    one did that it replaces. The signed certificates are left out.
    """
    is_open = (Award.state.in_(IN_FORCE), Claim.state == OPEN)
    rows = session.execute(
        select(BatchRow.number, Award, Claim)
        .options(defer(Award.stored))
        .join(Claim, Claim.award_id == Award.id)
        .join(BatchRow, BatchRow.award_id == Award.id)
        .where(BatchRow.batch_id == batch_id, BatchRow.number > after, *is_open)
        .order_by(BatchRow.number)
        .limit(limit)
    )
    found = [(number, award, claim) for number, award, claim in rows]
    until = found[-1][0] if len(found) == limit else None
    lines = {
        award_id: number
        for award_id, number in _lines_of_corrected(session, batch_id).items()
        if number > after and (until is None or number < until)
    }
    for award_ids in _parts(lines):
        corrected = (
            select(Award, Claim)
            .options(defer(Award.stored))
            .join(Claim, Claim.award_id == Award.id)
            .where(Award.id.in_(award_ids), *is_open)
        )
        found += [(lines[award.id], award, claim) for award, claim in session.execute(corrected)]
    return sorted(found, key=itemgetter(0))[:limit]


def number_of_claims(session: Session, batch_id: str, state: str) -> int:
    """How many certificates of a batch that count have a claim in that state."""
    query = (
        select(func.count())
        .select_from(Award)
        .join(Claim, Claim.award_id == Award.id)
        .where(Award.batch_id == batch_id, Award.state.in_(IN_FORCE), Claim.state == state)
    )
    return session.scalar(query) or 0


def has_changed_since(session: Session, batch_id: str, at: datetime) -> bool:
    """Whether a certificate of a batch was corrected, withdrawn or paused since then."""
    changed = or_(Award.changed_at > at, Award.issued_at > at)
    return bool(session.scalar(select(exists().where(Award.batch_id == batch_id, changed))))


def column_memory(
    session: Session, organisation_id: str, *, fingerprint: str
) -> ColumnMemory | None:
    """What an organisation said of these headings before."""
    return session.get(ColumnMemory, (organisation_id, fingerprint))


def add_rows(session: Session, rows: list[BatchRow]) -> None:
    """Store new rows; many of them at once, which the session would do one by one."""
    names = [column.key for column in BatchRow.__mapper__.column_attrs]
    # What they were given; to ask each for each name takes longer than to store it.
    given = [vars(row) for row in rows]
    values = [{name: row.get(name) for name in names} for row in given]
    insert_many(session, BatchRow, values)


def delete_rows(session: Session, batch_id: str) -> None:
    """Forget what was read of a batch."""
    session.execute(delete_from(BatchRow).where(BatchRow.batch_id == batch_id))


def delete_file(session: Session, batch_id: str) -> None:
    """Forget the file of a batch."""
    session.execute(delete_from(BatchFilePiece).where(BatchFilePiece.batch_id == batch_id))
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
