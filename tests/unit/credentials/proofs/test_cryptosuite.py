"""The one spelling of a signature in a proof."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.keys.algorithms import ED25519, P384
from credentials.keys.encodings import encode_base58
from credentials.problems import CredentialsError, ProblemCode
from credentials.proofs.cryptosuite import decode_value, encode_value
from tests.refusal import refused


@given(st.binary(min_size=64, max_size=64))
def test_a_signature_comes_back_from_its_text(signature: bytes) -> None:
    assert decode_value(encode_value(signature), ED25519) == signature


def test_the_size_is_that_of_the_algorithm() -> None:
    signature = bytes(range(96))
    assert decode_value(encode_value(signature), P384) == signature
    with refused(ProblemCode.BAD_VALUE):
        decode_value(encode_value(signature), ED25519)


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
        decode_value(text, ED25519)


@given(st.text(max_size=100))
def test_any_text_is_a_signature_or_refused(text: str) -> None:
    with pytest.raises(CredentialsError):
        decode_value(text, ED25519)
