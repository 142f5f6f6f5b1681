"""A day begins and ends where it was awarded, whatever the clocks do there."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.base import days


@pytest.mark.parametrize(
    ("day", "zone", "start", "end"),
    [
        (date(2026, 3, 1), "UTC", "2026-03-01T00:00:00+00:00", "2026-03-01T23:59:59+00:00"),
        (date(2026, 3, 1), "Asia/Manila", "2026-03-01T00:00:00+08:00", "2026-03-01T23:59:59+08:00"),
        # The clocks are put forward at midnight, which then does not exist.
        (date(2026, 4, 24), "Africa/Cairo", "2026-04-24T01:00:00+03:00", None),
        (date(2026, 9, 6), "America/Santiago", "2026-09-06T01:00:00-03:00", None),
        # They are put back at midnight, and the hour before comes twice.
        (date(2026, 10, 29), "Africa/Cairo", None, "2026-10-29T23:59:59+02:00"),
        # They are put back at one, and midnight comes twice.
        (date(2026, 11, 1), "America/Havana", "2026-11-01T00:00:00-04:00", None),
        (date(1965, 5, 4), "Africa/Monrovia", "1965-05-04T00:00:00-00:44", None),
        (date(2011, 12, 30), "Pacific/Apia", "2011-12-30T00:00:00-10:00", None),
    ],
)
def test_a_day_has_the_bounds_that_it_has_there(
    day: date, zone: str, start: str | None, end: str | None
) -> None:
    if start:
        assert days.start(day, zone).isoformat() == start
    if end:
        assert days.end(day, zone).isoformat() == end


@pytest.mark.parametrize("zone", ["Asia/Manila", "Africa/Cairo", "America/Santiago", "Asia/Gaza"])
def test_one_day_ends_where_the_next_begins(zone: str) -> None:
    first = date(2026, 1, 1)
    for number in range(365):
        day = first + timedelta(days=number)
        assert days.start(day, zone).date() == day == days.end(day, zone).date()
        following = days.start(day + timedelta(days=1), zone)
        assert following - days.end(day, zone) == timedelta(seconds=1)


def test_today_is_the_day_of_the_body() -> None:
    late = datetime(2026, 11, 20, 17, tzinfo=UTC)

    assert days.today("Asia/Manila", at=late) == date(2026, 11, 21)
    assert days.latest("Asia/Manila", at=late) == date(2026, 11, 21)
    assert days.latest("America/Lima", at=late) == date(2026, 11, 20)


def test_a_body_that_has_not_said_where_it_is_may_be_in_the_far_east() -> None:
    assert days.latest("UTC", at=datetime(2026, 11, 20, 11, tzinfo=UTC)) == date(2026, 11, 21)
