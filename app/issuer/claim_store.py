"""The queries about claim codes."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.issuer.tables import Claim


def claim_by_code(session: Session, code_digest: str) -> Claim | None:
    """The claim with that code."""
    return session.scalars(select(Claim).where(Claim.code_digest == code_digest)).one_or_none()


def claim_by_code_for_change(session: Session, code_digest: str) -> Claim | None:
    """The claim with that code, locked until the transaction ends."""
    return session.scalars(
        select(Claim).where(Claim.code_digest == code_digest).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()
