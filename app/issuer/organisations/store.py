"""The queries about a body's registers and its name; each asks for one body's own rows."""

from collections.abc import Collection
from typing import TypeVar

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.issuer.organisations.tables import Assessor, Centre, NameChange, Provider
from app.issuer.tables import Organisation

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


def waiting_name_change(
    session: Session, organisation_id: str, *, lock: bool = False
) -> NameChange | None:
    """The request of a body for another name that nobody has decided on."""
    query = select(NameChange).where(
        NameChange.organisation_id == organisation_id, NameChange.decided_at.is_(None)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalars(query.limit(1)).first()


def newest_name_change(session: Session, organisation_id: str) -> NameChange | None:
    """The last request of a body for another name, decided or not."""
    return session.scalars(
        select(NameChange)
        .where(NameChange.organisation_id == organisation_id)
        .order_by(NameChange.asked_at.desc(), NameChange.id)
        .limit(1)
    ).first()


def bodies_that_ask_for_a_name(session: Session) -> list[tuple[Organisation, NameChange]]:
    """Every request that waits, with its body, oldest first; for the operator."""
    found = session.execute(
        select(Organisation, NameChange)
        .join(NameChange, NameChange.organisation_id == Organisation.id)
        .where(NameChange.decided_at.is_(None))
        .order_by(NameChange.asked_at, NameChange.id)
    )
    return [(body, asked) for body, asked in found]
