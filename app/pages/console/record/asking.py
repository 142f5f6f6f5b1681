"""What several pages of the record ask with: a period, a place in a long list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import Query

from app.base.locales import N_, gettext
from app.base.periods import Period
from app.pages.console.office import Office

AT_ONCE = 50
Day = Annotated[str, Query(max_length=10)]
Start = Annotated[int, Query(ge=0, le=10_000_000)]
_NO_DAY = N_("Write the day as year, month and day, like 2026-11-20.")
_WRONG_WAY_ROUND = N_("The last day comes before the first.")


@dataclass(frozen=True, slots=True)
class Days:
    """The period as it was typed, what it means, and what is wrong beside which field."""

    since: str
    until: str
    period: Period
    errors: dict[str, str]


def days(office: Office, since: str, until: str) -> Days:
    """The days between two that were typed, as this body's calendar has them."""
    return days_in(office.organisation.time_zone, since, until)


def days_in(zone: str, since: str, until: str) -> Days:
    """The days between two that were typed, in that time zone."""
    errors: dict[str, str] = {}
    found: dict[str, date | None] = {"since": None, "until": None}
    for name, written in (("since", since), ("until", until)):
        try:
            found[name] = date.fromisoformat(written) if written else None
        except ValueError:
            errors[name] = gettext(_NO_DAY)
    first, last = found["since"], found["until"]
    if first and last and last < first:
        errors["until"] = gettext(_WRONG_WAY_ROUND)
    return Days(since, until, Period(first, last, zone), errors)


def turned(found: Sequence[object], *, start: int) -> dict[str, Any]:
    """One page of a long list, and where those before and after it begin.

    `found` begins at `start`, and has one more than the page shows where there are more.
    """
    return {
        "found": found[:AT_ONCE],
        "before": max(0, start - AT_ONCE) if start else None,
        "after": start + AT_ONCE if len(found) > AT_ONCE else None,
    }
