"""Freezing: every link and every printed code of a passport says nothing until that is ended.

For a lost paper, a stolen phone, a recruiter who holds copies: one tap, and nothing is lost.
Files and paper that somebody has stay genuine; only what this service says is stopped.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from wallet_api import store, trail
from wallet_api.tables import Passport


def freeze(session: Session, passport: Passport, *, at: datetime) -> None:
    """Let links and printed codes say that their owner has frozen them; again is no mistake."""
    if passport.frozen_at is None:
        passport.frozen_at = at
        store.mark_shares(session, passport.id, frozen=True)
        session.flush()
        trail.record(session, passport.id, "passport.frozen", at=at)


def unfreeze(session: Session, passport: Passport, *, at: datetime) -> None:
    """Let them work again as before; links that ended meanwhile stay ended."""
    if passport.frozen_at is not None:
        passport.frozen_at = None
        store.mark_shares(session, passport.id, frozen=False)
        session.flush()
        trail.record(session, passport.id, "passport.unfrozen", at=at)
