"""Data Integrity EdDSA Cryptosuites 1.0, "Test Vectors": every intermediate of eddsa-rdfc-2022."""

import hashlib
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from credentials.did import key as did_key
from credentials.did.url import did_and_fragment
from credentials.jsonld.reference import canonical_nquads
from credentials.keys import multikey
from credentials.keys.algorithms import ED25519, PublicKey
from credentials.keys.encodings import decode_base58
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject, Policy, Proof
from credentials.problems import ProblemCode
from credentials.proofs import data_integrity
from credentials.proofs.suites.eddsa_rdfc_2022 import decode_value, encode_value, hash_data
from tests.refusal import refused

FOLDER = Path(__file__).parents[3] / "shared/vectors/vc-di-eddsa"
SUITE = FOLDER / "eddsa-rdfc-2022"
# The second example uses the citizenship vocabulary in a draft that is not vendored, so that
# only its steps after canonicalisation can be repeated.
READABLE = ""
EXAMPLES = [READABLE, "employ"]

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the published vectors are not beside the project"
)

# The examples use a context with a default vocabulary, which only this policy takes.
POLICY = Policy.W3C


def text(example: str, name: str) -> str:
    return (SUITE / example / f"{name}DataInt.txt").read_text()


def document(example: str, name: str) -> JSONObject:
    found: JSONObject = json.loads((SUITE / example / f"{name}DataInt.json").read_text())
    return found


def unsecured(signed: JSONObject) -> JSONObject:
    return {name: value for name, value in signed.items() if name != "proof"}


def published_signer(method: str) -> LocalSigner:
    pair = json.loads((FOLDER / "keyPair.json").read_text())
    # Multikey of a private Ed25519 key: two bytes of multicodec, then the seed.
    seed = decode_base58(pair["privateKeyMultibase"][1:], limit=34)[2:]
    return LocalSigner(seed, verification_method=method)


def proof_of(member: JSONObject, pointer: str = "/proof") -> Proof:
    return Proof(
        document=member,
        pointer=pointer,
        cryptosuite=member["cryptosuite"],
        verification_method=member["verificationMethod"],
        purpose=member["proofPurpose"],
        value=member["proofValue"],
        created=None,
        expires=None,
        domains=(),
        challenge=None,
    )


def key_of(proof: JSONObject) -> PublicKey:
    method = proof["verificationMethod"]
    did, _ = did_and_fragment(method)
    return did_key.document(did).verification_method(
        method, relationship="assertionMethod", at=datetime(2023, 2, 27, tzinfo=UTC)
    )


def test_the_published_key_pair_belongs_together() -> None:
    pair = json.loads((FOLDER / "keyPair.json").read_text())
    signer = published_signer("did:example:a#key")
    assert multikey.decode(pair["publicKeyMultibase"]).raw == signer.public_key


def test_the_canonical_document_is_the_published_one() -> None:
    canonical = canonical_nquads(unsecured(document(READABLE, "signed")), policy=POLICY)
    assert canonical == text(READABLE, "canonDoc")


def test_the_canonical_proof_options_are_the_published_ones() -> None:
    canonical = canonical_nquads(document(READABLE, "proofConfig"), policy=POLICY)
    assert canonical == text(READABLE, "proofCanon")


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_published_hashes_are_joined_with_the_options_first(example: str) -> None:
    hashes = [
        hashlib.sha256(text(example, name).encode()).hexdigest()
        for name in ("proofCanon", "canonDoc")
    ]
    assert hashes == [text(example, "proofHash"), text(example, "docHash")]
    assert "".join(hashes) == text(example, "combinedHash")


def test_the_hash_data_is_the_published_one() -> None:
    signed = document(READABLE, "signed")
    options = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
    data = hash_data(unsecured(signed), options, algorithm=ED25519, policy=POLICY)
    assert data.hex() == text(READABLE, "combinedHash")


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_signature_is_the_published_one_byte_for_byte(example: str) -> None:
    signed = document(example, "signed")
    proof = signed["proof"]
    signature = published_signer(proof["verificationMethod"]).sign(
        bytes.fromhex(text(example, "combinedHash"))
    )
    assert signature.hex() == text(example, "sigHex")
    assert encode_value(signature) == text(example, "sigBTC58")
    assert decode_value(text(example, "sigBTC58")) == signature


def test_securing_the_published_document_gives_the_published_proof() -> None:
    signed = document(READABLE, "signed")
    proof = signed["proof"]
    secured = data_integrity.secure(
        unsecured(signed),
        signer=published_signer(proof["verificationMethod"]),
        cryptosuite="eddsa-rdfc-2022",
        purpose=proof["proofPurpose"],
        at=datetime.fromisoformat(proof["created"]),
        policy=POLICY,
    )
    assert secured == signed


def test_the_published_proof_holds() -> None:
    signed = document(READABLE, "signed")
    data_integrity.check(signed, proof_of(signed["proof"]), key_of(signed["proof"]), policy=POLICY)


def test_an_example_in_an_unknown_vocabulary_is_neither_fetched_nor_called_forged() -> None:
    signed = document("employ", "signed")
    with refused(ProblemCode.CONTEXT_UNKNOWN):
        data_integrity.check(
            signed, proof_of(signed["proof"]), key_of(signed["proof"]), policy=POLICY
        )


@pytest.mark.parametrize("file", ["signedProofSet1.json", "signedProofSet2.json"])
def test_every_proof_of_the_published_set_holds_by_itself(file: str) -> None:
    signed = json.loads((FOLDER / "proof-set-chain" / file).read_text())
    members = signed["proof"] if isinstance(signed["proof"], list) else [signed["proof"]]
    for member in members:
        data_integrity.check(signed, proof_of(member), key_of(member), policy=POLICY)


def test_a_proof_of_the_published_set_does_not_hold_for_another_key() -> None:
    signed = json.loads((FOLDER / "proof-set-chain" / "signedProofSet2.json").read_text())
    one, other = signed["proof"]
    with refused(ProblemCode.TAMPERED, pointer="/proof/0"):
        data_integrity.check(signed, proof_of(one, "/proof/0"), key_of(other), policy=POLICY)
