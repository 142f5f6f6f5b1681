"""T83, T84: a minute of leeway and no more, and dates in the one form that has one meaning."""

from datetime import timedelta

import pytest

from credentials import ProblemCode, Verdict
from tests.attacks.forging import codes, token, with_proof
from tests.world import NOON, World


@pytest.mark.parametrize(
    ("seconds", "verdict"),
    [(-61, Verdict.INVALID), (-59, Verdict.VALID), (59, Verdict.VALID), (61, Verdict.INVALID)],
)
def test_its_last_moment_is_kept_to_the_minute(
    world: World, seconds: int, verdict: Verdict
) -> None:
    moment = "2026-11-20T12:00:00Z"
    member = "validFrom" if seconds < 0 else "validUntil"
    signed = with_proof(
        world.document(**{member: moment}), world.school.signer, at=NOON - timedelta(days=1)
    )
    assert world.verify(signed, at=NOON + timedelta(seconds=seconds)).verdict is verdict


@pytest.mark.parametrize("claim", ["iat", "nbf"])
@pytest.mark.parametrize(("seconds", "verdict"), [(59, Verdict.VALID), (61, Verdict.INVALID)])
def test_a_token_from_the_future_is_refused(
    world: World, claim: str, seconds: int, verdict: Verdict
) -> None:
    moment = int(NOON.timestamp()) + seconds
    forged = token({**world.document(), claim: moment}, world.school.signer)
    assert world.verify(forged).verdict is verdict


def test_a_proof_from_the_future_is_refused(world: World) -> None:
    forged = with_proof(world.document(), world.school.signer, at=NOON + timedelta(seconds=61))
    assert codes(world.verify(forged)) == [ProblemCode.PROOF_REJECTED]


@pytest.mark.parametrize(
    "date",
    [
        "2026-06-12T00:00:00", "2026-06-12", "2026-06-12 00:00:00Z", "2026-06-12T00:00Z",
        "2026-06-12T23:59:60Z", "2026-06-31T00:00:00Z", "10000-01-01T00:00:00Z",
        "-0001-01-01T00:00:00Z", "-0000-01-01T00:00:00Z", "0000-01-01T00:00:00Z",
        "2026-06-12T24:00:01Z", "2026-06-12T00:00:00+14:01", "2026-06-12T00:00:00z",
        "2026-06-12t00:00:00Z", "2026-06-12T00:00:00 Z", "٢٠٢٦-06-12T00:00:00Z", "20260612T000000Z",
        "2026-W24-5T00:00:00Z", "", "now", 0, 1780000000, None, True, ["2026-06-12T00:00:00Z"], {},
    ],
)  # fmt: skip
@pytest.mark.parametrize("member", ["validFrom", "validUntil"])
def test_an_odd_date_is_never_passed(world: World, member: str, date: object) -> None:
    forged = token(world.document(**{member: date}), world.school.signer)
    assert world.verify(forged).verdict is Verdict.INVALID
