"""Withdraw a certificate for ever: at once by a program, by two people on the pages.

On the pages one member of staff asks for it, the worker is told, and another one confirms or
declines. Nobody confirms what they asked for themselves.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.issuer import people, trail
from app.issuer.corrections import changes, store
from app.issuer.corrections.reasons import RevocationReason
from app.issuer.corrections.tables import CONFIRMED, DECLINED, REVOCATION, WAITING, Case
from app.issuer.tables import ACTIVE, REPLACED, REVOKED, SUSPENDED, Award, Organisation
from app.status import service as status
from credentials import ProblemCode, refuse

LONGEST_NOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """Why a certificate is withdrawn, and what the body notes about it for its own file.

    Without a reason only for what was issued through the W3C address, whose form of request
    has no place for one.
    """

    reason: RevocationReason | None
    note: str = ""


def revoke(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    withdrawal: Withdrawal,
    actor: str,
    at: datetime,
) -> Award:
    """Withdraw an award now; withdrawing it again changes nothing.

    Raises `not-found` for what is not the organisation's, `conflict` for a replaced one, and
    `bad-value` when the reason is missing.
    """
    found = changes.award_for_change(session, organisation, award_id)
    if found.state == REPLACED:
        raise refuse(ProblemCode.CONFLICT, "it was replaced, and is not valid any more")
    if found.state == REVOKED:
        return found
    note = _note(withdrawal)
    _publish(session, found, reason=withdrawal.reason, actor=actor, at=at)
    changes.let_lapse(session, found, actor=actor, at=at)
    if withdrawal.reason is not None:
        changes.keep_record(
            session,
            found,
            kind=REVOCATION,
            reason=withdrawal.reason,
            note=note,
            actor=actor,
            at=at,
        )
    return found


def ask_to_revoke(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    withdrawal: Withdrawal,
    actor: str,
    at: datetime,
) -> Case:
    """Ask a second member of staff to withdraw an award; asking again changes nothing.

    Raises `not-found` for what is not the organisation's, and `conflict` for what is not in
    force.
    """
    found = changes.award_for_change(session, organisation, award_id)
    if found.state not in {ACTIVE, SUSPENDED}:
        raise refuse(ProblemCode.CONFLICT, "it is not in force")
    if withdrawal.reason is None:
        raise refuse(ProblemCode.BAD_VALUE, "a reason is needed", "/reason")
    note = _note(withdrawal)
    waiting = store.waiting_case(session, found.id, kind=REVOCATION)
    if waiting is not None:
        return waiting
    case = changes.new_case(
        found, kind=REVOCATION, reason=withdrawal.reason, note=note, actor=actor, at=at
    )
    try:
        with session.begin_nested():
            session.add(case)
    except IntegrityError as error:
        raise refuse(ProblemCode.CONFLICT, "somebody asked for it at this moment") from error
    trail.record(session, found, action="revocation.asked", actor=actor, at=at)
    return case


def confirm_revocation(
    session: Session, organisation: Organisation, case_id: str, *, actor: str, at: datetime
) -> Award:
    """Withdraw what somebody else asked to withdraw.

    Raises `not-allowed` for the one who asked, `not-found` for what is not the
    organisation's, and `conflict` when it does not wait any more.
    """
    case, found = case_to_decide(session, organisation, case_id, kind=REVOCATION, actor=actor)
    case.state, case.decided_by, case.decided_at = CONFIRMED, actor, at
    trail.record(session, found, action="revocation.confirmed", actor=actor, at=at)
    _publish(session, found, reason=RevocationReason(case.reason), actor=actor, at=at)
    changes.let_lapse(session, found, actor=actor, at=at)
    return found


def decline_revocation(
    session: Session, organisation: Organisation, case_id: str, *, actor: str, at: datetime
) -> Award:
    """Leave valid what somebody else asked to withdraw; raises as `confirm_revocation` does."""
    case, found = case_to_decide(session, organisation, case_id, kind=REVOCATION, actor=actor)
    case.state, case.decided_by, case.decided_at = DECLINED, actor, at
    session.flush()
    trail.record(session, found, action="revocation.declined", actor=actor, at=at)
    return found


def take_revocation_back(
    session: Session, organisation: Organisation, case_id: str, *, actor: str, at: datetime
) -> Award:
    """Take back what one asked for oneself.

    Raises `not-allowed` for anybody else, and otherwise as `confirm_revocation` does.
    """
    case, found = open_case(session, organisation, case_id, kind=REVOCATION)
    if case.requested_by != actor:
        raise refuse(ProblemCode.NOT_ALLOWED, "somebody else asked for it")
    case.state, case.decided_by, case.decided_at = DECLINED, actor, at
    session.flush()
    trail.record(session, found, action="revocation.taken-back", actor=actor, at=at)
    return found


def open_case(
    session: Session, organisation: Organisation, case_id: str, *, kind: str
) -> tuple[Case, Award]:
    """A case that waits, and its award, both locked; raises `not-found` or `conflict`."""
    case = store.case(session, case_id, organisation_id=organisation.id)
    if case is None or case.kind != kind:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such case")
    # The award first, as every other change of it does: two who wait for each other is worse
    # than one who waits.
    found = changes.award_for_change(session, organisation, case.award_id)
    locked = store.case_for_change(session, case_id, organisation_id=organisation.id)
    if locked is None or locked.state != WAITING:
        raise refuse(ProblemCode.CONFLICT, "it was decided already")
    return locked, found


def case_to_decide(
    session: Session, organisation: Organisation, case_id: str, *, kind: str, actor: str
) -> tuple[Case, Award]:
    """`open_case` for the second person; raises `not-allowed` for the first."""
    case, found = open_case(session, organisation, case_id, kind=kind)
    if case.requested_by == actor:
        raise refuse(ProblemCode.NOT_ALLOWED, "whoever asked for it cannot confirm it")
    return case, found


def _publish(
    session: Session,
    award: Award,
    *,
    reason: RevocationReason | None,
    actor: str,
    at: datetime,
) -> None:
    if reason is None and award.achievement_id is not None:
        raise refuse(ProblemCode.BAD_VALUE, "a reason is needed", "/reason")
    status.set_status(
        session,
        award_id=award.id,
        purpose=status.REVOCATION,
        value=True,
        at=at,
        reason=reason.value if reason else "",
    )
    changes.change(session, award, state=REVOKED, actor=actor, at=at)


def _note(withdrawal: Withdrawal) -> str:
    return people.text(withdrawal.note, "/note", limit=LONGEST_NOTE)
