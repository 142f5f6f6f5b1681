"""T15: of several proofs by the issuer every one must hold (the specification fails open here)."""

from collections.abc import Callable
from typing import Any

import pytest

from credentials import Policy, ProblemCode, Verdict
from tests.attacks.forging import codes, with_proof, with_two_proofs
from tests.world import World


def _flip(proof: Any) -> None:
    value = proof["proofValue"]
    proof["proofValue"] = value[:-1] + ("2" if value[-1] != "2" else "3")


@pytest.mark.parametrize("bad", [0, 1])
@pytest.mark.parametrize(
    "spoil",
    [
        _flip,
        lambda proof: proof.update(created="2020-01-01T00:00:00Z"),
        lambda proof: proof.update(proofPurpose="authentication"),
        lambda proof: proof.update(expires="2020-01-01T00:00:00Z"),
    ],
)
def test_one_bad_proof_among_good_ones_is_invalid(
    world: World, bad: int, spoil: Callable[[Any], object]
) -> None:
    document = with_proof(world.document(), world.school.signer)
    good, broken = document["proof"], dict(document["proof"])
    spoil(broken)
    document["proof"] = [broken, good] if bad == 0 else [good, broken]
    assert world.verify(document).verdict is Verdict.INVALID


def test_the_same_proof_twice_is_not_two_proofs(world: World) -> None:
    school = world.school.signer
    document = with_two_proofs(world.document(), school, school)
    assert codes(world.verify(document)) == [ProblemCode.PROOF_REJECTED]
    # By the standard a set in which something stands twice is the same set.
    assert world.verify(document, policy=Policy.W3C).verdict is Verdict.VALID
    document["proof"][1]["expires"] = "2020-01-01T00:00:00Z"
    assert world.verify(document, policy=Policy.W3C).verdict is Verdict.INVALID


def test_a_ninth_proof_is_not_looked_at(world: World) -> None:
    document = with_two_proofs(world.document(), *[world.key_issuer().signer for _ in range(9)])
    assert codes(world.verify(document)) == [ProblemCode.PROOF_REJECTED]
