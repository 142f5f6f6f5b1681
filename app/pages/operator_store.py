"""The queries that only the operator's pages need."""

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.base.accounts import Account
from app.trust.tables import TrustRecord

# What counts more hides what counts less when several records speak of one issuer.
_WEIGHT = {"known": 1, "accredited": 2, "suspended": 3}


def staff(session: Session, organisation_id: str) -> list[Account]:
    """The accounts of a training body's staff, by address."""
    return list(
        session.scalars(
            select(Account)
            .where(Account.organisation_id == organisation_id)
            .order_by(Account.email)
        )
    )


def records_of(session: Session, did: str) -> list[TrustRecord]:
    """What the trusted list says and said of one issuer, newest first."""
    return list(
        session.scalars(
            select(TrustRecord)
            .where(TrustRecord.did == did)
            .order_by(TrustRecord.recorded_at.desc(), TrustRecord.id)
        )
    )


def record(session: Session, record_id: str) -> TrustRecord | None:
    """One record."""
    return session.get(TrustRecord, record_id)


def standings(session: Session) -> Mapping[str, str]:
    """How each issuer stands by the records that have not ended."""
    found: dict[str, str] = {}
    for row in session.scalars(select(TrustRecord).where(TrustRecord.ended_at.is_(None))):
        standing = "suspended" if row.suspended_at else row.standing
        if _WEIGHT[standing] > _WEIGHT.get(found.get(row.did, ""), 0):
            found[row.did] = standing
    return found
