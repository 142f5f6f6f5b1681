"""Who on a class list has the certificate already, and who probably has.

The very same person with the same day is wrong. Somebody who looks like a person with the
certificate (a name spelt otherwise, the same birth date) may be another one: a human decides.
"""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from app.batches.faults import RowFault
from app.batches.tables import DOUBTFUL, WAITING, Batch, BatchRow
from app.batches.working import grant_of, mark_wrong
from app.issuer import store as issuer_store
from app.issuer.likeness import Known, somebody

# So many values fit into one question to any of the databases.
_AT_ONCE = 500


def mark(
    session: Session, found: Batch, rows: Sequence[BatchRow], *, others: Sequence[BatchRow] = ()
) -> None:
    """Mark those of these rows as wrong or doubtful that somebody stands for already.

    `others` are the rows of the same list that are good.
    """
    waiting = [row for row in rows if row.state == WAITING]
    _mark_awarded(session, found, waiting)
    known = Known()
    for label, person in issuer_store.standing_people(session, found.achievement_id):
        known.add(somebody(label, person))
    for row in others:
        if row.person is not None:
            known.add(somebody(f"#{row.number}", row.person))
    for row in waiting:
        if row.state != WAITING or row.person is None:
            continue
        new = somebody(f"#{row.number}", row.person)
        alike = known.like(new)
        if alike is not None:
            row.state, row.resembles = DOUBTFUL, alike
        known.add(new)


def _mark_awarded(session: Session, found: Batch, waiting: Sequence[BatchRow]) -> None:
    """Say of people who hold the achievement of that day already that they do."""
    for start in range(0, len(waiting), _AT_ONCE):
        part = waiting[start : start + _AT_ONCE]
        grants = [grant_of(row, found) for row in part]
        standing = issuer_store.standing_awards(
            session,
            achievement_id=found.achievement_id,
            person_keys={grant.person.key for grant in grants},
        )
        for row, grant in zip(part, grants, strict=True):
            if (grant.person.key, grant.awarded_on) in standing:
                mark_wrong(row, RowFault.AWARDED_ALREADY)
