"""The queries about many checks at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import case, delete, func, select, update
from sqlalchemy.orm import Session, undefer

from app.verifier.bulk.tables import WAITING, WORST_FIRST, BulkCheck, BulkItem

# The order of the table: what a reader has to look at comes first.
_EXCEPTIONS_FIRST = case(
    {state: place for place, state in enumerate((WAITING, *WORST_FIRST))}, value=BulkItem.state
)


def check_by_digest(session: Session, token_digest: str, *, at: datetime) -> BulkCheck | None:
    """The check behind a link, unless its time is over."""
    return session.scalars(
        select(BulkCheck).where(BulkCheck.token_digest == token_digest, BulkCheck.expires_at > at)
    ).one_or_none()


def check(session: Session, check_id: str) -> BulkCheck | None:
    """A check by its id."""
    return session.get(BulkCheck, check_id)


def checks_of(session: Session, reader_id: str, *, at: datetime) -> Sequence[BulkCheck]:
    """The checks that an employer's programs asked for and that are still kept, newest first."""
    found = select(BulkCheck).where(BulkCheck.reader_id == reader_id, BulkCheck.expires_at > at)
    return session.scalars(found.order_by(BulkCheck.created_at.desc(), BulkCheck.id)).all()


def items(
    session: Session, check_id: str, *, limit: int | None = None, offset: int = 0
) -> Sequence[BulkItem]:
    """The items of a check, those that need a look first."""
    return session.scalars(
        select(BulkItem)
        .where(BulkItem.check_id == check_id)
        .order_by(_EXCEPTIONS_FIRST, BulkItem.number)
        .limit(limit)
        .offset(offset)
    ).all()


def waiting(session: Session, check_id: str, *, limit: int) -> Sequence[BulkItem]:
    """The next items that wait to be checked, with what they hold."""
    return session.scalars(
        select(BulkItem)
        .where(BulkItem.check_id == check_id, BulkItem.state == WAITING)
        .options(undefer(BulkItem.sealed_content))
        .order_by(BulkItem.number)
        .limit(limit)
    ).all()


def tally(session: Session, check_id: str) -> Mapping[str, int]:
    """How many items are in which state."""
    counted = select(BulkItem.state, func.count()).where(BulkItem.check_id == check_id)
    found = session.execute(counted.group_by(BulkItem.state)).all()
    return {row[0]: row[1] for row in found}


def results_by_digest(session: Session, check_id: str) -> Mapping[str, tuple[str, str]]:
    """State and cause of each item of a check that came to an end, by what was handed in."""
    found = select(BulkItem.digest, BulkItem.state, BulkItem.cause).where(
        BulkItem.check_id == check_id, BulkItem.state != WAITING
    )
    return {digest: (state, cause or "") for digest, state, cause in session.execute(found)}


def number_left_out(session: Session, check_id: str, *, since_id: str) -> int:
    """How many items of an earlier check are not in this one; none once that is deleted."""
    again = select(BulkItem.digest).where(BulkItem.check_id == check_id)
    counted = select(func.count()).where(
        BulkItem.check_id == since_id, BulkItem.digest.not_in(again)
    )
    return session.scalar(counted) or 0


def forget(session: Session, check_id: str) -> None:
    """Delete a check with everything in it."""
    session.execute(delete(BulkItem).where(BulkItem.check_id == check_id))
    session.execute(delete(BulkCheck).where(BulkCheck.id == check_id))


def forget_ended(session: Session, *, at: datetime, abandoned: datetime) -> None:
    """Delete the checks whose time is over, and those begun before `abandoned` and never whole."""
    ended = select(BulkCheck.id).where(
        (BulkCheck.expires_at <= at) | ((BulkCheck.total == 0) & (BulkCheck.created_at < abandoned))
    )
    for check_id in session.scalars(ended).all():
        forget(session, check_id)


def wipe_unchecked(session: Session, *, before: datetime) -> None:
    """Wipe what was handed in before that time and could not be checked."""
    old = select(BulkCheck.id).where(BulkCheck.created_at < before)
    session.execute(
        update(BulkItem)
        .where(BulkItem.check_id.in_(old), BulkItem.sealed_content.is_not(None))
        .values(sealed_content=None)
    )
