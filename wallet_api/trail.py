"""Passports in the audit trail: identifiers alone, and of no training body."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import audit


def owner(passport_id: str) -> str:
    """How the trail names a passport's holder, and custody the owner of its key."""
    return f"passport:{passport_id}"


def record(
    session: Session,
    passport_id: str,
    action: str,
    *,
    subject: str = "",
    actor: str = "",
    at: datetime,
) -> None:
    """Note what was done to a passport, or to the `subject` in it, in this transaction.

    It was the holder, unless an `actor` is given.
    """
    holder = owner(passport_id)
    audit.record(
        session,
        actor=actor or holder,
        action=action,
        subject=subject or holder,
        organisation_id=None,
        at=at,
    )
