"""From stored rows to the unsigned certificate. Pure: no database, no key, no network."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import credentials
from app.issuer.people import Person
from app.issuer.tables import Achievement, Organisation
from credentials import JSONObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one certificate says beyond who and what: its ids, its day and its status places."""

    credential_id: str
    certificate_number: str
    awarded_on: date
    status_entries: Sequence[JSONObject]


def document(
    organisation: Organisation,
    achievement: Achievement,
    person: Person,
    facts: Facts,
    *,
    at: datetime,
) -> JSONObject:
    """The unsigned certificate: a badge, or a plain credential if it can be suspended.

    It names the person in words and has no subject id, because the worker has no key yet.
    """
    awarded_at = datetime.combine(facts.awarded_on, time(), tzinfo=UTC)
    return credentials.achievement_credential(
        credential_id=facts.credential_id,
        issuer=credentials.IssuerProfile(
            id=organisation.did, name=organisation.name, url=organisation.url
        ),
        achievement=_described(achievement),
        recipient=credentials.Recipient(
            name=credentials.PersonName(written=person.name, latin=person.name_latin),
            birth_year=person.birth_date.year if person.birth_date else None,
        ),
        award=credentials.Award(
            awarded_at=awarded_at,
            # East of Greenwich today's date begins before ours does.
            valid_from=min(awarded_at, at),
            valid_until=valid_until(facts.awarded_on, achievement.validity_months),
            certificate_number=facts.certificate_number,
        ),
        status_entries=facts.status_entries,
    )


def _described(achievement: Achievement) -> credentials.Achievement:
    return credentials.Achievement(
        id=achievement.id,
        name=achievement.name,
        description=achievement.description,
        criteria=achievement.criteria,
        language=achievement.language,
        type=achievement.achievement_type,
        code=achievement.code,
        translations=tuple(credentials.Translation(**item) for item in achievement.translations),
        is_suspendable=achievement.suspendable,
    )


def valid_until(awarded_on: date, months: int | None) -> datetime | None:
    """The last second of the last day on which an award counts, `months` after it was made."""
    if months is None:
        return None
    year, month = divmod(awarded_on.year * 12 + awarded_on.month - 1 + months, 12)
    last_day = calendar.monthrange(year, month + 1)[1]
    day = date(year, month + 1, min(awarded_on.day, last_day))
    return datetime.combine(day, time(23, 59, 59), tzinfo=UTC)
