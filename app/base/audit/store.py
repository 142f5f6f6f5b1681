"""The queries about the audit trail: of one training body, or of the operator (None).

The operator's log holds the decisions of those who run the service, and what was asked of
them. What a training body does inside belongs to it alone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select, literal, or_, select
from sqlalchemy.orm import Session

from app.base.accounts.tables import OPERATOR, Account
from app.base.audit.chain import AuditEvent
from app.base.db import Database
from app.base.periods import Period

_AT_ONCE = 500
_COMMAND_LINE = "command-line"
# What is decided by the operator or asked of them, and what counts only if they did it.
_OF_THE_OPERATOR = ("trust", "application", "reader", "name-change")
_BY_THE_OPERATOR = ("organisation", "account", "audit")


@dataclass(frozen=True, slots=True)
class Asked:
    """Which entries are asked for; what is empty does not narrow them down.

    `actor` is as the trail writes it, or the part before the colon and the colon.
    """

    actor: str = ""
    action: str = ""
    period: Period = field(default_factory=Period)


def entries(
    session: Session, organisation_id: str | None, asked: Asked, *, limit: int, offset: int = 0
) -> list[AuditEvent]:
    """The entries of a training body that are asked for, newest first."""
    query = _newest_first(organisation_id, asked).limit(limit).offset(offset)
    return list(session.scalars(query))


def about(session: Session, subject: str) -> list[AuditEvent]:
    """Everything that was done to one thing, oldest first."""
    found = select(AuditEvent).where(AuditEvent.subject == subject).order_by(AuditEvent.seq)
    return list(session.scalars(found))


def all_entries(
    database: Database, organisation_id: str | None, asked: Asked
) -> Iterator[AuditEvent]:
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


def actors(session: Session, organisation_id: str | None) -> list[str]:
    """Everybody who did something, as the trail writes them."""
    return _different(session, AuditEvent.actor, organisation_id)


def actions(session: Session, organisation_id: str | None) -> list[str]:
    """Everything that was done so far."""
    return _different(session, AuditEvent.action, organisation_id)


def _different(session: Session, column: Any, organisation_id: str | None) -> list[str]:
    found = select(column).where(_log_of(organisation_id)).distinct()
    return [str(value) for value in session.scalars(found.order_by(column))]


def _log_of(organisation_id: str | None) -> ColumnElement[bool]:
    if organisation_id is not None:
        return AuditEvent.organisation_id == organisation_id
    operators = select(literal("account:").concat(Account.id)).where(Account.role == OPERATOR)
    by_them = AuditEvent.actor.in_(operators) | (AuditEvent.actor == _COMMAND_LINE)
    return _begins(_OF_THE_OPERATOR) | (by_them & _begins(_BY_THE_OPERATOR))


def _begins(words: Iterable[str]) -> ColumnElement[bool]:
    return or_(*(AuditEvent.action.startswith(f"{word}.") for word in words))


def _newest_first(organisation_id: str | None, asked: Asked) -> Select[AuditEvent]:
    query = select(AuditEvent).where(_log_of(organisation_id))
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
