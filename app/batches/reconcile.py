"""Check every class list against its rows and the awards they led to (part of `fsck`)."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.batches import store
from app.batches.tables import AWARDED, DOUBTFUL, WAITING, Batch
from app.issuer import store as issuer_store


def mismatches(session: Session) -> Iterator[str]:
    """A sentence for each class list whose numbers or awards do not fit."""
    files = store.files_kept(session)
    for batch in store.all_batches(session):
        yield from _batch(session, batch, has_file=batch.id in files)


def _steps(batch: Batch, *, has_rows: bool, has_file: bool) -> Iterator[str]:
    """Whether the steps that a list went through are in an order that can be."""
    if has_rows != (batch.read_at is not None) and not batch.is_being_read:
        yield f"class list {batch.id} is marked as read, or not, against its rows"
    if batch.read_at is None and (batch.submitted_at or batch.confirmed_at):
        yield f"class list {batch.id} was confirmed without being read"
    if (batch.submitted_at is None) != (batch.submitted_by is None):
        yield f"class list {batch.id} was confirmed by nobody, or at no time"
    if batch.approved_by is not None and batch.approved_by == batch.submitted_by:
        yield f"class list {batch.id} was approved by the one who confirmed it"
    if has_file and batch.confirmed_at is not None:
        yield f"class list {batch.id} was confirmed, and its file is still kept"
    if batch.read_at is None and not has_file:
        yield f"class list {batch.id} was not read, and its file is gone"


def _batch(session: Session, batch: Batch, *, has_file: bool) -> Iterator[str]:
    rows = store.rows(session, batch.id)
    if len(rows) != batch.total:
        yield f"class list {batch.id} counts {batch.total} rows and has {len(rows)}"
    waits = any(row.state in {WAITING, DOUBTFUL} for row in rows)
    if batch.confirmed_at is None:
        if any(row.state == AWARDED for row in rows):
            yield f"class list {batch.id} was awarded without being confirmed"
    elif waits and batch.finished_at is not None:
        # The other way round it is still being worked on: that nothing waits any more is
        # found out, and marked, in a transaction behind the last rows (`working`).
        yield f"class list {batch.id} is marked as finished, and rows of it wait"
    yield from _steps(batch, has_rows=bool(rows), has_file=has_file)
    for row in rows:
        if (row.state == AWARDED) != (row.award_id is not None):
            yield f"row {row.number} of class list {batch.id} does not fit its award"
    from_rows = {row.award_id for row in rows if row.award_id is not None}
    awards = issuer_store.awards_of_batch(session, batch.id)
    # A corrected certificate has no line of its own: it stands where the one did before it.
    awarded = {award.id for award in awards} - {award.replaced_by for award in awards}
    # A version before revision 0039 issued corrections without their list.
    missing = {award.replaced_by for award in awards} - {award.id for award in awards} - {None}
    for award_id in (from_rows ^ awarded) | missing:
        yield f"award {award_id} and class list {batch.id} do not know each other"
