"""Ed25519Signature2020: checked for the sake of what was signed with it, and never made."""

from typing import Any

import pytest

from credentials.keys.algorithms import ED25519
from credentials.materials import NOTHING_AT_HAND
from credentials.model import JSONObject, Policy
from credentials.parsing import CREDENTIALS_V2
from credentials.problems import ProblemCode, Verdict
from credentials.proofs import data_integrity
from credentials.proofs.registry import suites_for
from tests.earlier import SIGNATURE_2020, signed_as_in_2020
from tests.refusal import refused
from tests.world import NOON, World

WORLD = World()
ISSUER = WORLD.key_issuer()


def a_document(**changes: Any) -> JSONObject:
    return {
        "@context": [CREDENTIALS_V2, SIGNATURE_2020],
        "type": ["VerifiableCredential"],
        "issuer": ISSUER.did,
        "name": "Welder",
        "credentialSubject": {"id": "did:example:worker"},
        **changes,
    }


def problems(document: JSONObject, policy: Policy = Policy.STRICT) -> list[ProblemCode]:
    report = WORLD.verify(document, materials=NOTHING_AT_HAND, policy=policy)
    assert (report.verdict is Verdict.VALID) == (not report.problems)
    return [problem.code for problem in report.problems]


@pytest.mark.parametrize("policy", Policy)
def test_what_was_signed_with_it_is_still_valid(policy: Policy) -> None:
    assert problems(signed_as_in_2020(a_document(), ISSUER.signer, at=NOON), policy) == []


def test_a_changed_claim_is_noticed() -> None:
    signed = signed_as_in_2020(a_document(), ISSUER.signer, at=NOON)
    assert problems({**signed, "name": "Master welder"}) == [ProblemCode.TAMPERED]


@pytest.mark.parametrize(
    "change",
    [
        {"created": "2020-01-01T00:00:00Z"},
        {"challenge": "another"},
        {"domain": "reader.example"},
        {"expires": "2030-01-01T00:00:00Z"},
    ],
)
def test_a_changed_proof_is_noticed(change: JSONObject) -> None:
    signed = signed_as_in_2020(a_document(), ISSUER.signer, at=NOON)
    assert problems({**signed, "proof": {**signed["proof"], **change}}) == [ProblemCode.TAMPERED]


def test_a_proof_whose_type_no_context_defines_is_not_taken() -> None:
    # Its type would be missing in the bytes that are signed, so that any other could stand there.
    signed = signed_as_in_2020(a_document(), ISSUER.signer, at=NOON)
    assert problems({**signed, "@context": [CREDENTIALS_V2]}) == [ProblemCode.TERM_UNDEFINED]


@pytest.mark.parametrize(
    ("change", "member"),
    [
        ({"cryptosuite": "eddsa-rdfc-2022"}, "cryptosuite"),
        ({"type": "DataIntegrityProof", "cryptosuite": "Ed25519Signature2020"}, "type"),
        ({"type": "eddsa-rdfc-2022"}, "type"),
    ],
)
def test_the_suite_is_named_in_one_way_only(change: JSONObject, member: str) -> None:
    signed = signed_as_in_2020(a_document(), ISSUER.signer, at=NOON)
    report = WORLD.verify({**signed, "proof": {**signed["proof"], **change}})
    (problem,) = report.problems
    assert (problem.code, problem.pointer) == (ProblemCode.PROOF_REJECTED, f"/proof/{member}")


def test_nothing_is_signed_with_it_any_more() -> None:
    assert "Ed25519Signature2020" not in suites_for(ED25519)
    with refused(ProblemCode.SIGNING_FAILED):
        data_integrity.secure(
            a_document(),
            signer=ISSUER.signer,
            cryptosuite="Ed25519Signature2020",
            purpose="assertionMethod",
            at=NOON,
            policy=Policy.STRICT,
        )
