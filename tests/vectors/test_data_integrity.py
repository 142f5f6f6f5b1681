"""Data Integrity EdDSA and ECDSA Cryptosuites 1.0, "Test Vectors": every intermediate of each."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from credentials.did import key as did_key
from credentials.did.url import did_and_fragment
from credentials.jsonld.reference import canonical_nquads
from credentials.keys import multikey
from credentials.keys.algorithms import ED25519, P256, P384, Algorithm, PublicKey
from credentials.keys.encodings import decode_base58
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject, Policy, Proof, as_list
from credentials.problems import ProblemCode
from credentials.proofs import data_integrity
from credentials.proofs.cryptosuite import Unsecured, decode_value, encode_value
from credentials.proofs.hashing import canonical_json, over_json, over_rdf
from credentials.proofs.registry import SUITES
from tests.refusal import refused

VECTORS = Path(__file__).parents[3] / "shared/vectors"
CHAINS = VECTORS / "vc-di-eddsa/proof-set-chain"

pytestmark = pytest.mark.skipif(
    not VECTORS.exists(), reason="the published vectors are not beside the project"
)

# The examples use a context with a default vocabulary, which only this policy takes.
POLICY = Policy.W3C


@dataclass(frozen=True)
class Example:
    """One published example: its folder, how its files end, and the key that signed it."""

    folder: str
    ending: str
    suite: str
    algorithm: Algorithm

    @property
    def pair(self) -> JSONObject:
        name = {"Ed25519": "keyPair", "P-256": "p256KeyPair", "P-384": "p384KeyPair"}
        file = VECTORS / self.folder.partition("/")[0] / f"{name[self.algorithm.name]}.json"
        found: JSONObject = json.loads(file.read_text())
        return found

    def text(self, name: str) -> str:
        return (VECTORS / self.folder / f"{name}{self.ending}.txt").read_text()

    def document(self, name: str) -> JSONObject:
        file = VECTORS / self.folder / f"{name}{self.ending}.json"
        found: JSONObject = json.loads(file.read_text())
        return found

    def canonical(self, document: JSONObject) -> str:
        if SUITES[self.suite].keeps_context:
            return canonical_json(document).decode()
        return canonical_nquads(document, policy=POLICY, hash_name=self.algorithm.hash_name)

    def signer(self, method: str) -> LocalSigner:
        pair = self.pair
        secret = pair.get("secretKeyMultibase") or pair["privateKeyMultibase"]
        # A Multikey of a private key: two bytes of multicodec, then the secret.
        seed = decode_base58(secret[1:], limit=80)[2:]
        return LocalSigner(seed, verification_method=method, algorithm=self.algorithm)


EDDSA, ECDSA = "vc-di-eddsa", "vc-di-ecdsa"
WHOLE = [
    Example(f"{EDDSA}/eddsa-rdfc-2022", "DataInt", "eddsa-rdfc-2022", ED25519),
    Example(f"{EDDSA}/eddsa-jcs-2022", "JCS", "eddsa-jcs-2022", ED25519),
    Example(f"{ECDSA}/ecdsa-rdfc-2019-p256", "ECDSAP256", "ecdsa-rdfc-2019", P256),
    Example(f"{ECDSA}/ecdsa-rdfc-2019-p384", "ECDSAP384", "ecdsa-rdfc-2019", P384),
    Example(f"{ECDSA}/ecdsa-jcs-2019-p256", "JCSECDSAP256", "ecdsa-jcs-2019", P256),
    Example(f"{ECDSA}/ecdsa-jcs-2019-p384", "JCSECDSAP384", "ecdsa-jcs-2019", P384),
]
# A suite of before Data Integrity 1.0, with which nothing is signed any more.
EARLIER = Example(f"{EDDSA}/Ed25519Signature2020", "EdSig", "Ed25519Signature2020", ED25519)
# These use the citizenship vocabulary in a draft that is not vendored, so that only their
# steps after canonicalisation can be repeated.
UNREADABLE = [
    Example(f"{EDDSA}/eddsa-rdfc-2022/employ", "DataInt", "eddsa-rdfc-2022", ED25519),
    Example(f"{ECDSA}/ecdsa-rdfc-2019-p256/employ", "ECDSAP256", "ecdsa-rdfc-2019", P256),
    Example(f"{ECDSA}/ecdsa-rdfc-2019-p384/employ", "ECDSAP384", "ecdsa-rdfc-2019", P384),
]

each_that_signs = pytest.mark.parametrize("example", WHOLE, ids=lambda one: one.folder)
each_whole = pytest.mark.parametrize("example", [*WHOLE, EARLIER], ids=lambda one: one.folder)
each = pytest.mark.parametrize(
    "example", [*WHOLE, EARLIER, *UNREADABLE], ids=lambda one: one.folder
)


def unsecured(signed: JSONObject) -> JSONObject:
    return {name: value for name, value in signed.items() if name != "proof"}


def proof_of(member: JSONObject, pointer: str = "/proof") -> Proof:
    return Proof(
        document=member,
        pointer=pointer,
        cryptosuite=member.get("cryptosuite") or member["type"],
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


@each
def test_the_published_key_pair_belongs_together(example: Example) -> None:
    signer = example.signer("did:example:a#key")
    assert multikey.decode(example.pair["publicKeyMultibase"]).raw == signer.public_key


@each_whole
def test_the_canonical_document_is_the_published_one(example: Example) -> None:
    canonical = example.canonical(unsecured(example.document("signed")))
    assert canonical == example.text("canonDoc")


@each_whole
def test_the_canonical_proof_options_are_the_published_ones(example: Example) -> None:
    assert example.canonical(example.document("proofConfig")) == example.text("proofCanon")


@each
def test_the_published_hashes_are_joined_with_the_options_first(example: Example) -> None:
    hashes = [
        hashlib.new(example.algorithm.hash_name, example.text(name).encode()).hexdigest()
        for name in ("proofCanon", "canonDoc")
    ]
    assert hashes == [example.text("proofHash"), example.text("docHash")]
    assert "".join(hashes) == example.text("combinedHash")


@each_whole
def test_the_hash_data_is_the_published_one(example: Example) -> None:
    signed = example.document("signed")
    options = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
    hash_data = over_json if SUITES[example.suite].keeps_context else over_rdf
    data = hash_data(Unsecured(unsecured(signed), options, POLICY), algorithm=example.algorithm)
    assert data.hex() == example.text("combinedHash")


@each
def test_the_signature_is_the_published_one_byte_for_byte(example: Example) -> None:
    method = example.document("signed")["proof"]["verificationMethod"]
    signature = example.signer(method).sign(bytes.fromhex(example.text("combinedHash")))
    assert signature.hex() == example.text("sigHex")
    assert encode_value(signature) == example.text("sigBTC58")
    assert decode_value(example.text("sigBTC58"), example.algorithm) == signature


@each_that_signs
def test_securing_the_published_document_gives_the_published_proof(example: Example) -> None:
    signed = example.document("signed")
    proof = signed["proof"]
    secured = data_integrity.secure(
        unsecured(signed),
        signer=example.signer(proof["verificationMethod"]),
        cryptosuite=example.suite,
        purpose=proof["proofPurpose"],
        at=datetime.fromisoformat(proof["created"]),
        policy=POLICY,
    )
    assert secured == signed


@each_whole
def test_the_published_proof_holds(example: Example) -> None:
    signed = example.document("signed")
    data_integrity.check(signed, proof_of(signed["proof"]), key_of(signed["proof"]), policy=POLICY)


@each_whole
def test_the_published_proof_holds_for_nothing_else(example: Example) -> None:
    signed = example.document("signed") | {"name": "Another credential"}
    with refused(ProblemCode.TAMPERED):
        data_integrity.check(
            signed, proof_of(signed["proof"]), key_of(signed["proof"]), policy=POLICY
        )


@pytest.mark.parametrize("example", UNREADABLE, ids=lambda one: one.folder)
def test_an_example_in_an_unknown_vocabulary_is_neither_fetched_nor_called_forged(
    example: Example,
) -> None:
    signed = example.document("signed")
    with refused(ProblemCode.CONTEXT_UNKNOWN):
        data_integrity.check(
            signed, proof_of(signed["proof"]), key_of(signed["proof"]), policy=POLICY
        )


@pytest.mark.parametrize("file", ["signedProofSet1.json", "signedProofSet2.json"])
def test_every_proof_of_the_published_set_holds_by_itself(file: str) -> None:
    signed = json.loads((CHAINS / file).read_text())
    members = signed["proof"] if isinstance(signed["proof"], list) else [signed["proof"]]
    for member in members:
        data_integrity.check(signed, proof_of(member), key_of(member), policy=POLICY)


@pytest.mark.parametrize("file", ["signedProofChain1.json", "signedProofChain2.json"])
def test_every_proof_of_the_published_chain_holds_with_those_before_it(file: str) -> None:
    signed = json.loads((CHAINS / file).read_text())
    by_id = {member["id"]: proof_of(member) for member in signed["proof"] if "id" in member}
    for member in signed["proof"]:
        names = as_list(member.get("previousProof", []))
        previous = [by_id[name] for name in names]
        key = key_of(member)
        data_integrity.check(signed, proof_of(member), key, policy=POLICY, previous=previous)
        if previous:
            with refused(ProblemCode.TAMPERED):
                data_integrity.check(signed, proof_of(member), key, policy=POLICY)


def test_a_proof_of_the_published_set_does_not_hold_for_another_key() -> None:
    signed = json.loads((CHAINS / "signedProofSet2.json").read_text())
    one, other = signed["proof"]
    with refused(ProblemCode.TAMPERED, pointer="/proof/0"):
        data_integrity.check(signed, proof_of(one, "/proof/0"), key_of(other), policy=POLICY)
