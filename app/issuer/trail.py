"""Awards in the audit trail: every entry carries the digest of the bytes that were signed."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import audit
from app.issuer.tables import Award


def record(session: Session, award: Award, *, action: str, actor: str, at: datetime) -> None:
    """Note what was done to an award or its claim, and by whom, in this transaction."""
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=award.id,
        organisation_id=award.organisation_id,
        at=at,
        digest=award.digest,
    )
