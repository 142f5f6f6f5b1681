"""Check every class list against its rows and the awards they led to (part of `fsck`)."""

from collections.abc import Iterator

from sqlalchemy.orm import Session

from app.batches import store
from app.batches.tables import AWARDED, WAITING, Batch
from app.issuer import store as issuer_store


def mismatches(session: Session) -> Iterator[str]:
    """A sentence for each class list whose numbers or awards do not fit."""
    for batch in store.all_batches(session):
        yield from _batch(session, batch)


def _batch(session: Session, batch: Batch) -> Iterator[str]:
    rows = store.rows(session, batch.id)
    if len(rows) != batch.total:
        yield f"class list {batch.id} counts {batch.total} rows and has {len(rows)}"
    waits = any(row.state == WAITING for row in rows)
    if batch.confirmed_at is None:
        if any(row.state == AWARDED for row in rows):
            yield f"class list {batch.id} was awarded without being confirmed"
    elif waits == (batch.finished_at is not None):
        yield f"class list {batch.id} is marked as finished, or not, against its rows"
    for row in rows:
        if (row.state == AWARDED) != (row.award_id is not None):
            yield f"row {row.number} of class list {batch.id} does not fit its award"
    from_rows = {row.award_id for row in rows if row.award_id is not None}
    awarded = {award.id for award in issuer_store.awards_of_batch(session, batch.id)}
    for award_id in from_rows ^ awarded:
        yield f"award {award_id} and class list {batch.id} do not know each other"
