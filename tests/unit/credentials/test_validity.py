"""The first and the last moment at which a credential counts, to the second."""

from datetime import datetime, timedelta

import pytest

from credentials.model import LEEWAY, JSONObject
from credentials.parsing import parsed_credential
from credentials.problems import ProblemCode
from credentials.validity import outside_dates
from tests.world import NOON, World

SECOND = timedelta(seconds=1)


def codes(at: datetime, **dates: str) -> list[ProblemCode]:
    document: JSONObject = World().document(validFrom=..., validUntil=...) | dates
    return [problem.code for problem in outside_dates(parsed_credential(document), at)]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON - LEEWAY - SECOND, [ProblemCode.NOT_YET_VALID]),
        (NOON - LEEWAY, []),
        (NOON + LEEWAY, []),
    ],
)
def test_it_counts_from_its_first_moment_with_a_minute_for_honest_clocks(
    at: datetime, expected: list[ProblemCode]
) -> None:
    assert codes(at, validFrom="2026-11-20T12:00:00Z") == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (NOON - LEEWAY, []),
        (NOON + LEEWAY, []),
        (NOON + LEEWAY + SECOND, [ProblemCode.EXPIRED]),
    ],
)
def test_it_counts_to_its_last_moment_with_a_minute_for_honest_clocks(
    at: datetime, expected: list[ProblemCode]
) -> None:
    assert codes(at, validUntil="2026-11-20T12:00:00Z") == expected
