"""T17: a proof in a chain counts only when every one before it is there and holds."""

from typing import Any

import pytest

from credentials import Policy, ProblemCode, Verdict
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject
from credentials.proofs.cryptosuite import Unsecured
from credentials.proofs.registry import suite
from tests.attacks.forging import with_proof
from tests.world import NOON, World


def next_proof(document: JSONObject, signer: LocalSigner, *previous: JSONObject) -> JSONObject:
    """A proof over the document together with those before it, as a chain is made (DI §4.3)."""
    names = [proof["id"] for proof in previous]
    whole = {**document, "proof": list(previous)} if previous else document
    options: JSONObject = {
        "id": f"urn:uuid:00000000-0000-4000-8000-00000000000{len(names)}",
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": NOON.isoformat().replace("+00:00", "Z"),
        "verificationMethod": signer.verification_method,
        "proofPurpose": "assertionMethod",
        **({"previousProof": names} if names else {}),
    }
    value = suite("eddsa-rdfc-2022").values.make(
        Unsecured(whole, options, Policy.STRICT), signer=signer, mandatory_pointers=()
    )
    return {**options, "proofValue": value}


def chained(world: World, first: LocalSigner) -> JSONObject:
    """A credential with a proof by `first`, and the issuer's proof over both."""
    document = world.document()
    before = next_proof(document, first)
    return {**document, "proof": [before, next_proof(document, world.school.signer, before)]}


def test_a_chain_of_the_issuer_and_a_notary_holds(world: World) -> None:
    for first in (world.school.signer, world.key_issuer().signer):
        assert world.verify(chained(world, first)).genuine.name == "YES"


def test_an_earlier_proof_that_does_not_hold_spoils_the_chain(world: World) -> None:
    signed = chained(world, world.key_issuer().signer)
    signed["proof"][0]["created"] = "2026-11-01T00:00:00Z"
    assert world.verify(signed).verdict is Verdict.INVALID


def test_an_earlier_proof_cannot_be_taken_out_or_exchanged(world: World) -> None:
    signed = chained(world, world.key_issuer().signer)
    other = next_proof(world.document(), world.key_issuer().signer)
    for proofs in ([signed["proof"][1]], [other, signed["proof"][1]]):
        report = world.verify({**signed, "proof": proofs})
        assert report.verdict is Verdict.INVALID


def test_nobody_is_looked_up_for_an_earlier_proof(world: World) -> None:
    notary = LocalSigner(bytes(32), verification_method="did:web:notary.example#key-1")
    report = world.verify(chained(world, notary))
    assert [one.code for one in report.problems] == [ProblemCode.ISSUER_UNREACHABLE]
    assert report.verdict is Verdict.UNDETERMINED
    assert report.wanted == ()


@pytest.mark.parametrize(
    ("first", "second"),
    [("urn:x:2", "urn:x:1"), ("urn:x:1", "urn:x:2"), ("urn:x:none", "urn:x:none")],
)
def test_a_dangling_or_cyclic_chain_is_never_valid(world: World, first: str, second: str) -> None:
    proof: Any = with_proof(world.document(), world.school.signer)["proof"]
    one = {**proof, "id": "urn:x:1", "previousProof": first}
    two = {**proof, "id": "urn:x:2", "previousProof": second}
    for proofs in (one, [one, two]):
        assert world.verify({**world.document(), "proof": proofs}).verdict is Verdict.INVALID


@pytest.mark.parametrize("named", [7, None, {}, [[]], ["urn:x:1", 7], ""])
def test_a_name_that_is_none_is_rejected(world: World, named: Any) -> None:
    proof: Any = with_proof(world.document(), world.school.signer)["proof"]
    report = world.verify({**world.document(), "proof": {**proof, "previousProof": named}})
    assert report.verdict is Verdict.INVALID
