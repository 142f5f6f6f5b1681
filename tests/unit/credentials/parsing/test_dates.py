"""Times, read and written."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from credentials.parsing import clock_time, date_time, date_time_stamp, numeric_date
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T12:00:00Z", datetime(2026, 11, 20, 12, tzinfo=UTC)),
        ("2026-11-20T12:00:00+05:30", datetime(2026, 11, 20, 6, 30, tzinfo=UTC)),
        ("2026-11-20T12:00:00-14:00", datetime(2026, 11, 21, 2, tzinfo=UTC)),
        ("2026-11-20T12:00:00.25Z", datetime(2026, 11, 20, 12, 0, 0, 250_000, tzinfo=UTC)),
        ("2026-11-20T24:00:00Z", datetime(2026, 11, 21, tzinfo=UTC)),
        ("2024-02-29T00:00:00Z", datetime(2024, 2, 29, tzinfo=UTC)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_date_with_its_zone_is_read(text: str, moment: datetime) -> None:
    assert date_time(text, "/validFrom") == moment


@pytest.mark.parametrize(
    ("text", "clock"),
    [
        ("2026-03-01T00:00:00+08:00", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-02-28T24:00:00-05:00", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T00:00:00Z", datetime(2026, 3, 1, tzinfo=UTC)),
    ],
)
def test_the_day_of_a_time_is_the_one_that_was_written(text: str, clock: datetime) -> None:
    assert clock_time(text, "/validFrom") == clock


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_day_before_or_after_all_days_is_refused(text: str) -> None:
    with pytest.raises(CredentialsError):
        date_time(text, "/validFrom")


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20",
        "2026-11-20T12:00:00",
        "2026-11-20 12:00:00Z",
        "2026-11-20t12:00:00z",
        "2026-11-20T12:00Z",
        "2026-11-20T12:00:60Z",
        "2026-11-20T24:00:01Z",
        "2026-11-20T24:00:00.5Z",
        "2026-02-30T12:00:00Z",
        "2026-13-01T12:00:00Z",
        "10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z",
        "0000-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T24:00:00Z",
        "2026-11-20T12:00:00+14:01",
        "2026-11-20T12:00:00Z\n",
        "٢٠٢٦-11-20T12:00:00Z",
        "",
        20261120,
        None,
    ],
)
def test_what_is_no_exact_moment_is_refused(text: Any) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/validFrom"):
        date_time(text, "/validFrom")


def test_a_time_is_written_in_utc_and_whole_seconds_and_read_back() -> None:
    moment = datetime(2026, 11, 20, 2, 30, 7, 999_999, tzinfo=timezone(timedelta(hours=3)))
    text = date_time_stamp(moment, "/validFrom")
    assert text == "2026-11-19T23:30:07Z"
    assert date_time(text, "/validFrom") == moment.replace(microsecond=0)


def test_a_time_without_a_zone_is_not_written() -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/validFrom"):
        date_time_stamp(datetime(2026, 11, 20), "/validFrom")  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    ("seconds", "moment"),
    [
        (0, datetime(1970, 1, 1, tzinfo=UTC)),
        (1_763_640_000, datetime(2025, 11, 20, 12, tzinfo=UTC)),
        (1_763_640_000.25, datetime(2025, 11, 20, 12, 0, 0, 250_000, tzinfo=UTC)),
    ],
)
def test_the_seconds_of_a_token_are_a_time(seconds: float, moment: datetime) -> None:
    assert numeric_date(seconds, "/iat") == moment


@pytest.mark.parametrize(
    "value", [None, True, "1763640000", -1, 2**37, float("nan"), float("inf"), [1]]
)
def test_what_is_no_number_of_seconds_is_no_time(value: Any) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/iat"):
        numeric_date(value, "/iat")
