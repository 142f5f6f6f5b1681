"""The audit log of one training body, for its page, its programs and a spreadsheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import audit
from app.base.audit import store
from app.base.audit.chain import AuditEvent
from app.base.audit.store import Asked
from app.base.db import Database
from app.issuer.record import actors, wording
from app.issuer.tables import Organisation

_COLUMNS = ("time (UTC)", "who", "what", "action", "about", "entry")
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done: when, by whom, what in words and in the trail's own, to what.

    `hash` names the entry in the chain, for whoever compares it with another copy.
    """

    at: datetime
    who: str
    what: str
    action: str
    subject: str
    hash: str


def entries(
    session: Session, organisation: Organisation, asked: Asked, *, limit: int, offset: int = 0
) -> list[Entry]:
    """What was done in a training body, newest first."""
    found = store.entries(session, organisation.id, asked, limit=limit, offset=offset)
    return _named(session, organisation, found)


def people(session: Session, organisation: Organisation) -> list[tuple[str, str]]:
    """Everybody who did something, by name, to choose from; all workers are one."""
    found = store.actors(session, organisation.id)
    single = {item for item in found if not item.startswith(actors.WORKERS)}
    named = actors.names(session, organisation, single | {actors.WORKERS})
    if len(single) == len(found):
        named = {item: name for item, name in named.items() if item != actors.WORKERS}
    return sorted(named.items(), key=lambda pair: pair[1].casefold())


def actions(session: Session, organisation: Organisation) -> list[tuple[str, str]]:
    """Everything that was done so far, in words, to choose from."""
    found = [(item, wording.done(item)) for item in store.actions(session, organisation.id)]
    return sorted(found, key=lambda pair: pair[1].casefold())


def note_export(session: Session, organisation: Organisation, *, actor: str, at: datetime) -> None:
    """Note in the trail that somebody saved it."""
    audit.record(
        session,
        actor=actor,
        action="audit.exported",
        subject=organisation.id,
        organisation_id=organisation.id,
        at=at,
    )


def lines(
    database: Database, organisation: Organisation, asked: Asked
) -> Iterator[tuple[str, ...]]:
    """The lines of a spreadsheet with everything that is asked for, newest first."""
    yield _COLUMNS
    waiting: list[AuditEvent] = []
    for event in store.all_entries(database, organisation.id, asked):
        waiting.append(event)
        if len(waiting) == _AT_ONCE:
            yield from _lines(database, organisation, waiting)
            waiting.clear()
    yield from _lines(database, organisation, waiting)


def _lines(
    database: Database, organisation: Organisation, found: Sequence[AuditEvent]
) -> Iterator[tuple[str, ...]]:
    with database.reading() as session:
        named = _named(session, organisation, found)
    for entry in named:
        moment = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        yield moment, entry.who, entry.what, entry.action, entry.subject, entry.hash


def _named(
    session: Session, organisation: Organisation, found: Sequence[AuditEvent]
) -> list[Entry]:
    asked = {item.actor for item in found} | {item.subject for item in found}
    names = actors.names(session, organisation, asked)
    return [
        Entry(
            at=item.at,
            who=names[item.actor],
            what=wording.done(item.action),
            action=item.action,
            subject=names[item.subject],
            hash=item.hash,
        )
        for item in found
    ]
