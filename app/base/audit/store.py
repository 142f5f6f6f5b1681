"""The queries about the audit trail of one training body."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.base.audit.chain import AuditEvent
from app.base.db import Database
from app.base.periods import Period

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are asked for; what is empty does not narrow them down.

    `actor` is as the trail writes it, or the part before the colon and the colon.
    """

    actor: str = ""
    action: str = ""
    period: Period = field(default_factory=Period)


def entries(
    session: Session, organisation_id: str, asked: Asked, *, limit: int, offset: int = 0
) -> list[AuditEvent]:
    """The entries of a training body that are asked for, newest first."""
    query = _newest_first(organisation_id, asked).limit(limit).offset(offset)
    return list(session.scalars(query))


def about(session: Session, subject: str) -> list[AuditEvent]:
    """Everything that was done to one thing, oldest first."""
    found = select(AuditEvent).where(AuditEvent.subject == subject).order_by(AuditEvent.seq)
    return list(session.scalars(found))


def all_entries(database: Database, organisation_id: str, asked: Asked) -> Iterator[AuditEvent]:
    """Every entry that is asked for, newest first, without holding them or a session open."""
    before: int | None = None
    while True:
        with database.reading() as session:
            query = _newest_first(organisation_id, asked).limit(_AT_ONCE)
            if before is not None:
                query = query.where(AuditEvent.seq < before)
            found = list(session.scalars(query))
            session.expunge_all()
        yield from found
        if len(found) < _AT_ONCE:
            return
        before = found[-1].seq


def actors(session: Session, organisation_id: str) -> list[str]:
    """Everybody who did something, as the trail writes them."""
    return _different(session, AuditEvent.actor, organisation_id)


def actions(session: Session, organisation_id: str) -> list[str]:
    """Everything that was done so far."""
    return _different(session, AuditEvent.action, organisation_id)


def _different(session: Session, column: Any, organisation_id: str) -> list[str]:
    found = select(column).where(AuditEvent.organisation_id == organisation_id).distinct()
    return [str(value) for value in session.scalars(found.order_by(column))]


def _newest_first(organisation_id: str, asked: Asked) -> Select[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.organisation_id == organisation_id)
    if asked.actor.endswith(":"):
        query = query.where(AuditEvent.actor.startswith(asked.actor, autoescape=True))
    elif asked.actor:
        query = query.where(AuditEvent.actor == asked.actor)
    if asked.action:
        query = query.where(AuditEvent.action == asked.action)
    if asked.period.begins:
        query = query.where(AuditEvent.at >= asked.period.begins)
    if asked.period.ends:
        query = query.where(AuditEvent.at < asked.period.ends)
    return query.order_by(AuditEvent.seq.desc())
