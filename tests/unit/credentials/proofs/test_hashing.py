"""The hash that is signed, over RDF and over JSON."""

import hashlib
from typing import Any

import pytest

from credentials.jsonld.reference import canonical_nquads
from credentials.keys.algorithms import ED25519, P384, Algorithm
from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode
from credentials.proofs.cryptosuite import HashData, Unsecured
from credentials.proofs.hashing import canonical_json, over_json, over_rdf
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

both = pytest.mark.parametrize("hash_data", [over_rdf, over_json])


def rdf(part: JSONObject) -> bytes:
    return canonical_nquads(part, policy=Policy.STRICT).encode()


def test_the_hash_of_the_options_comes_first_and_is_read_in_the_documents_context() -> None:
    data = over_rdf(Unsecured(DOCUMENT, OPTIONS, Policy.STRICT), algorithm=ED25519)
    parts = (rdf({**OPTIONS, "@context": CONTEXT}), rdf(DOCUMENT))
    assert data == b"".join(hashlib.sha256(part).digest() for part in parts)


def test_over_json_the_options_come_first_too_and_stand_as_they_are() -> None:
    data = over_json(Unsecured(DOCUMENT, OPTIONS, Policy.STRICT), algorithm=ED25519)
    parts = (canonical_json(OPTIONS), canonical_json(DOCUMENT))
    assert data == b"".join(hashlib.sha256(part).digest() for part in parts)


@both
@pytest.mark.parametrize("member", ["created", "verificationMethod", "proofPurpose"])
def test_every_option_is_signed(hash_data: HashData, member: str) -> None:
    less = {name: value for name, value in OPTIONS.items() if name != member}
    whole = hash_data(Unsecured(DOCUMENT, OPTIONS, Policy.STRICT), algorithm=ED25519)
    assert hash_data(Unsecured(DOCUMENT, less, Policy.STRICT), algorithm=ED25519) != whole


@both
@pytest.mark.parametrize(("algorithm", "size"), [(ED25519, 64), (P384, 96)])
def test_the_hash_is_that_of_the_key(hash_data: HashData, algorithm: Algorithm, size: int) -> None:
    data = hash_data(Unsecured(DOCUMENT, OPTIONS, Policy.STRICT), algorithm=algorithm)
    assert len(data) == size


@both
def test_what_no_context_defines_is_not_signed(hash_data: HashData) -> None:
    with refused(ProblemCode.TERM_UNDEFINED):
        hash_data(Unsecured({**DOCUMENT, "grade": "A"}, OPTIONS, Policy.STRICT), algorithm=ED25519)


# ── T11: numbers and sorting of JCS ──


@pytest.mark.parametrize(
    ("value", "written"),
    [
        # RFC 8785, appendix B, and what readers get wrong most often.
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (1e21, "1e+21"),
        (1e20, "100000000000000000000"),
        (1e-6, "0.000001"),
        (1e-7, "1e-7"),
        (333333333.33333329, "333333333.3333333"),
        (4.50, "4.5"),
        (2e-3, "0.002"),
        ('\u20ac$\u000f\nA\'B"\\\\"/', '"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"'),
        # Names are sorted by UTF-16: the astral sign comes before the private-use one.
        ({"\ue000": 1, "\U0001f600": 2}, '{"\U0001f600":2,"\ue000":1}'),
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
    ],
)
def test_json_is_written_in_its_one_canonical_way(value: Any, written: str) -> None:
    assert canonical_json({"it": value}).decode() == f'{{"it":{written}}}'


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, -(2**60), "\ud800"])
def test_a_value_that_readers_do_not_agree_on_is_refused(value: Any) -> None:
    with refused(ProblemCode.BAD_VALUE):
        canonical_json({"it": value})
