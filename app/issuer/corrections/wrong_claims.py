"""Undo a claim by somebody else's hand, after the body has checked who the right person is.

Two members of staff do it, as for a withdrawal: the first says how the identity was checked,
the second confirms. The certificate itself stays as it is, unless it was issued for the key of
the wrong passport; it leaves the wrong passport, every
link that showed it ends, and the right person gets a new claim code.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.issuer import people, slips, store, trail
from app.issuer.awards import AwardResult, Desk
from app.issuer.corrections import binding, cases, changes, notices
from app.issuer.corrections.reasons import IdentityCheck
from app.issuer.corrections.tables import WRONG_CLAIM, Case
from app.issuer.tables import CLAIMED, CLOSED, IN_FORCE, Award, Claim, Organisation
from credentials import ProblemCode, refuse


def ask_to_undo_claim(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    check: IdentityCheck,
    note: str = "",
    actor: str,
    at: datetime,
) -> Case:
    """Ask a second member of staff to undo the claim of an award; again changes nothing.

    Raises `not-found` for what is not the organisation's, and `conflict` when nobody has
    claimed it or it is not in force.
    """
    found = changes.award_for_change(session, organisation, award_id)
    _claim(session, found)
    case, _ = cases.ask(
        session, found, kind=WRONG_CLAIM, reason=check, note=note, actor=actor, at=at
    )
    return case


def undo_claim(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    check: IdentityCheck,
    note: str = "",
    desk: Desk,
    actor: str,
    at: datetime,
) -> AwardResult:
    """Undo the claim of an award now, as a program does; raises as `ask_to_undo_claim` does."""
    found = changes.award_for_change(session, organisation, award_id)
    _claim(session, found)
    note = cases.checked_note(note)
    changes.keep_record(
        session, found, kind=WRONG_CLAIM, reason=check, note=note, actor=actor, at=at
    )
    return AwardResult(found, undo(session, found, desk=desk, actor=actor, at=at))


def undo(session: Session, award: Award, *, desk: Desk, actor: str, at: datetime) -> str:
    """Take the certificate out of the wrong passport and make a new claim code; the code.

    Both sides are told where an address is known. Raises `conflict` when nobody has it.
    """
    claim = _claim(session, award)
    passport_id = str(claim.passport_id)
    wrong_address = desk.holders.email(session, passport_id)
    desk.holders.take_out(session, passport_id, award.credential_id, at=at)
    claim.claimed_at = claim.passport_id = None
    # Whoever fetches it from now on is somebody else than another case may have been about.
    changes.let_lapse(session, award, kind=WRONG_CLAIM, actor=actor, at=at)
    trail.record(session, award, action="claim.undone", actor=actor, at=at)
    again = _with_new_code(session, award, claim, desk=desk, actor=actor, at=at)
    right_address = people.stored_person(award.person).email if award.person else None
    if wrong_address and wrong_address != right_address:
        notices.tell_one(session, award, "claim_undone", recipient=wrong_address, at=at)
    notices.mail_new_code(session, again.award, again.claim_code, desk=desk, at=at)
    return again.claim_code


def _with_new_code(
    session: Session, award: Award, claim: Claim, *, desk: Desk, actor: str, at: datetime
) -> AwardResult:
    if not binding.is_bound(session, award):
        return AwardResult(award, slips.renew_claim(session, award, custody=desk.custody))
    # It names the key of the wrong passport, which could show it as its own for ever: the
    # right person gets one without a key.
    claim.state = CLOSED
    return binding.release(session, award, desk=desk, actor=actor, at=at)


def _claim(session: Session, award: Award) -> Claim:
    claim = store.claim_for_change(session, award.id)
    if claim is None or claim.state != CLAIMED or claim.passport_id is None:
        raise refuse(ProblemCode.CONFLICT, "nobody has fetched it")
    if award.state not in IN_FORCE:
        raise refuse(ProblemCode.CONFLICT, "it is not in force")
    return claim
