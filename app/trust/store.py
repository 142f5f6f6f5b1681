"""The queries about trust records."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.trust.tables import TrustRecord


def all_records(session: Session) -> list[TrustRecord]:
    """Every record, by the issuer's name and then by age."""
    return list(
        session.scalars(
            select(TrustRecord).order_by(TrustRecord.name, TrustRecord.recorded_at, TrustRecord.id)
        )
    )


def records_of(session: Session, did: str) -> list[TrustRecord]:
    """Every record of one issuer, oldest first."""
    return list(
        session.scalars(
            select(TrustRecord)
            .where(TrustRecord.did == did)
            .order_by(TrustRecord.recorded_at, TrustRecord.id)
        )
    )


def records_for_change(session: Session, did: str) -> list[TrustRecord]:
    """Every record of one issuer, locked until the transaction ends."""
    return list(
        session.scalars(
            select(TrustRecord)
            .where(TrustRecord.did == did)
            .order_by(TrustRecord.id)
            .with_for_update(),
            execution_options={"populate_existing": True},
        )
    )


def record_for_change(session: Session, record_id: str) -> TrustRecord | None:
    """One record, locked until the transaction ends."""
    return session.scalars(
        select(TrustRecord).where(TrustRecord.id == record_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()
