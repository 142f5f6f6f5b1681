"""Data Integrity BBS Cryptosuites 1.0, "Test Vectors": the signature and the proof themselves."""

import json
from pathlib import Path
from typing import Any

import pytest
from py_arkworks_bls12381 import Scalar

from credentials.keys import bls12381, multikey
from credentials.keys.algorithms import BLS12381, public_key
from credentials.keys.bbs import proof, signature
from credentials.keys.bbs.ciphersuite import expand_message

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
        scalars=mocked_scalars(5 + len(said) - len(disclosed)),
    )
    assert made == octets("derivedDisclosureData", "bbsProof")
    assert proof.holds(
        key,
        made,
        header=header(),
        presentation_header=presentation_header,
        disclosed={index: said[index] for index in disclosed},
    )
