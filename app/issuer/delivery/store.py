"""The queries about how certificates reach their people."""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.base.outbox import OutboxMessage
from app.issuer.delivery.standing import Standing
from app.issuer.tables import CLAIMED, IN_FORCE, OPEN, Award, Claim


def standing() -> ColumnElement[str]:
    """How an award stands, as `mailing.delivery_of` says it of one."""
    return case(
        (Claim.state == CLAIMED, Standing.CLAIMED.value),
        (OutboxMessage.problem.is_not(None), Standing.BOUNCED.value),
        (OutboxMessage.sent_at.is_not(None), Standing.SENT.value),
        (OutboxMessage.id.is_not(None), Standing.WAITING.value),
        else_=Standing.NOT_SENT.value,
    )


def _in_force(organisation_id: str) -> ColumnElement[bool]:
    return and_(Award.organisation_id == organisation_id, Award.state.in_(IN_FORCE))


def standings(session: Session, organisation_id: str) -> list[tuple[str | None, str, int]]:
    """How many awards of each class list stand how."""
    stands = standing().label("standing")
    found = session.execute(
        select(Award.batch_id, stands, func.count())
        .join(Claim, Claim.award_id == Award.id)
        .outerjoin(OutboxMessage, OutboxMessage.id == Claim.mail_id)
        .where(_in_force(organisation_id))
        .group_by(Award.batch_id, stands)
    )
    return [(batch_id, name, number) for batch_id, name, number in found]


def deliveries(
    session: Session, organisation_id: str, batch_id: str
) -> list[tuple[Award, str, datetime | None, str | None]]:
    """Each award of a class list: how it stands, since when, and why its mail failed."""
    since = case(
        (Claim.state == CLAIMED, Claim.claimed_at),
        (OutboxMessage.problem.is_not(None), OutboxMessage.failed_at),
        else_=OutboxMessage.sent_at,
    )
    found = session.execute(
        select(Award, standing(), since, OutboxMessage.problem)
        .join(Claim, Claim.award_id == Award.id)
        .outerjoin(OutboxMessage, OutboxMessage.id == Claim.mail_id)
        .where(_in_force(organisation_id), Award.batch_id == batch_id)
    )
    return [(award, name, moment, problem) for award, name, moment, problem in found]


def undelivered(
    session: Session, organisation_id: str, batch_id: str, *, limit: int
) -> list[Award]:
    """Awards of a class list with an open code that no mail has brought to their people."""
    has_failed = or_(OutboxMessage.id.is_(None), OutboxMessage.problem.is_not(None))
    found = (
        select(Award)
        .join(Claim, Claim.award_id == Award.id)
        .outerjoin(OutboxMessage, OutboxMessage.id == Claim.mail_id)
        .where(
            _in_force(organisation_id),
            Award.batch_id == batch_id,
            Claim.state == OPEN,
            has_failed,
            Award.person["email"].as_string().is_not(None),
        )
        .order_by(Award.id)
        .limit(limit)
    )
    return list(session.scalars(found))
