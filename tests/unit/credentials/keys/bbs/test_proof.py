"""BBS proofs: the published one is made, nothing but what it shows fits, and no two are alike."""

from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from py_arkworks_bls12381 import Scalar

from credentials.keys.bbs import ciphersuite, proof, signature
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.unit.credentials.keys.bbs.published import (
    ALL_SIGNED,
    DISCLOSED,
    HEADER,
    MESSAGES,
    PRESENTATION_HEADER,
    PROOF,
    PUBLIC,
    SECRET,
    SHOWN,
    mocked_scalars,
)


def made(
    disclosed: list[int],
    *,
    signed: bytes = ALL_SIGNED,
    draw: Callable[[int], Sequence[Scalar]] = ciphersuite.random_scalars,
) -> bytes:
    return proof.prove(
        PUBLIC,
        signed,
        header=HEADER,
        presentation_header=PRESENTATION_HEADER,
        messages=MESSAGES,
        disclosed=disclosed,
        draw=draw,
    )


def holds(
    octets: bytes = PROOF,
    *,
    key: bytes = PUBLIC,
    header: bytes = HEADER,
    presentation_header: bytes = PRESENTATION_HEADER,
    disclosed: Mapping[int, bytes] = SHOWN,
) -> bool:
    return proof.holds(
        key, octets, header=header, presentation_header=presentation_header, disclosed=disclosed
    )


def test_the_published_proof_is_made_and_holds() -> None:
    assert made(DISCLOSED, draw=mocked_scalars) == PROOF
    assert holds()


@pytest.mark.parametrize("disclosed", [[], [3], [0, 9], list(range(10))])
def test_any_choice_of_messages_can_be_shown(disclosed: list[int]) -> None:
    assert holds(made(disclosed), disclosed={one: MESSAGES[one] for one in disclosed})


def test_nothing_but_a_header_can_be_shown() -> None:
    octets = proof.prove(
        PUBLIC,
        signature.sign(SECRET, header=HEADER, messages=[]),
        header=HEADER,
        presentation_header=b"",
        messages=[],
        disclosed=[],
    )
    assert holds(octets, presentation_header=b"", disclosed={})
    assert not holds(octets, presentation_header=b"", disclosed={}, header=b"")


def test_two_proofs_of_one_signature_have_nothing_in_common() -> None:
    one, other = made(DISCLOSED), made(DISCLOSED)
    begins = [*range(0, 144, 48), *range(144, len(one), 32)]
    parts = [
        {octets[begin:end] for begin, end in zip(begins, [*begins[1:], None], strict=True)}
        for octets in (one, other)
    ]
    assert not parts[0] & parts[1]
    assert ALL_SIGNED[:48] not in parts[0] | parts[1]


OTHER_KEY = signature.public_key(ciphersuite.secret_scalar(bytes(32)))


def test_it_holds_for_one_key_only() -> None:
    assert not holds(key=OTHER_KEY)


def test_it_holds_for_one_header_only() -> None:
    assert not holds(header=b"")


def test_it_holds_for_one_presentation_header_only() -> None:
    assert not holds(presentation_header=b"")


@pytest.mark.parametrize(
    "disclosed",
    [
        {},
        {position: MESSAGES[position] for position in (0, 2, 4)},
        {position: MESSAGES[position] for position in (0, 2, 4, 5)},
        {position: MESSAGES[position] for position in (0, 2, 4, 6, 8)},
        SHOWN | {0: b"another"},
        SHOWN | {0: MESSAGES[2], 2: MESSAGES[0]},
        SHOWN | {10: b""},
        SHOWN | {-1: MESSAGES[9]},
        {0: MESSAGES[0], 2: MESSAGES[2], 4: MESSAGES[4], 7: MESSAGES[6]},
    ],
    ids=[
        "none",
        "one less",
        "another instead",
        "one more",
        "one changed",
        "two swapped",
        "past the end",
        "before the beginning",
        "one moved",
    ],
)
def test_it_holds_for_just_the_messages_shown(disclosed: Mapping[int, bytes]) -> None:
    assert not holds(disclosed=disclosed)


@pytest.mark.parametrize(
    "octets",
    [
        b"",
        PROOF[:271],
        PROOF[:-32],
        PROOF[:-1],
        PROOF + b"\x00",
        PROOF + bytes(32),
        b"\xc0" + bytes(47) + PROOF[48:],
        PROOF[:48] + PROOF[:48] + PROOF[96:],
        PROOF[:144] + bytes(32) + PROOF[176:],
        PROOF[:144] + b"\xff" * 32 + PROOF[176:],
        bytes(272 + 32 * (ciphersuite.MAX_MESSAGES + 1)),
    ],
)
def test_a_malformed_proof_does_not_hold(octets: bytes) -> None:
    assert not holds(octets)


def test_points_at_infinity_prove_nothing() -> None:
    # The pairing of such points is the same for every key.
    assert not holds(b"\xc0" + bytes(47) + b"\xc0" + bytes(47) + PROOF[96:])


def test_a_proof_of_more_messages_than_are_taken_does_not_hold() -> None:
    rest = PROOF[144:176] * (4 + ciphersuite.MAX_MESSAGES)
    assert not holds(PROOF[:144] + rest)


@settings(max_examples=25)
@given(st.integers(0, len(PROOF) - 1), st.integers(1, 255))
def test_any_changed_byte_is_noticed(place: int, change: int) -> None:
    changed = bytearray(PROOF)
    changed[place] ^= change
    assert not holds(bytes(changed))


@settings(max_examples=25)
@given(st.binary(max_size=600))
def test_any_bytes_are_no_proof_and_no_error(octets: bytes) -> None:
    assert not holds(octets)


@pytest.mark.parametrize("disclosed", [[2, 0], [0, 0], [10], [-1]])
def test_positions_ascend_and_are_there(disclosed: list[int]) -> None:
    with refused(ProblemCode.BAD_VALUE):
        made(disclosed)


@pytest.mark.parametrize("signed", [ALL_SIGNED[:-1], ALL_SIGNED[:48] + b"\x01" * 32])
def test_no_proof_is_made_of_a_signature_that_does_not_fit(signed: bytes) -> None:
    with refused(ProblemCode.TAMPERED):
        made(DISCLOSED, signed=signed)
