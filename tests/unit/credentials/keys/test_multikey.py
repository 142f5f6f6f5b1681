"""Multikey: exact, bounded, and only of algorithms that are known here."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.keys import multikey
from credentials.keys.algorithms import ED25519
from credentials.keys.encodings import encode_base58
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

# Data Integrity EdDSA Cryptosuites 1.0, "Test Vectors".
PUBLISHED = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"


def test_a_published_multikey_is_read_and_written_the_same() -> None:
    key = multikey.decode(PUBLISHED)
    assert key.algorithm is ED25519
    assert len(key.raw) == 32
    assert multikey.encode(key) == PUBLISHED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z",
        PUBLISHED[1:],
        "Z" + PUBLISHED[1:],
        "u" + PUBLISHED[1:],
        " " + PUBLISHED,
        PUBLISHED + " ",
        PUBLISHED + "\n",
        PUBLISHED[:-1],
        PUBLISHED + "2",
        "z1" + PUBLISHED[1:],
        PUBLISHED.replace("Q", "0"),
        "z" + encode_base58(b"\xed\x01"),
        "z" + encode_base58(b"\xed\x01" + bytes(33)),
    ],
)
def test_anything_but_the_exact_spelling_is_refused(text: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        multikey.decode(text)
    assert caught.value.problem.code in {ProblemCode.BAD_VALUE, ProblemCode.SUITE_UNKNOWN}


@pytest.mark.parametrize(
    "prefix",
    [b"\xe7\x01", b"\x12\x00", b"\xea\x01", b"\xec\x01", b"\xed\x81\x00"],
    ids=["secp256k1", "none", "BLS12-381 G1", "X25519", "overlong Ed25519"],
)
def test_other_kinds_of_key_are_unknown_and_not_wrong(prefix: bytes) -> None:
    with refused(ProblemCode.SUITE_UNKNOWN):
        multikey.decode("z" + encode_base58(prefix + bytes(33)))


def test_a_private_key_is_not_taken_for_a_public_one() -> None:
    with refused(ProblemCode.SUITE_UNKNOWN):
        multikey.decode("z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq")


def test_a_weak_key_is_refused_where_it_is_decoded() -> None:
    with refused(ProblemCode.KEY_WEAK):
        multikey.decode("z" + encode_base58(b"\xed\x01\x01" + bytes(31)))


def test_a_megabyte_is_refused_at_once() -> None:
    begin = time.perf_counter()
    with refused(ProblemCode.BAD_VALUE):
        multikey.decode("z" + "6" * 1_000_000)
    assert time.perf_counter() - begin < 0.1


@given(st.text(max_size=60) | st.binary(max_size=60).map(lambda raw: "z" + encode_base58(raw)))
def test_any_text_is_a_key_with_one_spelling_or_refused(text: str) -> None:
    try:
        key = multikey.decode(text)
    except CredentialsError:
        return
    assert multikey.encode(key) == text
