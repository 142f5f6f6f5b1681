"""A body's registers: its centres, the providers it awards for, and its assessors.

An entry that certificates may name is never deleted: it gets a last day.
"""

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.base import audit
from app.issuer import people
from app.issuer.organisations import store
from app.issuer.organisations.checks import body_name, check_url
from app.issuer.organisations.store import Entry
from app.issuer.organisations.tables import Assessor, Centre, Provider
from app.issuer.tables import Organisation
from credentials import ProblemCode, Standing, TrustEntry, TrustList, refuse

_MAX_CODES = 200
_KIND_WORDS: dict[type, str] = {Centre: "centre", Provider: "provider", Assessor: "assessor"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CentreDetails:
    """A centre as the body describes it."""

    code: str
    name: str
    name_latin: str | None = None
    address: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderDetails:
    """A provider as the body describes it."""

    code: str
    name: str
    name_latin: str | None = None
    did: str | None = None
    url: str | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessorDetails:
    """An assessor as the body describes them; `code` is the number in the register."""

    code: str
    name: str
    name_latin: str | None = None
    achievement_codes: tuple[str, ...] = ()
    since: date | None = None
    until: date | None = None


Details = CentreDetails | ProviderDetails | AssessorDetails


def add_entry(
    session: Session,
    organisation: Organisation,
    kind: type[Entry],
    details: Details,
    *,
    actor: str,
    at: datetime,
) -> Entry:
    """Enter a centre, provider or assessor; the same details again give the same entry.

    Raises `bad-value` for what has the wrong form, `conflict` when the code stands for
    another entry already.
    """
    values = _checked(details)
    found = _by_code(session, organisation, kind, values["code"])
    if found is not None:
        if any(getattr(found, name) != value for name, value in values.items()):
            raise _taken()
        return found
    made = kind(id=secrets.token_hex(16), organisation_id=organisation.id, created_at=at, **values)
    session.add(made)
    session.flush()
    _noted(session, organisation, made, "added", actor=actor, at=at)
    return made


def change_entry(
    session: Session,
    organisation: Organisation,
    kind: type[Entry],
    entry_id: str,
    details: Details,
    *,
    actor: str,
    at: datetime,
) -> Entry:
    """Describe an entry anew, or end it with a last day; certificates keep what they say.

    Raises `not-found` for what is not the body's, else as `add_entry`.
    """
    found = store.entry_for_change(session, kind, entry_id, organisation_id=organisation.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such entry")
    values = _checked(details)
    same = _by_code(session, organisation, kind, values["code"])
    if same is not None and same.id != found.id:
        raise _taken()
    changed = {name: value for name, value in values.items() if getattr(found, name) != value}
    for name, value in changed.items():
        setattr(found, name, value)
    session.flush()
    if changed:
        ended = "until" in changed and changed["until"] is not None
        action = "ended" if ended else "changed"
        _noted(session, organisation, found, action, actor=actor, at=at)
    return found


def named_centre(
    session: Session, organisation: Organisation, reference: str, *, on: date
) -> Centre:
    """The body's centre of that id or code, for an award of that day; raises `bad-value`."""
    return _named(session, organisation, Centre, [reference], on=on, pointer="/centre")[0]


def named_provider(
    session: Session, organisation: Organisation, reference: str, *, on: date
) -> Provider:
    """The body's provider of that id or code, for an award of that day; raises `bad-value`."""
    return _named(session, organisation, Provider, [reference], on=on, pointer="/provider")[0]


def named_assessors(
    session: Session,
    organisation: Organisation,
    references: Sequence[str],
    *,
    achievement_code: str,
    on: date,
) -> list[Assessor]:
    """The body's assessors of these ids or register numbers, in their order, each once.

    Raises `bad-value` for one that is not the body's, or was not accredited for the
    achievement on the day of the award.
    """
    found = _named(session, organisation, Assessor, references, on=on, pointer="/assessors/{}")
    for place, assessor in enumerate(found):
        pointer = f"/assessors/{place}"
        if assessor.since is not None and on < assessor.since:
            raise refuse(ProblemCode.BAD_VALUE, "was not accredited yet on that day", pointer)
        codes = assessor.achievement_codes
        if codes and achievement_code not in codes:
            raise refuse(ProblemCode.BAD_VALUE, "is not accredited for this", pointer)
    return found


def _named(
    session: Session,
    organisation: Organisation,
    kind: type[Entry],
    references: Sequence[str],
    *,
    on: date,
    pointer: str,
) -> list[Entry]:
    known = store.entries_named(session, kind, references, organisation_id=organisation.id)
    named: dict[str, Entry] = {}
    for place, reference in enumerate(references):
        where = pointer.format(place)
        found = known.get(reference)
        if found is None:
            raise refuse(ProblemCode.BAD_VALUE, "is not in the register of this body", where)
        if found.until is not None and on > found.until:
            raise refuse(ProblemCode.BAD_VALUE, "had ended on that day", where)
        named[found.id] = found
    return list(named.values())


def _by_code(
    session: Session, organisation: Organisation, kind: type[Entry], code: str
) -> Entry | None:
    found = store.entries_named(session, kind, [code], organisation_id=organisation.id)
    return next((entry for entry in found.values() if entry.code == code), None)


def _checked(details: Details) -> dict[str, Any]:
    values = asdict(details)
    values["code"] = people.text(details.code, "/code", limit=60)
    if not values["code"]:
        raise refuse(ProblemCode.BAD_VALUE, "it is needed", "/code")
    # A person's name may need the joiners, which make two bodies look like one.
    name_of = _person_name if isinstance(details, AssessorDetails) else body_name
    values["name"] = name_of(details.name, "/name")
    values["name_latin"] = (
        name_of(details.name_latin, "/name_latin") if details.name_latin else None
    )
    if isinstance(details, CentreDetails):
        values["address"] = people.text(details.address, "/address", limit=500)
    elif isinstance(details, ProviderDetails):
        _check_provider(details)
    else:
        values["achievement_codes"] = _codes(details)
    return values


def _person_name(value: str, pointer: str) -> str:
    name = people.text(value, pointer, limit=200)
    if not name:
        raise refuse(ProblemCode.BAD_VALUE, "it is needed", pointer)
    return name


def _check_provider(details: ProviderDetails) -> None:
    check_url(details.url)
    if details.did is not None:
        # The trusted list refuses a DID that could be written in a second way.
        TrustList([TrustEntry(did=details.did, name=details.name, standing=Standing.KNOWN)])


def _codes(details: AssessorDetails) -> list[str]:
    if details.since and details.until and details.until < details.since:
        raise refuse(ProblemCode.BAD_VALUE, "it ends before it begins", "/until")
    if len(details.achievement_codes) > _MAX_CODES:
        raise refuse(ProblemCode.BAD_VALUE, f"{_MAX_CODES} at most", "/achievement_codes")
    codes = (people.text(one, "/achievement_codes", limit=60) for one in details.achievement_codes)
    return sorted({code for code in codes if code})


def _taken() -> Exception:
    return refuse(ProblemCode.CONFLICT, "the code stands for another entry already", "/code")


def _noted(
    session: Session,
    organisation: Organisation,
    entry: Centre | Provider | Assessor,
    verb: str,
    *,
    actor: str,
    at: datetime,
) -> None:
    word = _KIND_WORDS[type(entry)]
    audit.record(
        session,
        actor=actor,
        action=f"{word}.{verb}",
        subject=f"{word}:{entry.id}",
        organisation_id=organisation.id,
        at=at,
    )
