"""Pause a certificate until further notice, and end the pause. A pause is not a fault."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.issuer.awards import Desk
from app.issuer.corrections import changes, notices
from app.issuer.corrections.reasons import SuspensionReason
from app.issuer.corrections.tables import SUSPENSION
from app.issuer.tables import ACTIVE, IN_FORCE, SUSPENDED, Award, Organisation
from app.status import service as status
from credentials import ProblemCode, refuse


def suspend(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    reason: SuspensionReason | None,
    desk: Desk,
    actor: str,
    at: datetime,
) -> Award:
    """Suspend an award until further notice, and tell the worker that it is not a fault.

    One person suffices, for it can be ended again.

    Raises `conflict` when it cannot be suspended, and `bad-value` when the reason is missing;
    without one only for what was issued through the W3C address.
    """
    found = changes.award_for_change(session, organisation, award_id)
    _check_suspendable(session, found)
    if reason is None and found.achievement_id is not None:
        raise refuse(ProblemCode.BAD_VALUE, "a reason is needed", "/reason")
    changed = status.set_status(
        session,
        award_id=found.id,
        purpose=status.SUSPENSION,
        value=True,
        at=at,
        reason=reason.value if reason else "",
    )
    if changed:
        changes.change(session, found, state=SUSPENDED, actor=actor, at=at)
        if reason is not None:
            changes.keep_record(session, found, kind=SUSPENSION, reason=reason, actor=actor, at=at)
        notices.tell(session, found, "paused", desk=desk, at=at)
    return found


def reinstate(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    desk: Desk,
    actor: str,
    at: datetime,
) -> Award:
    """End the suspension of an award, and tell the worker.

    Raises `conflict` when it cannot be suspended.
    """
    found = changes.award_for_change(session, organisation, award_id)
    _check_suspendable(session, found)
    changed = status.set_status(
        session, award_id=found.id, purpose=status.SUSPENSION, value=False, at=at
    )
    if changed:
        changes.change(session, found, state=ACTIVE, actor=actor, at=at)
        notices.tell(session, found, "valid_again", desk=desk, at=at)
    return found


def _check_suspendable(session: Session, found: Award) -> None:
    purposes = {position.purpose for position in status.positions(session, found.id)}
    if status.SUSPENSION not in purposes:
        raise refuse(ProblemCode.CONFLICT, "it was not issued as one that can be suspended")
    if found.state not in IN_FORCE:
        raise refuse(ProblemCode.CONFLICT, "it is not in force")
