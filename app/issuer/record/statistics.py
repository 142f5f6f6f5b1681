"""How many certificates were issued, claimed and withdrawn: by month, achievement and body.

Only numbers, of one body or for the operator of all; nothing about a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from app.base.periods import Period
from app.issuer.record import number_store as store
from app.issuer.tables import Organisation
from credentials import ProblemCode, refuse

KINDS = ("issued", "claimed", "revoked")
MOST_MONTHS = 60
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Numbers:
    """What was counted of one thing: a month, an achievement, a body."""

    issued: int = 0
    claimed: int = 0
    revoked: int = 0


@dataclass(frozen=True, slots=True)
class Statistics:
    """The numbers of a period. Months are named by their first day within it."""

    period: Period
    whole: Numbers
    by_month: Sequence[tuple[date, Numbers]]
    by_achievement: Sequence[tuple[str, Numbers]]


def last_year(today: date, zone: str) -> Period:
    """The twelve months that end with this one."""
    month = today.year * 12 + today.month - _MONTHS
    return Period(date(month // 12, month % 12 + 1, 1), today, zone)


def of_organisation(
    session: Session, organisation: Organisation, period: Period, *, achievement: str = ""
) -> Statistics:
    """The numbers of one body between two days; raises `bad-value` for more than five years."""
    months = _months(period)
    begins = [Period(since=day, zone=period.zone).begins for day in months]
    found = store.counted(
        session,
        [moment for moment in [*begins, period.ends] if moment is not None],
        organisation_id=organisation.id,
        achievement=achievement,
    )
    codes = sorted({code for rows in found.values() for _, code, _ in rows})
    return Statistics(
        period=period,
        whole=_numbers(found),
        by_month=[(day, _numbers(found, span=span)) for span, day in enumerate(months)],
        by_achievement=[(code, _numbers(found, code=code)) for code in codes],
    )


def of_all(session: Session, period: Period) -> list[tuple[Organisation, Numbers]]:
    """The numbers of each body between two days, for the operator; raises `bad-value`."""
    _months(period)
    begins, ends = period.begins, period.ends
    found = store.totals(session, (begins, ends)) if begins and ends else {}
    return [
        (body, Numbers(*(found.get(kind, {}).get(body.id, 0) for kind in KINDS)))
        for body in store.bodies(session)
    ]


def _months(period: Period) -> list[date]:
    """The first day of each month of the period, and of its beginning."""
    if period.since is None or period.until is None:
        raise refuse(ProblemCode.BAD_VALUE, "a period has a first and a last day", "/since")
    count = (period.until.year - period.since.year) * 12 + period.until.month - period.since.month
    if not 0 <= count < MOST_MONTHS or period.until < period.since:
        raise refuse(ProblemCode.BAD_VALUE, f"a period has 1 to {MOST_MONTHS} months", "/until")
    days = [period.since]
    while len(days) <= count:
        # The day 32 days after the first of a month is in the next one.
        days.append((days[-1].replace(day=1) + timedelta(days=32)).replace(day=1))
    return days


def _numbers(
    found: dict[str, list[tuple[int, str, int]]],
    *,
    span: int | None = None,
    code: str | None = None,
) -> Numbers:
    counted = (
        sum(
            number
            for place, name, number in found[kind]
            if span in {None, place} and code in {None, name}
        )
        for kind in KINDS
    )
    return Numbers(*counted)
