"""The queries that count certificates; what they answer says nothing about a person."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, case, func, select, text
from sqlalchemy.orm import Session

from app.base.audit import AuditEvent
from app.issuer.tables import CLAIMED, Achievement, Award, Claim, Organisation


def counted(
    session: Session,
    bounds: Sequence[datetime],
    *,
    organisation_id: str,
    achievement: str = "",
) -> dict[str, list[tuple[int, str, int]]]:
    """How many were issued, claimed and withdrawn: (span, achievement's code, number).

    `bounds` are the moments that divide the spans; span 0 lies between the first two. Awards
    without an achievement have no code.
    """
    found: dict[str, list[tuple[int, str, int]]] = {}
    conditions = [Achievement.code == achievement] if achievement else []
    for kind, moment, query in _kinds():
        span = case(*[(moment < bound, place) for place, bound in enumerate(bounds)], else_=-1)
        code = func.coalesce(Achievement.code, "")
        # Grouped by name: to PostgreSQL two expressions with parameters are never the same.
        rows = session.execute(
            query.outerjoin(Achievement, Achievement.id == Award.achievement_id)
            .where(Award.organisation_id == organisation_id, *conditions)
            .where(moment >= bounds[0], moment < bounds[-1])
            .with_only_columns(span.label("span"), code.label("its_code"), func.count())
            .group_by(text("span"), text("its_code"))
        )
        found[kind] = [(int(place) - 1, str(name), int(number)) for place, name, number in rows]
    return found


def totals(session: Session, bounds: tuple[datetime, datetime]) -> dict[str, dict[str, int]]:
    """How many each body issued, how many were claimed and withdrawn: kind, body, number."""
    found: dict[str, dict[str, int]] = {}
    for kind, moment, query in _kinds():
        rows = session.execute(
            query.where(moment >= bounds[0], moment < bounds[1])
            .with_only_columns(Award.organisation_id, func.count())
            .group_by(Award.organisation_id)
        )
        found[kind] = {str(body): int(number) for body, number in rows}
    return found


def bodies(session: Session) -> list[Organisation]:
    """Every training body, by name."""
    return list(session.scalars(select(Organisation).order_by(Organisation.name)))


def _kinds() -> Iterator[tuple[str, Any, Select[Any]]]:
    """What is counted, the moment that counts for it, and where it is read from."""
    yield "issued", Award.issued_at, select(Award)
    claimed = select(Award).join(Claim, Claim.award_id == Award.id)
    yield "claimed", Claim.claimed_at, claimed.where(Claim.state == CLAIMED)
    # The trail says when; an award that was withdrawn is never in force again.
    revoked = select(Award).join(AuditEvent, AuditEvent.subject == Award.id)
    yield "revoked", AuditEvent.at, revoked.where(AuditEvent.action == "award.revoked")
