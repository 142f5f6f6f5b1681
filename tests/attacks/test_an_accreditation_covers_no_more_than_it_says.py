"""T42: accreditation is for types and times; a good signature does not stretch it."""

from datetime import UTC, datetime

import pytest

from credentials import Standing, Verdict, VerificationReport
from tests.world import World


def _standing(report: VerificationReport) -> Standing:
    assert report.verdict is Verdict.VALID
    assert report.standing is not None
    return report.standing.standing


@pytest.fixture
def bare() -> World:
    """A world whose list is empty."""
    return World()


@pytest.mark.parametrize(
    ("types", "standing"),
    [
        ({"Certificate"}, Standing.ACCREDITED),
        (set(), Standing.ACCREDITED),
        ({"Degree"}, Standing.KNOWN),
        ({"certificate"}, Standing.KNOWN),
    ],
)
def test_an_award_of_another_type_is_not_covered(
    bare: World, types: set[str], standing: Standing
) -> None:
    bare.accredit(bare.school, "School", achievement_types=frozenset(types))
    document = bare.document(awardedDate="2026-06-12T00:00:00Z")
    assert _standing(bare.verify(bare.issue(document))) is standing


@pytest.mark.parametrize(
    ("first", "last"),
    [(datetime(2026, 7, 1, tzinfo=UTC), None), (None, datetime(2026, 6, 1, tzinfo=UTC))],
)
def test_an_award_outside_the_time_is_not_covered(
    bare: World, first: datetime | None, last: datetime | None
) -> None:
    bare.accredit(bare.school, "School", valid_from=first, valid_until=last)
    document = bare.document(awardedDate="2026-06-12T00:00:00Z")
    assert _standing(bare.verify(bare.issue(document))) is Standing.KNOWN


def test_a_suspension_outweighs_every_accreditation(bare: World) -> None:
    bare.accredit(bare.school, "School")
    bare.accredit(bare.school, "School", standing=Standing.SUSPENDED)
    assert _standing(bare.verify(bare.issue())) is Standing.SUSPENDED
