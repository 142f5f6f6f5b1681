"""BLS12-381 keys: sound ones only, and they sign a header and messages and nothing else."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.did import key as did_key
from credentials.keys import bls12381, jwk, multikey
from credentials.keys.algorithms import BLS12381, public_key
from credentials.keys.encodings import encode_base58
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.unit.credentials.keys.bbs.published import (
    ALL_SIGNED,
    HEADER,
    MESSAGES,
    PUBLIC,
    SECRET,
)

# Data Integrity BBS Cryptosuites 1.0, "Test Vectors".
PUBLISHED = (
    "zUC7DerdEmfZ8f4pFajXgGwJoMkV1ofMTmEG5UoNvnWiPiLuGKNeqgRpLH2TV4Xe5mJ2cXV76gRN7LFQwapF1VFu6x2y"
    "rr5ci1mXqC1WNUrnHnLgvfZfMH7h6xP6qsf9EKRQrPQ"
)
SIGNER = LocalSigner(SECRET, verification_method="did:example:a#key", algorithm=BLS12381)
KEY = public_key(BLS12381, PUBLIC)
CONTENT = bls12381.joined(HEADER, MESSAGES)


def test_it_makes_the_published_signature_which_fits() -> None:
    assert SIGNER.public_key == PUBLIC
    assert SIGNER.sign(CONTENT) == ALL_SIGNED
    assert KEY.verify(ALL_SIGNED, CONTENT)


def test_a_published_multikey_is_read_and_written_the_same() -> None:
    key = multikey.decode(PUBLISHED)
    assert key.algorithm is BLS12381
    assert len(key.raw) == 96
    assert multikey.encode(key) == PUBLISHED
    assert did_key.document(f"did:key:{PUBLISHED}").methods == {
        f"did:key:{PUBLISHED}#{PUBLISHED}": {
            "id": f"did:key:{PUBLISHED}#{PUBLISHED}",
            "type": "Multikey",
            "controller": f"did:key:{PUBLISHED}",
            "publicKeyMultibase": PUBLISHED,
        }
    }


@pytest.mark.parametrize("size", [48, 95, 97, 192])
def test_a_key_of_another_size_is_refused(size: int) -> None:
    with refused(ProblemCode.BAD_VALUE):
        multikey.decode("z" + encode_base58(b"\xeb\x01" + b"\x80" + bytes(size - 1)))


def test_a_key_at_infinity_is_refused_where_it_is_decoded() -> None:
    with refused(ProblemCode.KEY_WEAK):
        multikey.decode("z" + encode_base58(b"\xeb\x01\xc0" + bytes(95)))


def test_it_has_no_form_as_a_jwk() -> None:
    with refused(ProblemCode.SUITE_UNKNOWN):
        jwk.encode(KEY)
    with refused(ProblemCode.SUITE_UNKNOWN):
        jwk.decode({"kty": "OKP", "crv": "Bls12381G2", "x": "AA"})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"eyJhbGciOiJCQlMifQ.e30",
        CONTENT[:-1],
        CONTENT + b"\x00",
        (2**63).to_bytes(8, "big"),
    ],
    ids=["empty", "token", "shorter", "longer", "a length that is not there"],
)
def test_it_signs_nothing_but_a_header_and_messages(content: bytes) -> None:
    with refused(ProblemCode.SIGNING_FAILED):
        SIGNER.sign(content)
    assert not KEY.verify(ALL_SIGNED, content)


def test_two_ways_to_part_the_same_bytes_are_two_contents() -> None:
    contents = {
        bls12381.joined(header, messages)
        for header, messages in [
            (b"ab", []),
            (b"a", [b"b"]),
            (b"", [b"ab"]),
            (b"", [b"a", b"b"]),
            (b"", [b"a", b"", b"b"]),
        ]
    }
    assert len(contents) == 5


@settings(max_examples=50)
@given(st.binary(max_size=100), st.binary(max_size=100))
def test_any_bytes_are_no_signature_and_no_error(octets: bytes, content: bytes) -> None:
    assert not KEY.verify(octets, content)


def test_new_keys_differ_and_sign() -> None:
    secrets = {generate_seed(BLS12381) for _ in range(8)}
    assert len(secrets) == 8
    signer = LocalSigner(secrets.pop(), verification_method="did:example:a", algorithm=BLS12381)
    made = public_key(BLS12381, signer.public_key)
    assert made.verify(signer.sign(CONTENT), CONTENT)


@pytest.mark.parametrize("secret", [bytes(32), b"\xff" * 32, bytes(31)])
def test_what_is_no_secret_key_is_refused(secret: bytes) -> None:
    with refused(ProblemCode.KEY_UNAVAILABLE):
        LocalSigner(secret, verification_method="did:example:a", algorithm=BLS12381)
