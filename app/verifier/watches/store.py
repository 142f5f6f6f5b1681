"""The queries about watches."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.verifier.readers.tables import ReaderAccount
from app.verifier.watches.tables import Watch


def watch(session: Session, watch_id: str, *, reader_id: str) -> Watch | None:
    """A watch of that employer, and of no other."""
    return session.scalars(
        select(Watch).where(Watch.id == watch_id, Watch.reader_id == reader_id)
    ).one_or_none()


def watch_of(session: Session, reader_id: str, share_id: str) -> Watch | None:
    """The watch of an employer on a link."""
    return session.scalars(
        select(Watch).where(Watch.reader_id == reader_id, Watch.share_id == share_id)
    ).one_or_none()


def watches_of(session: Session, reader_id: str) -> Sequence[Watch]:
    """What an employer watches, newest first."""
    found = select(Watch).where(Watch.reader_id == reader_id)
    return session.scalars(found.order_by(Watch.created_at.desc(), Watch.id)).all()


def number_of(session: Session, reader_id: str) -> int:
    """How much an employer watches."""
    return session.scalar(select(func.count()).where(Watch.reader_id == reader_id)) or 0


def watchers(session: Session, share_id: str) -> Sequence[tuple[str, datetime]]:
    """Who watches a link, and since when."""
    found = session.execute(
        select(ReaderAccount.name, Watch.created_at)
        .join(ReaderAccount, ReaderAccount.id == Watch.reader_id)
        .where(Watch.share_id == share_id, ReaderAccount.ended_at.is_(None))
        .order_by(Watch.created_at, Watch.id)
    )
    return [(name, since) for name, since in found]


def due(session: Session, *, before: datetime, limit: int) -> Sequence[Watch]:
    """What was looked at before that time, the longest ago first; of employers in use."""
    found = (
        select(Watch)
        .join(ReaderAccount, ReaderAccount.id == Watch.reader_id)
        .where(Watch.checked_at < before, ReaderAccount.ended_at.is_(None))
    )
    return session.scalars(found.order_by(Watch.checked_at, Watch.id).limit(limit)).all()
