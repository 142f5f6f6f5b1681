"""T17: chains are not read, so a dangling or cyclic one neither loops nor counts as a pass."""

from typing import Any

import pytest

from credentials import Verdict
from tests.attacks.forging import with_proof
from tests.world import World


@pytest.mark.parametrize(
    ("first", "second"),
    [("urn:x:2", "urn:x:1"), ("urn:x:1", "urn:x:2"), ("urn:x:none", "urn:x:none")],
)
def test_a_dangling_or_cyclic_chain_is_never_valid(world: World, first: str, second: str) -> None:
    proof: Any = with_proof(world.document(), world.school.signer)["proof"]
    one = {**proof, "id": "urn:x:1", "previousProof": first}
    two = {**proof, "id": "urn:x:2", "previousProof": second}
    for proofs in (one, [one, two]):
        assert world.verify({**world.document(), "proof": proofs}).verdict is not Verdict.VALID
