"""What class lists hold of people, deleted when it is not needed any more."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base.db import Database
from app.batches import keeping_store, store, trail
from app.batches.tables import Batch

_AT_ONCE = 20


def minimise_old(database: Database, *, days: int, at: datetime) -> int:
    """Empty the lines of lists that were finished `days` ago, and delete those never confirmed.

    What was awarded is in the register; where a line was wrong, its problem stays.
    """
    before, done = at - timedelta(days=days), 0
    while True:
        with database.session() as session:
            found = keeping_store.old(session, before=before, limit=_AT_ONCE)
            for batch in found:
                _forget(session, batch, at=at)
        done += len(found)
        if len(found) < _AT_ONCE:
            return done


def _forget(session: Session, batch: Batch, *, at: datetime) -> None:
    if batch.confirmed_at is None:
        trail.record(session, batch, "batch.taken-back", actor="service", at=at)
        store.delete(session, batch)
        return
    batch.minimised_at = at
    # A name of a file may be the name of a person.
    batch.filename = ""
    keeping_store.forget_samples(batch)
    keeping_store.empty_lines(session, batch.id)
    trail.record(session, batch, "batch.minimised", actor="service", at=at)
