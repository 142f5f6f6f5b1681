"""From stored rows to the unsigned certificate. Pure: no database, no key, no network."""

import calendar
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import credentials
from app.base import days
from app.issuer.achievements import badge
from app.issuer.attribution import NOBODY_ELSE, Attribution
from app.issuer.people import Person
from app.issuer.tables import Achievement, Organisation
from credentials import JSONObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one certificate says beyond who and what: its ids, its day and its status places.

    `time_zone` is where the day was that day.
    """

    credential_id: str
    certificate_number: str
    awarded_on: date
    status_entries: Sequence[JSONObject]
    time_zone: str = days.UNKNOWN
    results: Sequence[Mapping[str, str]] = ()
    attribution: Attribution = NOBODY_ELSE
    holder: str | None = None


def document(
    organisation: Organisation,
    achievement: Achievement,
    person: Person,
    facts: Facts,
    *,
    described: credentials.Achievement | None = None,
    at: datetime,
) -> JSONObject:
    """The unsigned certificate: a badge, or a plain credential if it can be suspended.

    `described` is what `badge.described` says of the achievement, where that is known already. It
    names the person in words. It has a subject id only when it is issued for the key of
    their passport.
    """
    awarded_at = days.start(facts.awarded_on, facts.time_zone)
    return credentials.achievement_credential(
        credential_id=facts.credential_id,
        issuer=credentials.IssuerProfile(
            id=organisation.did, name=organisation.name, url=organisation.url
        ),
        achievement=described or badge.described(achievement),
        recipient=credentials.Recipient(
            name=credentials.PersonName(
                written=person.name,
                latin=person.name_latin,
                family=person.family_name,
                given=person.given_name,
                former=person.former_names if facts.attribution.shows_former_names else (),
            ),
            id=facts.holder,
            birth_year=person.born_in,
        ),
        award=credentials.Award(
            awarded_at=awarded_at,
            # A body that has not said where it is may be a day ahead of UTC.
            valid_from=min(awarded_at, at),
            valid_until=_valid_until(facts, achievement.validity_months),
            certificate_number=facts.certificate_number,
            results=badge.reached(achievement, facts.results),
            source=facts.attribution.source(),
            evidence=facts.attribution.evidence(),
        ),
        status_entries=facts.status_entries,
    )


def last_day(awarded_on: date, months: int | None) -> date | None:
    """The last day on which an award counts, `months` after it was made."""
    if months is None:
        return None
    year, month = divmod(awarded_on.year * 12 + awarded_on.month - 1 + months, 12)
    last_of_month = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(awarded_on.day, last_of_month))


def _valid_until(facts: Facts, months: int | None) -> datetime | None:
    day = last_day(facts.awarded_on, months)
    return days.end(day, facts.time_zone) if day else None
