"""The queries about a body's registers; each asks for one training body's own rows."""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.issuer.organisations.tables import Assessor, Centre, Provider

Entry = TypeVar("Entry", Centre, Provider, Assessor)


def entries(session: Session, kind: type[Entry], *, organisation_id: str) -> list[Entry]:
    """Every entry of one register, the open ones first, by code."""
    return list(
        session.scalars(
            select(kind)
            .where(kind.organisation_id == organisation_id)
            .order_by(kind.until.is_not(None), kind.code)
        )
    )


def entry(
    session: Session, kind: type[Entry], entry_id: str, *, organisation_id: str
) -> Entry | None:
    """One entry of that body, and of no other."""
    return session.scalars(
        select(kind).where(kind.id == entry_id, kind.organisation_id == organisation_id)
    ).one_or_none()


def entry_for_change(
    session: Session, kind: type[Entry], entry_id: str, *, organisation_id: str
) -> Entry | None:
    """One entry of that body, locked until the transaction ends."""
    return session.scalars(
        select(kind)
        .where(kind.id == entry_id, kind.organisation_id == organisation_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def entries_named(
    session: Session, kind: type[Entry], references: Collection[str], *, organisation_id: str
) -> dict[str, Entry]:
    """The entries with these ids or codes, by what they were asked for."""
    wanted = frozenset(references)
    found = session.scalars(
        select(kind).where(
            kind.organisation_id == organisation_id,
            or_(kind.id.in_(wanted), kind.code.in_(wanted)),
        )
    ).all()
    by_code = {row.code: row for row in found if row.code in wanted}
    return by_code | {row.id: row for row in found if row.id in wanted}
