"""The queries about employers."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.verifier.readers.tables import ReaderAccount


def account(session: Session, account_id: str) -> ReaderAccount | None:
    """An employer by its id, ended or not."""
    return session.get(ReaderAccount, account_id)


def accounts(session: Session) -> Sequence[ReaderAccount]:
    """Every employer, those in use first, by name."""
    return session.scalars(
        select(ReaderAccount).order_by(
            ReaderAccount.ended_at.is_not(None), ReaderAccount.name, ReaderAccount.id
        )
    ).all()
