"""How many certificates were issued, fetched and withdrawn, as bars that are a table as well."""

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query, Response

from app.base import spreadsheets
from app.base.locales import N_, gettext
from app.base.periods import Period
from app.base.routing import Router
from app.issuer import store as issuer_store
from app.issuer.record import statistics
from app.issuer.record.statistics import Numbers, Statistics
from app.pages.console.files import attached
from app.pages.console.office import UNPROCESSABLE, Looking, Office
from app.pages.console.record.asking import Day, days
from credentials import CredentialsError

router = Router()

_PAGE = "/console/record"
_Code = Annotated[str, Query(max_length=60)]
_TOO_LONG = N_("Choose five years at most.")


@router.get(_PAGE)
def look(office: Looking, since: Day = "", until: Day = "", achievement: _Code = "") -> Response:
    """The numbers of a period, the last twelve months unless another is chosen."""
    typed = days(office, since, until)
    errors = dict(typed.errors)
    period = _period(office, typed.period)
    found: Statistics | None = None
    if not errors:
        try:
            found = _found(office, period, achievement)
        except CredentialsError:
            errors["until"] = gettext(_TOO_LONG)
    names = _names(office)
    return office.page(
        "record/statistics.html",
        status=UNPROCESSABLE if errors else 200,
        found=found,
        names=names,
        achievements=sorted(names.items(), key=lambda pair: pair[1]),
        asked={
            "since": since or _written(period.since),
            "until": until or _written(period.until),
            "achievement": achievement,
        },
        errors=errors,
    )


@router.get(f"{_PAGE}/statistics.csv")
def save(office: Looking, since: Day = "", until: Day = "", achievement: _Code = "") -> Response:
    """The same numbers as a file for a spreadsheet; they say nothing about a person."""
    period = _period(office, days(office, since, until).period)
    found = _found(office, period, achievement)
    lines = [
        ("kind", "of", *statistics.KINDS),
        *(("month", _written(day), *_cells(numbers)) for day, numbers in found.by_month),
        *(("achievement", code, *_cells(numbers)) for code, numbers in found.by_achievement),
    ]
    return attached(
        spreadsheets.as_csv(lines), filename="statistics.csv", media_type=spreadsheets.MEDIA_TYPE
    )


def _found(office: Office, period: Period, achievement: str) -> Statistics:
    return statistics.of_organisation(
        office.session, office.organisation, period, achievement=achievement
    )


def _period(office: Office, typed: Period) -> Period:
    zone = office.organisation.time_zone
    usual = statistics.last_year(office.at.astimezone(ZoneInfo(zone)).date(), zone)
    return Period(typed.since or usual.since, typed.until or usual.until, zone)


def _names(office: Office) -> dict[str, str]:
    """Each achievement by its code."""
    found = issuer_store.all_achievements(office.session, office.organisation.id)
    return {item.code: item.name for item in found}


def _written(day: date | None) -> str:
    return day.isoformat() if day else ""


def _cells(numbers: Numbers) -> tuple[str, ...]:
    return str(numbers.issued), str(numbers.claimed), str(numbers.revoked)
