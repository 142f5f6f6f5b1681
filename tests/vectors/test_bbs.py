"""Data Integrity BBS Cryptosuites 1.0, "Test Vectors": each step of the baseline example."""

import json
from pathlib import Path
from typing import Any

import pytest
from py_arkworks_bls12381 import Scalar

from credentials.keys import bls12381, multikey
from credentials.keys.algorithms import BLS12381, public_key
from credentials.keys.bbs import proof, signature
from credentials.keys.bbs.ciphersuite import expand_message
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode
from credentials.proofs.cryptosuite import Unsecured
from credentials.proofs.selective.groups import canonicalize_and_group
from credentials.proofs.selective.labels import shuffled_labels
from credentials.proofs.suites.bbs_2023.values import BBSValues
from tests.refusal import refused

FOLDER = Path(__file__).parents[3] / "shared/vectors/vc-di-bbs"

pytestmark = pytest.mark.skipif(
    not FOLDER.exists(), reason="the published vectors are not beside the project"
)

# "Mocked Random Scalars" of the signature scheme, here with the identifier of its interface.
_DST = b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_H2G_HM2S_"
_SIZE = 48


def read(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text())


def octets(name: str, member: str) -> bytes:
    return bytes.fromhex(read(name)[member])


def header() -> bytes:
    return octets("addHashData", "proofHash") + octets("addHashData", "mandatoryHash")


def messages() -> list[bytes]:
    return [line.encode() for _, line in read("addBaseTransform")["nonMandatory"]["value"]]


def mocked_scalars(number: int) -> list[Scalar]:
    seed = octets("BBSDeriveMaterial", "pseudoRandSeedHex")
    expanded = expand_message(seed, _DST, _SIZE * number)
    return [
        Scalar.from_be_bytes_mod_order(expanded[begin : begin + _SIZE])
        for begin in range(0, _SIZE * number, _SIZE)
    ]


def test_the_key_has_its_published_name() -> None:
    key = public_key(BLS12381, octets("BBSKeyMaterial", "publicKeyHex"))
    assert signature.public_key(octets("BBSKeyMaterial", "privateKeyHex")) == key.raw
    method = read("addProofConfig")["verificationMethod"]
    assert method.partition("#")[2] == multikey.encode(key)


def test_the_signature_is_the_published_one() -> None:
    key = bls12381.open_private_key(octets("BBSKeyMaterial", "privateKeyHex"))
    made = key.sign(bls12381.joined(header(), messages()))
    assert made == octets("addRawBaseSignatureInfo", "bbsSignature")


def test_the_proof_is_the_published_one_and_holds() -> None:
    key = octets("BBSKeyMaterial", "publicKeyHex")
    said, disclosed = messages(), read("derivedDisclosureData")["adjSelectiveIndexes"]
    presentation_header = octets("BBSDeriveMaterial", "presentationHeaderHex")
    made = proof.prove(
        key,
        octets("addRawBaseSignatureInfo", "bbsSignature"),
        header=header(),
        presentation_header=presentation_header,
        messages=said,
        disclosed=disclosed,
        draw=mocked_scalars,
    )
    assert made == octets("derivedDisclosureData", "bbsProof")
    assert proof.holds(
        key,
        made,
        header=header(),
        presentation_header=presentation_header,
        disclosed={index: said[index] for index in disclosed},
    )


HMAC_KEY = bytes(range(0, 0x100, 0x11)) * 2
# The examples use a context with a default vocabulary, which only this policy takes.
POLICY = Policy.W3C


def values() -> BBSValues:
    return BBSValues(new_hmac_key=lambda: HMAC_KEY, draw=mocked_scalars)


def options() -> JSONObject:
    configuration: JSONObject = read("addProofConfig")
    return {name: value for name, value in configuration.items() if name != "@context"}


def value_of(name: str, member: str = "proof") -> str:
    found: str = read(name)[member]["proofValue"]
    return found


def test_statements_are_grouped_under_shuffled_labels_as_published() -> None:
    assert octets("BBSKeyMaterial", "hmacKeyString") == HMAC_KEY
    grouped = canonicalize_and_group(
        read("windDoc"),
        labels=shuffled_labels(HMAC_KEY),
        groups={"mandatory": read("windMandatory")},
        policy=POLICY,
    )
    assert list(grouped.nquads) == read("addBaseDocHMACCanon")
    assert [line.encode() for line in grouped.others("mandatory")] == messages()


def test_the_base_proof_is_the_published_one() -> None:
    signer = LocalSigner(
        octets("BBSKeyMaterial", "privateKeyHex"),
        verification_method=options()["verificationMethod"],
        algorithm=BLS12381,
    )
    made = values().make(
        Unsecured(read("windDoc"), options(), POLICY),
        signer=signer,
        mandatory_pointers=read("windMandatory"),
    )
    assert made == value_of("addSignedSDBase")


def test_the_derived_proof_is_the_published_one_and_holds() -> None:
    published: JSONObject = read("derivedRevealDocument")
    shown, made = values().derive(
        Unsecured(read("windDoc"), options(), POLICY),
        value_of("addSignedSDBase"),
        pointers=read("windSelective"),
        presentation_header=octets("BBSDeriveMaterial", "presentationHeaderHex"),
    )
    assert {**shown, "proof": {**options(), "proofValue": made}} == published
    key = public_key(BLS12381, octets("BBSKeyMaterial", "publicKeyHex"))
    values().check(Unsecured(shown, options(), POLICY), made, key=key)


@pytest.mark.parametrize("folder", ["HolderBinding", "Pseudonym", "PseudonymHB"])
def test_the_optional_forms_are_left_undecided(folder: str) -> None:
    published: JSONObject = read(f"{folder}/derivedRevealDocument")
    proof_of = published.pop("proof")
    value = proof_of.pop("proofValue")
    key = public_key(BLS12381, octets("BBSKeyMaterial", "publicKeyHex"))
    with refused(ProblemCode.SUITE_UNKNOWN):
        values().check(Unsecured(published, proof_of, POLICY), value, key=key)
