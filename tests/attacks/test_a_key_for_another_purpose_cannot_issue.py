"""T18: a key that its owner lists for log-ins signs no certificates."""

import json

import pytest

from credentials import Fetched, Materials, ProblemCode, Verdict, as_bytes
from tests.attacks.forging import codes, with_proof
from tests.world import World


def _with_relationships(world: World, **relationships: object) -> Materials:
    at_hand = world.materials()
    did = world.school.did
    content = at_hand.did_documents[did].content
    assert content is not None
    document = {**json.loads(content), **relationships}
    return Materials({did: Fetched(as_bytes(document), world.at)}, at_hand.status_lists)


def test_a_key_only_for_authentication_is_not_allowed(world: World) -> None:
    report = world.verify(world.issue(), materials=_with_relationships(world, assertionMethod=[]))
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.KEY_NOT_ALLOWED]


@pytest.mark.parametrize("purpose", ["authentication", "capabilityInvocation", "keyAgreement"])
def test_a_proof_for_another_purpose_is_rejected(world: World, purpose: str) -> None:
    forged = with_proof(world.document(), world.school.signer, purpose=purpose)
    assert codes(world.verify(forged)) == [ProblemCode.PROOF_REJECTED]
