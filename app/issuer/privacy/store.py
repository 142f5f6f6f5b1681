"""The queries about what is held of a person, and about what was kept long enough."""

from datetime import datetime

from sqlalchemy import Update, select, update
from sqlalchemy.orm import Session

from app.base.outbox import OutboxMessage
from app.issuer.corrections.tables import Case, WorkerRequest
from app.issuer.tables import CLAIMED, Award, Claim, Organisation


def organisations(session: Session) -> list[Organisation]:
    """Every training body."""
    return list(session.scalars(select(Organisation).order_by(Organisation.id)))


def unclaimed(
    session: Session, organisation_id: str, *, before: datetime, limit: int
) -> list[tuple[Award, Claim]]:
    """Awards that nobody fetched since then and that still hold what a claim is checked by."""
    rows = session.execute(
        select(Award, Claim)
        .join(Claim, Claim.award_id == Award.id)
        .where(
            Award.organisation_id == organisation_id,
            Award.issued_at <= before,
            Award.minimised_at.is_(None),
            Award.erased_at.is_(None),
            Claim.state != CLAIMED,
        )
        .order_by(Award.issued_at, Award.id)
        .limit(limit)
    )
    return [(award, claim) for award, claim in rows]


def mail_to(session: Session, recipient: str) -> list[OutboxMessage]:
    """The messages that were sent to an address, or wait."""
    sent = select(OutboxMessage).where(OutboxMessage.recipient == recipient.strip().lower())
    return list(session.scalars(sent.order_by(OutboxMessage.created_at)))


def cases(session: Session, award_id: str) -> list[Case]:
    """The corrections of an award."""
    return list(session.scalars(select(Case).where(Case.award_id == award_id)))


def requests(session: Session, award_id: str) -> list[WorkerRequest]:
    """What its holder asked about an award."""
    return list(session.scalars(select(WorkerRequest).where(WorkerRequest.award_id == award_id)))


def forget_mail(session: Session, recipient: str) -> None:
    """Empty every message to an address; what was not sent yet is not sent any more."""
    session.execute(_emptied().where(OutboxMessage.recipient == recipient.strip().lower()))


def forget_sent(session: Session, *, before: datetime) -> None:
    """Empty messages that were sent or given up before then; that they were sent stays known."""
    session.execute(
        _emptied().where(
            OutboxMessage.due_at.is_(None),
            OutboxMessage.created_at < before,
            OutboxMessage.recipient != "",
        )
    )


def _emptied() -> Update:
    return update(OutboxMessage).values(recipient="", context={}, due_at=None)
