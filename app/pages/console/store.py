"""The queries that only the console needs; each asks for one training body's own rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.base.accounts import Account
from app.base.audit import AuditEvent
from app.issuer.tables import Award
from app.status.tables import StatusPosition


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to an award: when, what, and which account of staff did it."""

    at: datetime
    action: str
    email: str | None


def numbers(session: Session, organisation_id: str) -> Mapping[str, int]:
    """How many awards are in each state."""
    found = session.execute(
        select(Award.state, func.count())
        .where(Award.organisation_id == organisation_id)
        .group_by(Award.state)
    )
    return {str(state): count for state, count in found}


def awarded_numbers(session: Session, organisation_id: str) -> Mapping[str, int]:
    """How often each achievement was awarded, by its id."""
    found = session.execute(
        select(Award.achievement_id, func.count())
        .where(Award.organisation_id == organisation_id, Award.achievement_id.is_not(None))
        .group_by(Award.achievement_id)
    )
    return {str(achievement_id): count for achievement_id, count in found}


def replaced_award(session: Session, award: Award) -> Award | None:
    """The award in whose place this one was issued."""
    return session.scalars(select(Award).where(Award.replaced_by == award.id)).first()


def reasons(session: Session, award_id: str) -> list[str]:
    """Why an award was withdrawn or suspended, as it was given then."""
    return list(
        session.scalars(
            select(StatusPosition.reason).where(
                StatusPosition.award_id == award_id,
                StatusPosition.value,
                StatusPosition.reason != "",
            )
        )
    )


def emails(session: Session, actors: Collection[str]) -> dict[str, str]:
    """The addresses of accounts, by the names that the audit trail has for them."""
    found = session.execute(
        select("account:" + Account.id, Account.email).where(
            ("account:" + Account.id).in_(set(actors))
        )
    )
    return {str(actor): email for actor, email in found}


def events(session: Session, award_id: str) -> list[Event]:
    """What happened to an award, oldest first."""
    found = session.execute(
        select(AuditEvent, Account.email)
        .outerjoin(Account, AuditEvent.actor == "account:" + Account.id)
        .where(AuditEvent.subject == award_id)
        .order_by(AuditEvent.seq)
    )
    return [Event(event.at, event.action, email) for event, email in found]
