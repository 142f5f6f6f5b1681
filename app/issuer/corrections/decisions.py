"""The second person's part: confirm or decline; and the first one's way back."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.issuer.awards import Desk
from app.issuer.corrections import cases, changes, notices, requests, revocation, wrong_claims
from app.issuer.corrections.reasons import RevocationReason
from app.issuer.corrections.tables import (
    CONFIRMED,
    DECLINED,
    KEPT,
    REFUSED,
    REVOCATION,
    Case,
)
from app.issuer.tables import Award, Organisation
from credentials import ProblemCode, refuse


def confirm(
    session: Session,
    organisation: Organisation,
    case_id: str,
    *,
    desk: Desk,
    actor: str,
    at: datetime,
) -> Award:
    """Do what somebody else asked for, and tell the worker.

    Raises `not-allowed` for the one who asked, `not-found` for what is not the
    organisation's, and `conflict` when it does not wait any more.
    """
    case, found = cases.for_second_person(session, organisation, case_id, actor=actor)
    cases.decided(session, case, found, state=CONFIRMED, actor=actor, at=at)
    if case.kind == REVOCATION:
        reason = RevocationReason(case.reason)
        revocation.publish(session, found, reason=reason, actor=actor, at=at)
        changes.let_lapse(session, found, actor=actor, at=at)
        _tell(session, case, found, state=REFUSED, desk=desk, actor=actor, at=at)
    else:
        wrong_claims.undo(session, found, desk=desk, actor=actor, at=at)
    return found


def decline(
    session: Session,
    organisation: Organisation,
    case_id: str,
    *,
    desk: Desk,
    actor: str,
    at: datetime,
) -> Award:
    """Leave as it is what somebody else wanted to change; raises as `confirm` does."""
    case, found = cases.for_second_person(session, organisation, case_id, actor=actor)
    cases.decided(session, case, found, state=DECLINED, actor=actor, at=at)
    _tell(session, case, found, state=KEPT, desk=desk, actor=actor, at=at)
    return found


def take_back(
    session: Session,
    organisation: Organisation,
    case_id: str,
    *,
    desk: Desk,
    actor: str,
    at: datetime,
) -> Award:
    """Take back what one asked for oneself.

    Raises `not-allowed` for anybody else, and otherwise as `confirm` does.
    """
    case, found = cases.waiting(session, organisation, case_id)
    if case.requested_by != actor:
        raise refuse(ProblemCode.NOT_ALLOWED, "somebody else asked for it")
    cases.decided(session, case, found, state=DECLINED, word="taken-back", actor=actor, at=at)
    _tell(session, case, found, state=KEPT, desk=desk, actor=actor, at=at)
    return found


def _tell(
    session: Session,
    case: Case,
    award: Award,
    *,
    state: str,
    desk: Desk,
    actor: str,
    at: datetime,
) -> None:
    """Tell the worker what became of a withdrawal that they were told of before."""
    if case.kind != REVOCATION:
        return
    contacts = requests.close_contests(session, case, state=state, actor=actor, at=at)
    notices.tell(
        session,
        award,
        "withdrawal_decided",
        desk=desk,
        also_to=contacts,
        reason=case.reason,
        is_withdrawn=state == REFUSED,
        at=at,
    )
