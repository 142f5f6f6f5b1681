"""The shape of proofs."""

from datetime import UTC, datetime
from typing import Any

import pytest

from credentials.parsing import parsed_credential
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.unit.credentials.parsing.documents import a_document, a_proof


def test_a_proof_is_read_with_its_times_and_audience() -> None:
    proof = a_proof(expires="2026-11-21T12:00:00Z", domain=["a", "b"], challenge="c")
    read = parsed_credential(a_document(proof=proof)).proofs[0]
    assert (read.cryptosuite, read.domains, read.challenge) == ("eddsa-rdfc-2022", ("a", "b"), "c")
    assert read.expires == datetime(2026, 11, 21, 12, tzinfo=UTC)


def test_a_proof_may_have_a_name_and_name_those_before_it() -> None:
    named = a_proof(id="urn:a", previousProof=["urn:b", "urn:c"], nonce="x")
    assert parsed_credential(a_document(proof=named)).proofs[0].document == named


def test_an_old_proof_is_known_by_its_type() -> None:
    proof = a_proof(type="Ed25519Signature2020", cryptosuite=...)
    assert parsed_credential(a_document(proof=proof)).proofs[0].cryptosuite == (
        "Ed25519Signature2020"
    )


@pytest.mark.parametrize(
    ("proof", "pointer"),
    [
        ("x", "/proof"),
        (a_proof(type=...), "/proof/type"),
        (a_proof(type=["DataIntegrityProof"]), "/proof/type"),
        (a_proof(cryptosuite=5), "/proof/cryptosuite"),
        (a_proof(verificationMethod={"id": "x"}), "/proof/verificationMethod"),
        (a_proof(domain=5), "/proof/domain"),
        (a_proof(challenge=5), "/proof/challenge"),
        (a_proof(created="yesterday"), "/proof/created"),
        (a_proof(expires=5), "/proof/expires"),
        ([a_proof(challenge=str(number)) for number in range(9)], "/proof"),
        ([a_proof(id="urn:a"), a_proof(id="urn:a", challenge="b")], "/proof"),
        (a_proof(id="relative"), "/proof/id"),
        (a_proof(id=["urn:a"]), "/proof/id"),
        (a_proof(id=None), "/proof/id"),
        (a_proof(previousProof="relative"), "/proof/previousProof"),
        (a_proof(previousProof=[]), "/proof/previousProof"),
        (a_proof(previousProof=["urn:a", 5]), "/proof/previousProof"),
        (a_proof(previousProof={"id": "urn:a"}), "/proof/previousProof"),
        (a_proof(nonce=5), "/proof/nonce"),
        ([a_proof(), 5], "/proof/1"),
    ],
)
def test_a_wrong_proof_is_rejected_at_its_place(proof: Any, pointer: str) -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer=pointer):
        parsed_credential(a_document(proof=proof))
