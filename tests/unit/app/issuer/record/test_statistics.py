"""The numbers of a body, by month of its own time zone and by achievement."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.base.periods import Period
from app.issuer.claims import Claims
from app.issuer.people import Person
from app.issuer.record import statistics
from app.issuer.record.statistics import Numbers
from credentials import CredentialsError
from tests.unit.app.school import NOON, URL, School


def person(number: int) -> Person:
    return Person(f"Person {number}", None, date(1990, 1, 1), f"R-{number}", None)


def counted(school: School, period: Period, achievement: str = "") -> statistics.Statistics:
    with school.database.reading() as session:
        return statistics.of_organisation(
            session, school.organisation, period, achievement=achievement
        )


def test_what_was_issued_claimed_and_withdrawn_is_counted(school: School) -> None:
    other = school.new_achievement("COOK-1")
    october = datetime(2026, 10, 31, 20, tzinfo=UTC)
    school.award(person(1), at=october, day=date(2026, 10, 1))
    made = school.award(person(2))
    school.revoke(school.award(person(3), achievement=other).award)
    desk = Claims(school.custody, public_url=URL)
    with school.database.session() as session:
        code = made.claim_code.replace("-", "")
        ticket = desk.attempt(session, code, "1990-01-01", at=NOON).ticket
        assert ticket
        desk.take(session, code, ticket, passport_id="p", at=NOON)

    found = counted(school, Period(date(2026, 10, 15), date(2026, 11, 30)))

    assert found.whole == Numbers(3, 1, 1)
    assert dict(found.by_month) == {
        date(2026, 10, 15): Numbers(1, 0, 0),
        date(2026, 11, 1): Numbers(2, 1, 1),
    }
    assert dict(found.by_achievement) == {
        "COOK-1": Numbers(1, 0, 1),
        "WELD-2": Numbers(2, 1, 0),
    }
    assert counted(school, found.period, "COOK-1").whole == Numbers(1, 0, 1)
    # In Manila it was November already.
    manila = counted(school, Period(date(2026, 11, 1), date(2026, 11, 30), "Asia/Manila"))
    assert manila.whole.issued == 3
    with school.database.reading() as session:
        (row,) = statistics.of_all(session, found.period)
    assert row[1] == found.whole


def test_nothing_of_another_body_is_counted(small_school: School) -> None:
    small_school.award()
    theirs = small_school.new_organisation("other")
    with small_school.database.reading() as session:
        found = statistics.of_organisation(
            session, theirs, Period(NOON.date() - timedelta(days=40), NOON.date())
        )
    assert found.whole == Numbers()
    assert len(found.by_month) in {2, 3}


@pytest.mark.parametrize(
    ("since", "until"),
    [
        (date(2020, 1, 1), date(2026, 1, 1)),
        (date(2026, 1, 2), date(2026, 1, 1)),
        (date(2026, 2, 1), date(2026, 1, 1)),
        (None, date(2026, 1, 1)),
    ],
)
def test_a_period_that_cannot_be_is_refused(
    small_school: School, since: date | None, until: date
) -> None:
    with pytest.raises(CredentialsError):
        counted(small_school, Period(since, until))


def test_the_last_year_ends_with_this_month() -> None:
    assert statistics.last_year(date(2026, 11, 20), "UTC").since == date(2025, 12, 1)
    assert statistics.last_year(date(2026, 12, 20), "UTC").since == date(2026, 1, 1)
