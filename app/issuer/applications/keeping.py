"""How long applications are kept."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.issuer.applications import store

# Long enough to find the mail, and to contest a refusal.
UNCONFIRMED_FOR = timedelta(days=7)
REFUSED_FOR = timedelta(days=365)
# What an approval was decided by: long enough for whoever audits the operator.
PAPERS_FOR = timedelta(days=365)


def forget_old(session: Session, *, at: datetime) -> None:
    """Delete what nobody confirmed in a week, and what was decided on a year ago.

    Of an approved application its papers and letters go; the rest stays with the body.
    """
    store.forget(
        session,
        unconfirmed_before=at - UNCONFIRMED_FOR,
        refused_before=at - REFUSED_FOR,
    )
    store.forget_papers(session, approved_before=at - PAPERS_FOR)
