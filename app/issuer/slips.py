"""Claim codes at rest: sealed, so that a slip can be printed again until it was used.

The database alone opens no certificate: the codes are sealed under the key file, and bound
to their award so that rows cannot be swapped.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import codes
from app.base.custody import Custody
from app.issuer import store, trail
from app.issuer.delivery import class_store
from app.issuer.tables import OPEN, Award, Claim, Organisation
from credentials import ProblemCode, refuse

_SEALED_FOR = "claim codes"


def open_claim(session: Session, award: Award, *, custody: Custody) -> str:
    """Make the claim code of a new award, and return it as it is printed."""
    printed, claim = new_code(award.id, custody=custody)
    session.add(Claim(award_id=award.id, **claim))
    session.flush()
    return printed


def renew_claim(session: Session, award: Award, *, custody: Custody) -> str:
    """A new code for an award whose old one was lost or closed; the old one is dead at once.

    So is what was approved at a class code and not taken yet: it may have been the wrong person.

    Raises `conflict` when the award is in somebody's passport already.
    """
    claim = store.claim_for_change(session, award.id)
    if claim is None or claim.claimed_at is not None:
        raise refuse(ProblemCode.CONFLICT, "it was claimed already")
    if award.minimised_at is not None:
        # Nothing is left that a second fact could be compared with.
        raise refuse(ProblemCode.CONFLICT, "its data was deleted; issue it anew by replacing it")
    printed, fresh = new_code(award.id, custody=custody)
    for name, value in fresh.items():
        setattr(claim, name, value)
    claim.state, claim.wrong_tries = OPEN, 0
    # What was mailed before leads nowhere any more.
    claim.mail_id = None
    class_store.withdraw_approvals(session, award.id)
    session.flush()
    return printed


def replace_code(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    custody: Custody,
    actor: str,
    at: datetime,
) -> str:
    """`renew_claim` for an award of that organisation, noted in the audit trail.

    Raises `not-found` for what is not the organisation's.
    """
    award = store.award_for_change(session, award_id, organisation_id=organisation.id)
    if award is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    printed = renew_claim(session, award, custody=custody)
    trail.record(session, award, action="claim.renewed", actor=actor, at=at)
    return printed


def printed_code(claim: Claim, *, custody: Custody) -> str | None:
    """The code of a claim that is still open, as it is printed; `None` for any other."""
    if claim.state != OPEN or claim.sealed_code is None:
        return None
    opened = custody.unseal(claim.sealed_code, purpose=_SEALED_FOR, bound_to=claim.award_id)
    return codes.printed_code(opened)


def new_code(award_id: str, *, custody: Custody) -> tuple[str, dict[str, str | bytes]]:
    """A new code as it is printed, and what is stored of it."""
    canonical = codes.new_canonical_code()
    printed = codes.printed_code(canonical)
    sealed = custody.seal(canonical, purpose=_SEALED_FOR, bound_to=award_id)
    return printed, {"code_digest": codes.code_digest(canonical), "sealed_code": sealed}
