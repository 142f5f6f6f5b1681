"""BBS signatures: the published ones are made, and nothing else fits them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.keys.bbs import ciphersuite, signature
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.unit.credentials.keys.bbs.published import (
    ALL_SIGNED,
    HEADER,
    MESSAGES,
    ONE_SIGNED,
    PUBLIC,
    SECRET,
)


def test_a_secret_has_the_published_public_key() -> None:
    assert signature.public_key(SECRET) == PUBLIC


@pytest.mark.parametrize(("messages", "signed"), [(1, ONE_SIGNED), (10, ALL_SIGNED)])
def test_the_published_signatures_are_made_and_fit(messages: int, signed: bytes) -> None:
    made = signature.sign(SECRET, header=HEADER, messages=MESSAGES[:messages])
    assert made == signed
    assert signature.fits(PUBLIC, signed, header=HEADER, messages=MESSAGES[:messages])


@pytest.mark.parametrize(
    ("header", "messages"),
    [
        (b"", MESSAGES),
        (HEADER, MESSAGES[:-1]),
        (HEADER, [*MESSAGES, b""]),
        (HEADER, MESSAGES[::-1]),
        (HEADER, [*MESSAGES[:-1], b"x"]),
        (HEADER, []),
    ],
    ids=["header", "one less", "one more", "order", "one changed", "none"],
)
def test_it_fits_just_what_was_signed(header: bytes, messages: list[bytes]) -> None:
    assert not signature.fits(PUBLIC, ALL_SIGNED, header=header, messages=messages)


def test_it_does_not_fit_another_key() -> None:
    other = signature.public_key(ciphersuite.secret_scalar(bytes(32)))
    assert not signature.fits(other, ALL_SIGNED, header=HEADER, messages=MESSAGES)


def test_nothing_but_a_header_can_be_signed() -> None:
    made = signature.sign(SECRET, header=HEADER, messages=[])
    assert signature.fits(PUBLIC, made, header=HEADER, messages=[])
    assert not signature.fits(PUBLIC, made, header=b"", messages=[])


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        ALL_SIGNED[:-1],
        ALL_SIGNED + b"\x00",
        b"\xc0" + bytes(47) + ALL_SIGNED[48:],
        ALL_SIGNED[:48] + bytes(32),
        ALL_SIGNED[:48] + b"\xff" * 32,
    ],
    ids=["empty", "shorter", "longer", "at infinity", "zero", "not reduced"],
)
def test_a_malformed_signature_is_not_read(octets: bytes) -> None:
    assert signature.read_signature(octets) is None
    assert not signature.fits(PUBLIC, octets, header=HEADER, messages=MESSAGES)


@settings(max_examples=25)
@given(st.binary(max_size=90) | st.binary(min_size=80, max_size=80))
def test_any_bytes_are_no_signature_and_no_error(octets: bytes) -> None:
    assert not signature.fits(PUBLIC, octets, header=HEADER, messages=MESSAGES)


@pytest.mark.parametrize("secret", [bytes(32), b"\xff" * 32])
def test_a_number_that_is_no_secret_key_signs_nothing(secret: bytes) -> None:
    with refused(ProblemCode.KEY_UNAVAILABLE):
        signature.sign(secret, header=HEADER, messages=MESSAGES)


def test_more_messages_than_are_taken_are_refused_before_anything_is_made_of_them() -> None:
    with refused(ProblemCode.TOO_COMPLEX):
        signature.sign(SECRET, header=HEADER, messages=[b""] * (ciphersuite.MAX_MESSAGES + 1))
