"""The audit entries about class lists: who did what to which file."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import audit
from app.batches.tables import Batch


def record(session: Session, found: Batch, action: str, *, actor: str, at: datetime) -> None:
    """Note what was done to a class list; its digest stands for what was in it."""
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=found.id,
        organisation_id=found.organisation_id,
        at=at,
        digest=found.digest,
    )
