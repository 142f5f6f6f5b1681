"""The queries that only the operator's pages need."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.base.accounts import Account
from app.trust.tables import TrustRecord

# What counts more hides what counts less when several records speak of one issuer.
_ENDED = "ended"
_WEIGHT = {_ENDED: 0, "unvetted": 1, "known": 2, "accredited": 3, "suspended": 4}


@dataclass(frozen=True, slots=True)
class Listed:
    """One issuer of the trusted list with all that was recorded of it."""

    did: str
    name: str
    standing: str
    records: tuple[TrustRecord, ...]


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
    """How each issuer stands by the records that have not ended, and by any suspension."""
    found = listed(session.scalars(select(TrustRecord)))
    return {body.did: body.standing for body in found if body.standing != _ENDED}


def listed(records: Iterable[TrustRecord]) -> list[Listed]:
    """The records by issuer, in the order in which each is first named."""
    groups: dict[str, list[TrustRecord]] = {}
    for row in records:
        groups.setdefault(row.did, []).append(row)
    return [_together(did, tuple(rows)) for did, rows in groups.items()]


def _together(did: str, rows: tuple[TrustRecord, ...]) -> Listed:
    still_open = [row for row in rows if row.ended_at is None]
    named = next(iter(still_open), rows[0])
    return Listed(did, named.name, max(map(_standing, rows), key=_WEIGHT.__getitem__), rows)


def _standing(row: TrustRecord) -> str:
    # A suspension counts until it is lifted, also when the record has ended meanwhile.
    if row.suspended_at is not None:
        return "suspended"
    return row.standing if row.ended_at is None else _ENDED
