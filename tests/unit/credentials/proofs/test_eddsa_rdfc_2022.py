"""eddsa-rdfc-2022: the hash that is signed, and the one spelling of a signature."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.jsonld.reference import canonical_nquads
from credentials.keys.algorithms import ED25519
from credentials.keys.encodings import encode_base58
from credentials.model import JSONObject, Policy
from credentials.problems import CredentialsError, ProblemCode
from credentials.proofs.suites.eddsa_rdfc_2022 import decode_value, encode_value, hash_data
from tests.refusal import refused

CONTEXT = ["https://www.w3.org/ns/credentials/v2"]
DOCUMENT: JSONObject = {
    "@context": CONTEXT,
    "id": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    "type": ["VerifiableCredential"],
    "issuer": "did:web:school.example",
    "credentialSubject": {"id": "did:example:worker"},
}
OPTIONS: JSONObject = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-11-20T12:00:00Z",
    "verificationMethod": "did:web:school.example#key-1",
    "proofPurpose": "assertionMethod",
}


def digest(part: JSONObject) -> bytes:
    return hashlib.sha256(canonical_nquads(part, policy=Policy.STRICT).encode()).digest()


def test_the_hash_of_the_options_comes_first_and_is_read_in_the_documents_context() -> None:
    data = hash_data(DOCUMENT, OPTIONS, algorithm=ED25519, policy=Policy.STRICT)
    assert data == digest({**OPTIONS, "@context": CONTEXT}) + digest(DOCUMENT)


@pytest.mark.parametrize("member", ["created", "verificationMethod", "proofPurpose"])
def test_every_option_is_signed(member: str) -> None:
    less = {name: value for name, value in OPTIONS.items() if name != member}
    whole = hash_data(DOCUMENT, OPTIONS, algorithm=ED25519, policy=Policy.STRICT)
    assert hash_data(DOCUMENT, less, algorithm=ED25519, policy=Policy.STRICT) != whole


@given(st.binary(min_size=64, max_size=64))
def test_a_signature_comes_back_from_its_text(signature: bytes) -> None:
    assert decode_value(encode_value(signature)) == signature


GOOD = encode_value(bytes(range(32, 96)))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z",
        GOOD[1:],
        "u" + GOOD[1:],
        "Z" + GOOD[1:],
        GOOD + "1",
        "z1" + GOOD[1:],
        GOOD[:-1],
        GOOD + " ",
        GOOD + "\n",
        " " + GOOD,
        GOOD.replace(GOOD[5], "0"),
        "z" + encode_base58(bytes(range(63))),
        "z" + encode_base58(bytes(range(65))),
        "z" + encode_base58(b"\xff" * 65),
        "z" + "z" * 1_000_000,
    ],
)
def test_any_other_spelling_of_a_signature_is_refused(text: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        decode_value(text)


@given(st.text(max_size=100))
def test_any_text_is_a_signature_or_refused(text: str) -> None:
    with pytest.raises(CredentialsError):
        decode_value(text)
