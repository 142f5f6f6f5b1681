"""Claim codes at rest: sealed, so that a slip can be printed again until it was used.

The database alone opens no certificate: the codes are sealed under the key file, and bound
to their award so that rows cannot be swapped.
"""

import os
from datetime import datetime

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.orm import Session

from app.base import audit, codes
from app.base.custody import Custody
from app.issuer import store
from app.issuer.tables import Award, Claim, Organisation
from credentials import ProblemCode, refuse

OPEN = "open"
_NONCE_SIZE = 12


def open_claim(session: Session, award: Award, *, custody: Custody) -> str:
    """Make the claim code of a new award, and return it as it is printed."""
    printed, claim = _new_code(award.id, custody=custody)
    session.add(Claim(award_id=award.id, **claim))
    session.flush()
    return printed


def renew_claim(session: Session, award: Award, *, custody: Custody) -> str:
    """A new code for an award whose old one was lost or closed; the old one is dead at once.

    Raises `conflict` when the award is in somebody's passport already.
    """
    claim = store.claim_for_change(session, award.id)
    if claim is None or claim.claimed_at is not None:
        raise refuse(ProblemCode.CONFLICT, "it was claimed already")
    printed, fresh = _new_code(award.id, custody=custody)
    for name, value in fresh.items():
        setattr(claim, name, value)
    claim.state, claim.wrong_tries = OPEN, 0
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
    audit.record(
        session,
        actor=actor,
        action="claim.renewed",
        subject=award.id,
        organisation_id=organisation.id,
        at=at,
        digest=award.digest,
    )
    return printed


def printed_code(claim: Claim, *, custody: Custody) -> str | None:
    """The code of a claim that is still open, as it is printed; `None` for any other."""
    if claim.state != OPEN or claim.sealed_code is None:
        return None
    nonce, sealed = claim.sealed_code[:_NONCE_SIZE], claim.sealed_code[_NONCE_SIZE:]
    try:
        opened = _cipher(custody).decrypt(nonce, sealed, claim.award_id.encode())
    except (InvalidTag, ValueError) as error:
        raise refuse(ProblemCode.KEY_UNAVAILABLE, "the sealed code cannot be opened") from error
    return codes.printed_code(opened.decode())


def _new_code(award_id: str, *, custody: Custody) -> tuple[str, dict[str, str | bytes]]:
    printed = codes.new_code()
    canonical = codes.parse_code(printed)
    nonce = os.urandom(_NONCE_SIZE)
    sealed = _cipher(custody).encrypt(nonce, canonical.encode(), award_id.encode())
    return printed, {"code_digest": codes.code_digest(canonical), "sealed_code": nonce + sealed}


def _cipher(custody: Custody) -> AESGCM:
    return AESGCM(custody.derive("claim codes"))
