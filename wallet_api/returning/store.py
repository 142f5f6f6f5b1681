"""The queries about returns."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from wallet_api.returning.tables import PassportReturn


def live(session: Session, passport_id: str, *, at: datetime) -> list[PassportReturn]:
    """The returns whose code waits or is good, the newest first."""
    found = select(PassportReturn).where(
        PassportReturn.passport_id == passport_id,
        PassportReturn.ends_at > at,
        PassportReturn.refused_at.is_(None),
        PassportReturn.opened_at.is_(None),
    )
    return list(session.scalars(found.order_by(PassportReturn.asked_at.desc(), PassportReturn.id)))


def of_passport(session: Session, return_id: str, *, passport_id: str) -> PassportReturn | None:
    """A return of that passport, and of no other, locked until the transaction ends."""
    return session.scalars(
        select(PassportReturn)
        .where(PassportReturn.id == return_id, PassportReturn.passport_id == passport_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def by_code(session: Session, digest: str) -> PassportReturn | None:
    """The return with that code, locked until the transaction ends."""
    return session.scalars(
        select(PassportReturn).where(PassportReturn.code_digest == digest).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def newest(session: Session, passport_id: str, *, organisation_id: str) -> PassportReturn | None:
    """The newest return that a body began for a passport."""
    found = select(PassportReturn).where(
        PassportReturn.passport_id == passport_id,
        PassportReturn.organisation_id == organisation_id,
    )
    return session.scalars(
        found.order_by(PassportReturn.asked_at.desc(), PassportReturn.id).limit(1)
    ).first()
