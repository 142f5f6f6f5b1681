"""How long applications are kept."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.issuer.applications import store

# Long enough to find the mail, and to contest a refusal.
UNCONFIRMED_FOR = timedelta(days=7)
REFUSED_FOR = timedelta(days=365)


def forget_old(session: Session, *, at: datetime) -> None:
    """Delete what nobody confirmed in a week, and what was refused a year ago."""
    store.forget(
        session,
        unconfirmed_before=at - UNCONFIRMED_FOR,
        refused_before=at - REFUSED_FOR,
    )
