"""What holders say of themselves: work, education, languages, licences, and what they have done.

None of it is a certificate, and nothing here ever makes it look like one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.base import writing
from credentials import CredentialsError, ProblemCode, refuse
from wallet_api import trail
from wallet_api.records import dates, store
from wallet_api.records.tables import Entry
from wallet_api.tables import Passport

MOST_ENTRIES = 200
_ID_LENGTH = 32

# Common European Framework of Reference for Languages, and who grew up with the language.
LEVELS = ("A1", "A2", "B1", "B2", "C1", "C2", "native")
ABILITIES = ("listening", "reading", "interaction", "production", "writing")


class Kind(StrEnum):
    """What an entry is about; the words for people are in the templates."""

    WORK = "work"
    EDUCATION = "education"
    LANGUAGE = "language"
    LICENCE = "licence"
    TASK = "task"


class Form(StrEnum):
    """How a field is written."""

    LINE = "line"
    TEXT = "text"
    DAY = "day"
    LEVEL = "level"


class Fault(StrEnum):
    """Why what stands in a field cannot stay; the words are in the templates."""

    NEEDED = "needed"
    UNFIT = "unfit"
    NO_DAY = "no-day"
    BACKWARDS = "backwards"
    NO_LEVEL = "no-level"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an entry; `limit` is in characters."""

    name: str
    form: Form = Form.LINE
    is_needed: bool = False
    limit: int = 120


_SINCE = Field("since", Form.DAY, is_needed=True)
_UNTIL = Field("until", Form.DAY)
_PLACE = Field("place")
_DESCRIPTION = Field("description", Form.TEXT, limit=1000)
_TITLE = Field("title", is_needed=True)
_ORGANISATION = Field("organisation", is_needed=True)
FIELDS: Mapping[Kind, tuple[Field, ...]] = {
    Kind.WORK: (_TITLE, _ORGANISATION, _PLACE, _SINCE, _UNTIL, _DESCRIPTION),
    Kind.EDUCATION: (_TITLE, _ORGANISATION, _PLACE, _SINCE, _UNTIL, _DESCRIPTION),
    Kind.LANGUAGE: (_TITLE, *(Field(name, Form.LEVEL) for name in ABILITIES)),
    Kind.LICENCE: (_TITLE, _ORGANISATION, Field("number", limit=60), _SINCE, _UNTIL),
    Kind.TASK: (_TITLE, _ORGANISATION, _PLACE, _SINCE, _UNTIL, _DESCRIPTION),
}
# What somebody else can have seen, and may be asked about.
CONFIRMABLE = (Kind.WORK, Kind.TASK)


@dataclass(frozen=True, slots=True)
class Wording:
    """What was written in the fields of a kind: as it can be stored, and what is wrong."""

    facts: dict[str, str]
    faults: dict[str, Fault]


def read(kind: Kind, said: Mapping[str, str]) -> Wording:
    """The facts of a kind; empty fields are left out, and those of other kinds are ignored."""
    facts: dict[str, str] = {}
    faults: dict[str, Fault] = {}
    for field in FIELDS[kind]:
        value, fault = _value(field, said.get(field.name, ""))
        if fault is not None:
            faults[field.name] = fault
        elif value:
            facts[field.name] = value
    if dates.is_backwards(facts.get("since", ""), facts.get("until", "")):
        faults["until"] = Fault.BACKWARDS
    if kind is Kind.LANGUAGE and not any(name in facts or name in faults for name in ABILITIES):
        faults[ABILITIES[0]] = Fault.NO_LEVEL
    return Wording(facts, faults)


def _value(field: Field, written: str) -> tuple[str, Fault | None]:
    try:
        value = writing.text(written, f"/{field.name}", limit=field.limit)
    except CredentialsError:
        return "", Fault.UNFIT
    if not value:
        return "", Fault.NEEDED if field.is_needed else None
    if field.form is Form.DAY:
        day = dates.typed(value)
        return (day, None) if day else ("", Fault.NO_DAY)
    if field.form is Form.LEVEL and value not in LEVELS:
        return "", Fault.NO_LEVEL
    return value, None


def kind_of(name: str) -> Kind:
    """The kind with that name; raises `not-found`."""
    try:
        return Kind(name)
    except ValueError as error:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such kind of entry") from error


def add(
    session: Session,
    passport: Passport,
    kind: Kind,
    said: Mapping[str, str],
    *,
    entry_id: str,
    at: datetime,
) -> Entry:
    """Add what the holder says; the same `entry_id` twice is one entry.

    Raises `bad-value` with the field, and `conflict` when the passport is full.
    """
    if len(entry_id) != _ID_LENGTH or not set(entry_id) <= set("0123456789abcdef"):
        raise refuse(ProblemCode.REQUEST_INVALID, "an id has 32 hexadecimal digits", "/id")
    added_before = store.entry(session, entry_id, passport_id=passport.id)
    if added_before is not None:
        return added_before
    facts = _facts(kind, said)
    if len(store.entries(session, passport.id)) >= MOST_ENTRIES:
        raise refuse(ProblemCode.CONFLICT, f"more than {MOST_ENTRIES} entries")
    made = Entry(
        id=entry_id,
        passport_id=passport.id,
        kind=kind.value,
        facts=facts,
        added_at=at,
        changed_at=at,
    )
    session.add(made)
    session.flush()
    trail.record(
        session, made.passport_id, "passport.entry-added", subject=f"entry:{made.id}", at=at
    )
    return made


def change(
    session: Session, passport: Passport, entry_id: str, said: Mapping[str, str], *, at: datetime
) -> Entry:
    """Write an entry anew. Who confirmed the old words has not confirmed the new ones.

    Raises `bad-value` with the field, and `not-found` for another's.
    """
    found = one(session, passport, entry_id)
    facts = _facts(Kind(found.kind), said)
    if facts != found.facts:
        store.forget_confirmations(session, found.id)
        found.facts, found.changed_at = facts, at
        session.flush()
        trail.record(
            session, found.passport_id, "passport.entry-changed", subject=f"entry:{found.id}", at=at
        )
    return found


def remove(session: Session, passport: Passport, entry_id: str, *, at: datetime) -> None:
    """Delete an entry and what was answered about it; raises `not-found` for another's."""
    found = one(session, passport, entry_id)
    store.forget_confirmations(session, found.id)
    session.delete(found)
    session.flush()
    trail.record(
        session, found.passport_id, "passport.entry-removed", subject=f"entry:{found.id}", at=at
    )


def one(session: Session, passport: Passport, entry_id: str) -> Entry:
    """An entry of that passport, locked; another's is answered like one that is not there."""
    found = store.entry_for_change(session, entry_id, passport_id=passport.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "no such entry in this passport")
    return found


def _facts(kind: Kind, said: Mapping[str, str]) -> dict[str, str]:
    wording = read(kind, said)
    for name, fault in wording.faults.items():
        raise refuse(ProblemCode.BAD_VALUE, fault.value, f"/{name}")
    return wording.facts
