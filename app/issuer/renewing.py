"""Replacing the code on a printed certificate: the old paper says nothing any more.

For whoever gave paper to somebody who should not check it again. The certificate itself, its
files and its place on the status list stay as they are.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import codes
from app.issuer import store, trail
from app.issuer.tables import RetiredCode
from credentials import ProblemCode, refuse

MOST = 20


def renew_code(session: Session, credential_id: str, *, passport_id: str, at: datetime) -> None:
    """Give the certificate in a passport a new printed code; the old one opens nothing.

    Raises `not-found` for what that passport did not fetch, and `conflict` for a certificate
    that has no printed code, or had too many.
    """
    award = store.award_in_passport(session, credential_id, passport_id=passport_id)
    if award is None:
        raise refuse(ProblemCode.NOT_FOUND, "it was not fetched into this passport")
    if award.verification_code is None or store.number_of_retired_codes(session, award.id) >= MOST:
        raise refuse(ProblemCode.CONFLICT, "its printed code cannot be replaced")
    digest = codes.code_digest(award.verification_code)
    session.add(RetiredCode(code_digest=digest, award_id=award.id, retired_at=at))
    award.verification_code = codes.parse_code(codes.new_code())
    session.flush()
    trail.record(session, award, action="award.code-replaced", actor="holder", at=at)


def is_retired(session: Session, code: str) -> bool:
    """Whether a certificate was printed with that (canonical) code, and has another now."""
    return session.get(RetiredCode, codes.code_digest(code)) is not None
