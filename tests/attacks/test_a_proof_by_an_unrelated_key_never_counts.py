"""T16: a good signature by somebody is not the issuer's, alone or beside others."""

from credentials import NOTHING_AT_HAND, ProblemCode, Verdict
from tests.attacks.forging import claims_to_be, codes, with_two_proofs
from tests.journeys.stage import Stage
from tests.world import World


def test_a_strangers_good_proof_on_the_schools_name_is_invalid(world: World) -> None:
    forged = claims_to_be(world, world.school, world.key_issuer())
    report = world.verify(forged)
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.KEY_NOT_ALLOWED]


def test_many_strangers_are_not_the_school(world: World) -> None:
    strangers = [world.key_issuer().signer for _ in range(4)]
    forged = with_two_proofs(world.document(), *strangers)
    assert codes(world.verify(forged)) == [ProblemCode.KEY_NOT_ALLOWED]


def test_beside_the_schools_own_proof_a_stranger_is_only_a_warning(world: World) -> None:
    stranger = world.key_issuer()
    signed = with_two_proofs(world.document(), stranger.signer, world.school.signer)
    report = world.verify(signed)
    assert report.verdict is Verdict.VALID
    assert [warning.code for warning in report.warnings] == [ProblemCode.KEY_NOT_ALLOWED]
    assert report.issuer == world.school.did


def test_the_strangers_key_document_is_not_even_asked_for(lasting: Stage) -> None:
    world = lasting.world
    mallory = world.issuer("mallory.example")
    forged = claims_to_be(world, world.school, mallory)
    assert world.verify(forged, materials=NOTHING_AT_HAND).wanted == ()
    lasting.fetcher.asked.clear()
    answer = lasting.client.post("/api/v1/verify", json=forged)
    assert answer.json()["verdict"] == "invalid"
    assert lasting.fetcher.asked == []
