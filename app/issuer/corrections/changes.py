"""What every correction does: find the award and lock it, change its state, write it down."""

import secrets
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.issuer import store, trail
from app.issuer.corrections import store as correction_store
from app.issuer.corrections.tables import CONFIRMED, LAPSED, WAITING, Case
from app.issuer.tables import Award, Organisation
from credentials import ProblemCode, refuse


def award_for_change(session: Session, organisation: Organisation, award_id: str) -> Award:
    """An award of the organisation, locked; raises `not-found` for any other."""
    found = store.award_for_change(session, award_id, organisation_id=organisation.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    return found


def change(session: Session, award: Award, *, state: str, actor: str, at: datetime) -> None:
    """Put an award into another state, and note who did it."""
    award.state, award.changed_at = state, at
    session.flush()
    trail.record(session, award, action=f"award.{state}", actor=actor, at=at)


def new_case(
    award: Award, *, kind: str, reason: StrEnum, note: str = "", actor: str, at: datetime
) -> Case:
    """A case that waits for a second person; not stored yet."""
    return Case(
        id=secrets.token_hex(16),
        kind=kind,
        award_id=award.id,
        organisation_id=award.organisation_id,
        reason=reason.value,
        note=note,
        state=WAITING,
        requested_by=actor,
        requested_at=at,
    )


def keep_record(
    session: Session,
    award: Award,
    *,
    kind: str,
    reason: StrEnum,
    note: str = "",
    actor: str,
    at: datetime,
) -> Case:
    """Keep for the body's own file what was done at once, and why."""
    case = new_case(award, kind=kind, reason=reason, note=note, actor=actor, at=at)
    case.state, case.decided_by, case.decided_at = CONFIRMED, actor, at
    session.add(case)
    session.flush()
    return case


def let_lapse(
    session: Session, award: Award, *, kind: str = "", actor: str, at: datetime
) -> list[Case]:
    """Close what still waited for a second person, all of it or one kind: it is no question now."""
    waiting = correction_store.waiting_cases_of(session, award.id)
    lapsed = [case for case in waiting if kind in {"", case.kind}]
    for case in lapsed:
        case.state, case.decided_by, case.decided_at = LAPSED, actor, at
        trail.record(session, award, action=f"{case.kind}.lapsed", actor=actor, at=at)
    session.flush()
    return lapsed
