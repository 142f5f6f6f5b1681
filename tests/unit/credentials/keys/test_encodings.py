"""base58btc and base64url: one spelling for each value, in bounded time."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.keys.encodings import (
    decode_base58,
    decode_base64url,
    encode_base58,
    encode_base64url,
)
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

# draft-msporny-base58-03, "Test Vectors".
PUBLISHED_BASE58 = [
    (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
    (b"The quick brown fox jumps over the lazy dog.",
     "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z"),
    (bytes.fromhex("0000287fb4cd"), "11233QC4"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "text"), PUBLISHED_BASE58)
def test_published_base58_values_are_written_and_read(content: bytes, text: str) -> None:
    assert encode_base58(content) == text
    assert decode_base58(text, limit=64) == content


@given(st.binary(max_size=80))
def test_bytes_come_back_from_base58(content: bytes) -> None:
    assert decode_base58(encode_base58(content), limit=80) == content


@given(st.text(alphabet="123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", max_size=60))
def test_every_base58_text_that_is_read_is_the_only_spelling(text: str) -> None:
    assert encode_base58(decode_base58(text, limit=100)) == text


@pytest.mark.parametrize(
    "text", ["0", "O", "I", "l", "2NEpo7TZRRrLZSi2U ", "é", "\N{FULLWIDTH DIGIT TWO}", "-1", "\n"]
)
def test_characters_outside_the_base58_alphabet_are_refused(text: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        decode_base58(text, limit=64)


def test_base58_of_one_byte_too_many_is_refused() -> None:
    with refused(ProblemCode.BAD_VALUE):
        decode_base58(encode_base58(b"\xff" * 65), limit=64)


def test_base58_of_more_zero_bytes_than_allowed_is_refused() -> None:
    with refused(ProblemCode.BAD_VALUE):
        decode_base58("1" * 65, limit=64)


def test_a_megabyte_of_base58_is_refused_before_it_is_converted() -> None:
    begin = time.perf_counter()
    with refused(ProblemCode.BAD_VALUE):
        decode_base58("z" * 1_000_000, limit=600)
    assert time.perf_counter() - begin < 0.1


@given(st.binary(max_size=80))
def test_bytes_come_back_from_base64url(content: bytes) -> None:
    assert decode_base64url(encode_base64url(content)) == content


@pytest.mark.parametrize(
    "text", ["A", "AA==", "AA=", "AB", "AAB", "A+A/", "AA AA", "AAAA\n", "AAAA.", "é", "AAAAA"]
)
def test_other_spellings_of_base64url_are_refused(text: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        decode_base64url(text)


@given(st.text(max_size=40))
def test_any_text_is_base64url_with_one_spelling_or_refused(text: str) -> None:
    try:
        content = decode_base64url(text)
    except CredentialsError:
        return
    assert encode_base64url(content) == text
