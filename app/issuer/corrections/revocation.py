"""Withdraw a certificate for ever: at once by a program, by two people on the pages.

On the pages one member of staff asks for it, the worker is told, and another one confirms or
declines. Nobody confirms what they asked for themselves.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.base.codes import new_token, token_digest
from app.issuer.awards import Desk
from app.issuer.corrections import cases, changes, notices, requests
from app.issuer.corrections.reasons import RevocationReason
from app.issuer.corrections.tables import REFUSED, REVOCATION, Case
from app.issuer.tables import IN_FORCE, REPLACED, REVOKED, Award, Organisation
from app.status import service as status
from credentials import ProblemCode, refuse


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
    desk: Desk,
    actor: str,
    at: datetime,
) -> Award:
    """Withdraw an award now, and tell the worker; withdrawing it again changes nothing.

    Raises `not-found` for what is not the organisation's, `conflict` for a replaced one, and
    `bad-value` when the reason is missing.
    """
    found = changes.award_for_change(session, organisation, award_id)
    if found.state == REPLACED:
        raise refuse(ProblemCode.CONFLICT, "it was replaced, and is not valid any more")
    if found.state == REVOKED:
        return found
    note = cases.checked_note(withdrawal.note)
    for lapsed in changes.let_lapse(session, found, actor=actor, at=at):
        requests.close_contests(session, lapsed, state=REFUSED, actor=actor, at=at)
    if withdrawal.reason is not None:
        case = changes.keep_record(
            session,
            found,
            kind=REVOCATION,
            reason=withdrawal.reason,
            note=note,
            actor=actor,
            at=at,
        )
        _tell(session, found, case, "withdrawn", desk=desk, at=at)
    publish(session, found, reason=withdrawal.reason, actor=actor, at=at)
    return found


def ask_to_revoke(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    withdrawal: Withdrawal,
    desk: Desk,
    actor: str,
    at: datetime,
) -> Case:
    """Ask a second member of staff to withdraw an award, and tell the worker how to contest it.

    Asking again changes nothing. Raises `not-found` for what is not the organisation's, and
    `conflict` for what is not in force.
    """
    found = changes.award_for_change(session, organisation, award_id)
    if found.state not in IN_FORCE:
        raise refuse(ProblemCode.CONFLICT, "it is not in force")
    if withdrawal.reason is None:
        raise refuse(ProblemCode.BAD_VALUE, "a reason is needed", "/reason")
    case, is_new = cases.ask(
        session,
        found,
        kind=REVOCATION,
        reason=withdrawal.reason,
        note=withdrawal.note,
        actor=actor,
        at=at,
    )
    if is_new:
        _tell(session, found, case, "withdrawal_asked", desk=desk, at=at)
    return case


def publish(
    session: Session,
    award: Award,
    *,
    reason: RevocationReason | None,
    actor: str,
    at: datetime,
) -> None:
    """Set the bit that everybody reads; raises `bad-value` when the reason is missing."""
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


def _tell(
    session: Session, award: Award, case: Case, template: str, *, desk: Desk, at: datetime
) -> None:
    # Whoever has the link may contest, so it is as long as every secret link, and only its
    # digest is kept.
    token = new_token()
    case.contest_digest = token_digest(token)
    session.flush()
    notices.tell(
        session,
        award,
        template,
        desk=desk,
        at=at,
        reason=case.reason,
        contest_url=f"{desk.public_url}/contest/{token}",
    )
