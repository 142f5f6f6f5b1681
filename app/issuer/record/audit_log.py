"""The audit log of one training body, or of the operator (None): for pages, API and a file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from app.base import audit, days
from app.base.audit import store
from app.base.audit.chain import AuditEvent
from app.base.audit.store import Asked
from app.base.db import Database
from app.base.locales import without_isolates
from app.issuer.record import actors, wording
from app.issuer.record.subjects import subjects
from app.issuer.tables import Organisation

_COLUMNS = ("who", "what", "about", "action", "subject", "entry")
_AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that was done: when, by whom, what in words and in the trail's own, to what.

    `about` says to what in words, with the page of the console where it stands; `subject` is
    the trail's own. `hash` names the entry in the chain, for whoever compares another copy.
    """

    at: datetime
    who: str
    what: str
    action: str
    about: str
    path: str
    subject: str
    hash: str


def entries(
    session: Session,
    organisation: Organisation | None,
    asked: Asked,
    *,
    limit: int,
    offset: int = 0,
) -> list[Entry]:
    """What was done in a training body, newest first."""
    found = store.entries(session, _id(organisation), asked, limit=limit, offset=offset)
    return _named(session, organisation, found)


def people(session: Session, organisation: Organisation | None) -> list[tuple[str, str]]:
    """Everybody who did something, by name, to choose from; all workers are one."""
    found = store.actors(session, _id(organisation))
    single = {item for item in found if not item.startswith(actors.WORKERS)}
    named = actors.names(session, organisation, single | {actors.WORKERS})
    if len(single) == len(found):
        named = {item: name for item, name in named.items() if item != actors.WORKERS}
    return sorted(named.items(), key=lambda pair: pair[1].casefold())


def actions(session: Session, organisation: Organisation | None) -> list[tuple[str, str]]:
    """Everything that was done so far, in words, to choose from."""
    found = [(item, wording.done(item)) for item in store.actions(session, _id(organisation))]
    return sorted(found, key=lambda pair: pair[1].casefold())


def note_export(
    session: Session, organisation: Organisation | None, *, actor: str, at: datetime
) -> None:
    """Note in the trail that somebody saved it."""
    audit.record(
        session,
        actor=actor,
        action="audit.exported",
        subject=organisation.id if organisation else "service",
        organisation_id=_id(organisation),
        at=at,
    )


def lines(
    database: Database, organisation: Organisation | None, asked: Asked
) -> Iterator[tuple[str, ...]]:
    """The lines of a spreadsheet with everything that is asked for, newest first."""
    yield f"time ({zone_of(organisation)})", *_COLUMNS
    waiting: list[AuditEvent] = []
    for event in store.all_entries(database, _id(organisation), asked):
        waiting.append(event)
        if len(waiting) == _AT_ONCE:
            yield from _lines(database, organisation, waiting)
            waiting.clear()
    yield from _lines(database, organisation, waiting)


def _lines(
    database: Database, organisation: Organisation | None, found: Sequence[AuditEvent]
) -> Iterator[tuple[str, ...]]:
    with database.reading() as session:
        named = _named(session, organisation, found)
    zone = ZoneInfo(zone_of(organisation))
    for entry in named:
        moment = f"{entry.at.astimezone(zone):%Y-%m-%d %H:%M:%S}"
        who, about = map(without_isolates, (entry.who, entry.about))
        yield moment, who, entry.what, about, entry.action, entry.subject, entry.hash


def zone_of(organisation: Organisation | None) -> str:
    """The time zone in which the log is read."""
    return organisation.time_zone if organisation else days.UNKNOWN


def _named(
    session: Session, organisation: Organisation | None, found: Sequence[AuditEvent]
) -> list[Entry]:
    names = actors.names(
        session, organisation, {item.actor for item in found} | {item.subject for item in found}
    )
    things = subjects(session, {item.subject for item in found})
    return [
        Entry(
            at=item.at,
            who=names[item.actor],
            what=wording.done(item.action),
            action=item.action,
            about=things[item.subject].words if item.subject in things else names[item.subject],
            path=things[item.subject].path if item.subject in things else "",
            subject=item.subject,
            hash=item.hash,
        )
        for item in found
    ]


def _id(organisation: Organisation | None) -> str | None:
    return organisation.id if organisation else None
