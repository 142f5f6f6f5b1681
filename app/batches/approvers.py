"""Tell those who may approve a class list that one waits for them."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import accounts, locales, outbox
from app.base.accounts import APPROVER
from app.batches.tables import Batch
from app.batches.working import progress_of
from app.issuer.tables import Achievement, Organisation


def tell(
    session: Session, organisation: Organisation, found: Batch, *, public_url: str, at: datetime
) -> None:
    """Mail everybody who may approve a list that was confirmed just now.

    Once: whoever confirms it again, or hands the same file in again, changes nothing. The mail
    names nobody of the list, and not the file either: its name may be a person's.
    """
    if not found.awaits_approval or found.submitted_at != at:
        return
    achievement = session.get_one(Achievement, found.achievement_id)
    reached = progress_of(session, found)
    for account in accounts.staff_of(session, organisation.id):
        if APPROVER not in account.roles or accounts.are_one(
            session, f"account:{account.id}", found.submitted_by or ""
        ):
            continue
        outbox.enqueue(
            session,
            recipient=account.email,
            template="mail/list_waits.txt",
            language=locales.spoken(organisation.language),
            context={
                "organisation": organisation.name,
                "achievement": achievement.name,
                "number": reached.total - reached.done,
                "link": f"{public_url}/console/lists/{found.id}",
            },
            at=at,
        )
