"""Record, suspend and end the standing of issuers, and read them as a trusted list."""

import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from app.base import audit
from app.trust import store
from app.trust.tables import TrustRecord
from credentials import ProblemCode, Standing, TrustEntry, TrustList, refuse

_MAX_NAME = 200
_MAX_TYPES = 50
_MAX_LIST_ISSUERS = 10
_RECORDED = (Standing.ACCREDITED, Standing.KNOWN, Standing.UNVETTED)
_TYPE = re.compile(r"(?:ext:)?[A-Za-z][A-Za-z0-9_-]{0,59}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_URL = re.compile(r"https?://[^\x00-\x20\x7f-\xa0<>\"{}|\\^`]{1,480}")
# What cannot be seen makes one body's name look like another's (T72).
_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What the operator says of an issuer.

    An accreditation names who gave it. It covers the achievement types named (none: all) in
    awards dated from `valid_from` to `valid_until` (None: open). `list_issuers` are the DIDs
    of those who publish status lists in the issuer's place.
    """

    did: str
    name: str
    standing: Standing = Standing.KNOWN
    accredited_by: str | None = None
    achievement_types: frozenset[str] = frozenset()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    country: str | None = None
    url: str | None = None
    list_issuers: frozenset[str] = frozenset()


def record(session: Session, statement: Statement, *, actor: str, at: datetime) -> TrustRecord:
    """Add a statement about an issuer, own or foreign.

    Raises `bad-value` for a DID that is not in its one form and for anything else in the
    wrong form. A suspended record of the same issuer stays in force.
    """
    checked = _checked(statement)
    made = TrustRecord(
        id=secrets.token_hex(16),
        did=checked.did,
        name=checked.name,
        standing=checked.standing.value,
        accredited_by=checked.accredited_by,
        achievement_types=sorted(checked.achievement_types),
        valid_from=checked.valid_from,
        valid_until=checked.valid_until,
        country=checked.country,
        url=checked.url,
        list_issuers=sorted(checked.list_issuers),
        recorded_at=at,
    )
    session.add(made)
    _noted(session, made, "trust.recorded", actor=actor, at=at)
    return made


def suspend(session: Session, record_id: str, *, actor: str, at: datetime) -> TrustRecord:
    """Show the issuer as suspended, for past awards too, until it is reinstated."""
    found = _open_record(session, record_id)
    if found.suspended_at is not None:
        raise refuse(ProblemCode.CONFLICT, "it is suspended already")
    found.suspended_at = at
    _noted(session, found, "trust.suspended", actor=actor, at=at)
    return found


def reinstate(session: Session, record_id: str, *, actor: str, at: datetime) -> TrustRecord:
    """Take a suspension back."""
    found = _open_record(session, record_id)
    if found.suspended_at is None:
        raise refuse(ProblemCode.CONFLICT, "it is not suspended")
    found.suspended_at = None
    _noted(session, found, "trust.reinstated", actor=actor, at=at)
    return found


def suspend_issuer(session: Session, did: str, *, actor: str, at: datetime) -> None:
    """Suspend every open record of an issuer; raises `conflict` when there is none to suspend."""
    found = [
        row
        for row in store.records_for_change(session, did)
        if row.ended_at is None and row.suspended_at is None
    ]
    if not found:
        raise refuse(ProblemCode.CONFLICT, "it has no record that can be suspended")
    for row in found:
        row.suspended_at = at
        _noted(session, row, "trust.suspended", actor=actor, at=at)


def reinstate_issuer(session: Session, did: str, *, actor: str, at: datetime) -> None:
    """Take every suspension of an issuer back; raises `conflict` when there is none."""
    # A record that ended while it was suspended still shows the issuer as suspended.
    found = [row for row in store.records_for_change(session, did) if row.suspended_at is not None]
    if not found:
        raise refuse(ProblemCode.CONFLICT, "it is not suspended")
    for row in found:
        row.suspended_at = None
        _noted(session, row, "trust.reinstated", actor=actor, at=at)


def approve_issuer(session: Session, known: Statement, *, actor: str, at: datetime) -> None:
    """Make an issuer known that was on the list as not yet approved, or not at all.

    A suspension stays in force.
    """
    for row in store.records_for_change(session, known.did):
        if row.standing == Standing.UNVETTED and row.ended_at is None:
            row.ended_at = at
            _noted(session, row, "trust.ended", actor=actor, at=at)
    record(session, known, actor=actor, at=at)


def rename_issuer(session: Session, did: str, name: str, *, actor: str, at: datetime) -> None:
    """Have an issuer shown under another name from now on.

    Its open records end and are recorded anew: awards of before stay covered under the name
    of then. A suspension stays in force.
    """
    for row in store.records_for_change(session, did):
        if row.ended_at is not None:
            continue
        row.ended_at = at
        _noted(session, row, "trust.ended", actor=actor, at=at)
        is_over = row.valid_until is not None and row.valid_until < at
        if not is_over:
            starts = row.valid_from
            if row.standing == Standing.ACCREDITED:
                starts = max(row.valid_from or at, at)
            again = Statement(
                did=did,
                name=name,
                standing=Standing(row.standing),
                accredited_by=row.accredited_by,
                achievement_types=frozenset(row.achievement_types),
                valid_from=starts,
                valid_until=row.valid_until,
                country=row.country,
                url=row.url,
            )
            record(session, again, actor=actor, at=at)


def end(session: Session, record_id: str, *, actor: str, at: datetime) -> TrustRecord:
    """End a record: awards from before stay covered, awards from now on are not."""
    found = _open_record(session, record_id)
    found.ended_at = at
    _noted(session, found, "trust.ended", actor=actor, at=at)
    return found


def covered_types(session: Session, did: str) -> frozenset[str]:
    """The achievement types of an issuer's first open accreditation; empty for all or none."""
    for row in store.records_of(session, did):
        if row.standing == Standing.ACCREDITED and row.ended_at is None:
            return frozenset(row.achievement_types)
    return frozenset()


def listed_name(session: Session, did: str, *, at: datetime) -> str | None:
    """The name of an issuer that is on the list now, accredited or known; None if suspended."""
    rows = store.records_of(session, did)
    if any(row.suspended_at is not None for row in rows):
        return None
    names = [row.name for row in rows if _is_in_force(row, at)]
    return names[-1] if names else None


def standing_now(session: Session, did: str) -> Standing:
    """How an issuer stands on the list, whatever it awards: the worst and then the best of it.

    An accreditation that has ended counts, as it does for the awards of before.
    """
    entries = [entry for row in store.records_of(session, did) if (entry := _entry(row))]
    found = {entry.standing for entry in entries}
    order = (Standing.SUSPENDED, Standing.ACCREDITED, Standing.KNOWN, Standing.UNVETTED)
    return next((standing for standing in order if standing in found), Standing.UNKNOWN)


def bodies_at(session: Session, domain: str, *, at: datetime) -> dict[str, str]:
    """The listed issuers to whom a whole domain belongs: their DIDs and names.

    A domain belongs to an issuer whose did:web or whose recorded website is the domain itself.
    A page below somebody else's domain ties nothing, and neither does a part of a domain.
    """
    tied = {row.did for row in store.all_records(session) if domain.lower() in _domains(row)}
    named = {did: listed_name(session, did, at=at) for did in sorted(tied)}
    return {did: name for did, name in named.items() if name}


def _is_in_force(row: TrustRecord, at: datetime) -> bool:
    is_listed = row.standing in (Standing.ACCREDITED, Standing.KNOWN) and row.ended_at is None
    has_begun = row.valid_from is None or row.valid_from <= at
    return is_listed and has_begun and (row.valid_until is None or at <= row.valid_until)


def _domains(row: TrustRecord) -> set[str]:
    method, _, host = row.did.removeprefix("did:").partition(":")
    found = {host.lower()} if method == "web" and re.fullmatch(r"[A-Za-z0-9.-]+", host) else set()
    parts = urlsplit(row.url or "")
    if parts.hostname and parts.path in {"", "/"} and not parts.query and parts.port is None:
        found.add(parts.hostname.lower().removeprefix("www."))
    return found


def records(session: Session) -> list[TrustRecord]:
    """Every record there ever was, by the issuer's name."""
    return store.all_records(session)


def trust_list(session: Session, *, at: datetime) -> TrustList:
    """The list by which issuers are judged, as it stands at `at`."""
    return TrustList(
        (entry for row in store.all_records(session) for entry in [_entry(row)] if entry), at
    )


def _entry(row: TrustRecord) -> TrustEntry | None:
    suspended = row.suspended_at is not None
    accredited = row.standing == Standing.ACCREDITED
    if row.ended_at is not None and not accredited and not suspended:
        return None
    ends = [moment for moment in (row.valid_until, row.ended_at) if moment is not None]
    return TrustEntry(
        did=row.did,
        name=row.name,
        standing=Standing.SUSPENDED if suspended else Standing(row.standing),
        accredited_by=row.accredited_by,
        achievement_types=frozenset(row.achievement_types),
        valid_from=row.valid_from,
        valid_until=min(ends) if ends else None,
        country=row.country,
        url=row.url,
        list_issuers=frozenset(row.list_issuers),
    )


def _open_record(session: Session, record_id: str) -> TrustRecord:
    found = store.record_for_change(session, record_id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such record")
    if found.ended_at is not None:
        raise refuse(ProblemCode.CONFLICT, "the record has ended")
    return found


def _checked(statement: Statement) -> Statement:
    by = _line(statement.accredited_by, "/accredited_by") if statement.accredited_by else None
    if statement.standing not in _RECORDED:
        raise refuse(ProblemCode.BAD_VALUE, "accredited, known or unvetted", "/standing")
    if (statement.standing is Standing.ACCREDITED) != (by is not None):
        raise refuse(ProblemCode.BAD_VALUE, "an accreditation says who gave it", "/accredited_by")
    types = statement.achievement_types
    if len(types) > _MAX_TYPES or not all(_TYPE.fullmatch(item) for item in types):
        raise refuse(ProblemCode.BAD_VALUE, "not achievement types", "/achievement_types")
    start, stop = statement.valid_from, statement.valid_until
    if start is not None and stop is not None and stop < start:
        raise refuse(ProblemCode.BAD_VALUE, "it ends before it begins", "/valid_until")
    if statement.country is not None and not _COUNTRY.fullmatch(statement.country):
        raise refuse(ProblemCode.BAD_VALUE, "two capital letters (ISO 3166)", "/country")
    if statement.url is not None and not _URL.fullmatch(statement.url):
        raise refuse(ProblemCode.BAD_VALUE, "not a web address", "/url")
    checked = Statement(
        did=statement.did,
        name=_line(statement.name, "/name"),
        standing=statement.standing,
        accredited_by=by,
        achievement_types=types,
        valid_from=start,
        valid_until=stop,
        country=statement.country,
        url=statement.url,
        list_issuers=statement.list_issuers,
    )
    if len(checked.list_issuers) > _MAX_LIST_ISSUERS:
        detail = f"more than {_MAX_LIST_ISSUERS} publishers of status lists"
        raise refuse(ProblemCode.BAD_VALUE, detail, "/list_issuers")
    # The list itself refuses a DID that could be written in a second way, so that no record
    # is stored that would later stop the list from being read.
    TrustList(
        [
            TrustEntry(
                did=checked.did,
                name=checked.name,
                standing=checked.standing,
                list_issuers=checked.list_issuers,
            )
        ]
    )
    return checked


def _line(value: str, pointer: str) -> str:
    normal = " ".join(unicodedata.normalize("NFC", value).split())
    if not normal or len(normal) > _MAX_NAME:
        raise refuse(ProblemCode.BAD_VALUE, f"one to {_MAX_NAME} characters", pointer)
    if any(unicodedata.category(character) in _UNSEEN for character in normal):
        raise refuse(ProblemCode.BAD_VALUE, "has characters that cannot be seen", pointer)
    return normal


def _noted(session: Session, made: TrustRecord, action: str, *, actor: str, at: datetime) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=f"trust:{made.id}",
        organisation_id=None,
        at=at,
    )
