"""The queries about the readers of shares."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from wallet_api.sharing.tables import ShareReader
from wallet_api.tables import Share


def readers(session: Session, share_ids: Collection[str]) -> dict[str, list[ShareReader]]:
    """Who opened each of these shares and gave a name, in the order in which they came."""
    found: dict[str, list[ShareReader]] = {}
    rows = session.scalars(
        select(ShareReader)
        .where(ShareReader.share_id.in_(share_ids))
        .order_by(ShareReader.opened_at, ShareReader.id)
    )
    for reader in rows:
        found.setdefault(reader.share_id, []).append(reader)
    return found


def forget_readers(session: Session, share_id: str) -> None:
    """Delete the names of those who opened a share."""
    session.execute(delete(ShareReader).where(ShareReader.share_id == share_id))


def forget_readers_of_ended(session: Session, *, at: datetime) -> None:
    """Delete the names of those who opened links that have ended."""
    ended = select(Share.id).where(Share.expires_at <= at)
    session.execute(delete(ShareReader).where(ShareReader.share_id.in_(ended)))
