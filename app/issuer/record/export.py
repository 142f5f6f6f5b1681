"""Certificates as lines of a spreadsheet."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import audit, codes
from app.base.db import Database
from app.issuer.record import store
from app.issuer.record.store import Found, Wanted
from app.issuer.tables import Organisation

_COLUMNS = (
    "name",
    "name_latin",
    "birth_date",
    "register_number",
    "certificate_number",
    "verification_code",
    "achievement",
    "achievement_name",
    "awarded_on",
    "issued_at",
    "state",
    "claim",
    "class_list",
    "id",
)


def note(session: Session, organisation: Organisation, *, actor: str, at: datetime) -> None:
    """Note in the trail that somebody took personal data of many people with them."""
    audit.record(
        session,
        actor=actor,
        action="awards.exported",
        subject=organisation.id,
        organisation_id=organisation.id,
        at=at,
    )


def lines(
    database: Database, organisation: Organisation, wanted: Wanted
) -> Iterator[tuple[str, ...]]:
    """A line for each certificate that fits, after the names of the columns."""
    yield _COLUMNS
    for found in store.find_all(database, organisation.id, wanted):
        yield _line(found)


def _line(found: Found) -> tuple[str, ...]:
    award, achievement, claim = found.award, found.achievement, found.claim
    person = award.person or {}
    return (
        str(person.get("name") or ""),
        str(person.get("name_latin") or ""),
        str(person.get("birth_date") or ""),
        str(person.get("register_number") or ""),
        award.certificate_number or "",
        codes.printed_code(award.verification_code) if award.verification_code else "",
        achievement.code if achievement else "",
        achievement.name if achievement else "",
        award.awarded_on.isoformat() if award.awarded_on else "",
        f"{award.issued_at:%Y-%m-%d %H:%M:%S}",
        award.state,
        claim.state if claim else "",
        award.batch_id or "",
        award.id,
    )
