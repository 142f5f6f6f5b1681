"""COSE_Sign1: what is read strictly, and which headers are never believed."""

from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.cose import sign1
from credentials.keys.algorithms import BLS12381, ED25519, P256, P384, P521, Algorithm, public_key
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

KID = "did:web:school.example#key-1"
HEADER = {sign1.KID: KID.encode(), sign1.TYP: "application/vc+cose"}
SIGNER = LocalSigner(bytes(32), verification_method=KID)


def message(
    header: Any = None, unprotected: Any = None, payload: Any = b"{}", signature: Any = bytes(64)
) -> bytes:
    """A COSE_Sign1 with any parts; a header that is no bytes is written."""
    members = {1: -8, **HEADER} if header is None else header
    protected = members if isinstance(members, bytes) else cbor2.dumps(members)
    return b"\xd2" + cbor2.dumps([protected, unprotected or {}, payload, signature])


@pytest.mark.parametrize("algorithm", [ED25519, P256, P384, P521], ids=lambda one: one.name)
def test_what_was_signed_is_read_back_and_fits_the_key(algorithm: Algorithm) -> None:
    signer = LocalSigner(generate_seed(algorithm), verification_method=KID, algorithm=algorithm)
    made = sign1.sign(b'{"a":1}', signer, HEADER)
    for content in (made, made.removeprefix(b"\xd2")):
        read = sign1.read(content)
        assert (read.payload, read.algorithm) == (b'{"a":1}', algorithm.jose)
        assert dict(read.header).items() >= HEADER.items()
        key = public_key(algorithm, signer.public_key)
        assert key.verify(read.signature, read.signing_input)


def test_the_signed_bytes_are_those_of_the_rfc() -> None:
    # RFC 9052 §4.4.
    read = sign1.read(sign1.sign(b"{}", SIGNER, {}))
    assert read.signing_input == cbor2.dumps(["Signature1", b"\xa1\x01\x27", b"", b"{}"])


@pytest.mark.parametrize(
    "content",
    [b"\xff", b"\x9f\x01\xff", b"\xa2\x01\x01\x01\x02", b"\xc1\x01", b"\x81\x81\x81\x81\x81\x01"],
    ids=["no CBOR", "an open length", "a key twice", "a tag", "five deep"],
)
def test_what_can_be_read_in_two_ways_is_not_read(content: bytes) -> None:
    with refused(ProblemCode.MALFORMED):
        sign1.read_cbor(content)


def test_it_may_be_as_long_as_it_says_and_no_longer() -> None:
    content = message().removeprefix(b"\xd2")
    assert sign1.read(content, limit=len(content)).payload
    with refused(ProblemCode.MALFORMED):
        sign1.read(content, limit=len(content) - 1)


def test_the_order_of_a_header_is_always_the_same() -> None:
    made = [sign1.sign(b"{}", SIGNER, header) for header in ({3: "a", 16: "b"}, {16: "b", 3: "a"})]
    assert made[0] == made[1]


def test_a_name_of_a_key_that_is_no_bytes_names_none() -> None:
    assert sign1.read(message({1: -8}, {4: b"key-1"})).kid == b"key-1"
    assert sign1.read(message({1: -8}, {4: "key-1"})).kid is None


def test_a_key_without_a_name_in_cose_signs_nothing() -> None:
    signer = LocalSigner(generate_seed(BLS12381), verification_method=KID, algorithm=BLS12381)
    with refused(ProblemCode.SIGNING_FAILED):
        sign1.sign(b"{}", signer, {})


class Broken:
    """A signer whose signature does not fit its key."""

    verification_method, algorithm, public_key = KID, ED25519, SIGNER.public_key

    def sign(self, content: bytes) -> bytes:
        return SIGNER.sign(content + b"!")


def test_a_signature_that_does_not_fit_never_leaves() -> None:
    with refused(ProblemCode.SIGNING_FAILED):
        sign1.sign(b"{}", Broken(), {})


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ({1: -8, 2: [16]}, ProblemCode.PROOF_REJECTED),
        ({1: -8, 33: b"cert"}, ProblemCode.PROOF_REJECTED),
        ({1: -8, 35: "https://evil.example/key"}, ProblemCode.PROOF_REJECTED),
        ({}, ProblemCode.PROOF_REJECTED),
        ({1: "none"}, ProblemCode.PROOF_REJECTED),
        ({1: True}, ProblemCode.PROOF_REJECTED),
        (b"", ProblemCode.PROOF_REJECTED),
        ({1: 5}, ProblemCode.SUITE_UNKNOWN),
        ({1: -37}, ProblemCode.SUITE_UNKNOWN),
        ([1], ProblemCode.MALFORMED),
        (b"\xa2\x01\x27\x01\x26", ProblemCode.MALFORMED),
        (b"\xbf\x01\x27\xff", ProblemCode.MALFORMED),
        (b"\xa1\x18\x01\x27", ProblemCode.MALFORMED),
        (b"\xa1\x01\x27\x00", ProblemCode.MALFORMED),
    ],
)
def test_a_header_that_brings_its_own_rules_is_refused(header: Any, code: ProblemCode) -> None:
    with refused(code):
        sign1.read(message(header))


@pytest.mark.parametrize("unprotected", [{33: b"cert"}, {1: -7}, {4: b"other"}, {2: [1]}])
def test_nothing_beside_the_signature_says_how_it_is_checked(unprotected: Any) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        sign1.read(message(unprotected=unprotected))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xd2",
        b"\xd2\x80",
        b"\xd2\xa0",
        b"\xd2\x84\x40\xa0",
        message(payload=None),
        message(payload="text"),
        message(signature=7),
        message(unprotected=[1]),
        message() + b"\x00",
        b"\xd2" + message(),
        b"\xd2" + b"\x81" * 10 + b"\x01",
        b"\xd2\x84\x40\xa0\x40\xc2\x41\x01",
        b"\xd2\x9f\x40\xa0\x40\x40\xff",
        b"\xd2\x9b" + b"\xff" * 8,
        b"\xd2" + bytes(256 * 1024 + 1),
    ],
)
def test_anything_but_one_exact_sign1_is_refused(content: bytes) -> None:
    with refused(ProblemCode.MALFORMED):
        sign1.read(content)


@given(st.binary(max_size=60))
def test_any_content_is_a_sign1_or_refused(content: bytes) -> None:
    with pytest.raises(CredentialsError):
        sign1.read(b"\xd2" + content)
