"""Which public keys are sound, and what a sound key says of a signature."""

import hashlib
import pickle

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st

from credentials.keys import ed25519
from credentials.keys.algorithms import ED25519, public_key
from credentials.keys.local_signer import LocalSigner
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

# The curve once more, written from RFC 8032 §5.1 in affine coordinates and in no other way
# connected with the code under test.
P = 2**255 - 19
D = -121665 * pow(121666, -1, P) % P
ORDER = 2**252 + 27742317777372353535851937790883648493
Point = tuple[int, int]
NEUTRAL: Point = (0, 1)


def add(one: Point, other: Point) -> Point:
    (x1, y1), (x2, y2) = one, other
    both = D * x1 * x2 * y1 * y2 % P
    return (
        (x1 * y2 + x2 * y1) * pow(1 + both, -1, P) % P,
        (y1 * y2 + x1 * x2) * pow(1 - both, -1, P) % P,
    )


def times(factor: int, point: Point) -> Point:
    total = NEUTRAL
    while factor:
        if factor & 1:
            total = add(total, point)
        point = add(point, point)
        factor >>= 1
    return total


def point_with(y: int) -> Point | None:
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    root = pow(square, (P + 3) // 8, P)
    for x in (root, root * pow(2, (P - 1) // 4, P) % P):
        if x * x % P == square:
            return x, y
    return None


def encoded(y: int, sign: int) -> bytes:
    return (y | sign << 255).to_bytes(32, "little")


def small_order_points() -> set[Point]:
    """All eight, as multiples of a point of order 8 that is found by trying."""
    for y in range(2, 50):
        point = point_with(y)
        torsion = times(ORDER, point) if point else NEUTRAL
        if times(4, torsion) != NEUTRAL:
            return {times(factor, torsion) for factor in range(8)}
    raise AssertionError("no point of order 8 was found")


def spellings(y: int) -> list[bytes]:
    """Every 32 bytes that a lenient reader takes for a point with this y."""
    return [encoded(value, sign) for value in (y, y + P) if value < 2**255 for sign in (0, 1)]


SMALL = sorted(small_order_points())
SMALL_SPELLINGS = sorted({text for _, y in SMALL for text in spellings(y)})


def test_there_are_eight_points_of_small_order() -> None:
    assert len(SMALL) == 8
    assert {times(8, point) for point in SMALL} == {NEUTRAL}


@pytest.mark.parametrize("raw", SMALL_SPELLINGS, ids=bytes.hex)
def test_a_key_of_small_order_is_refused_in_every_spelling(raw: bytes) -> None:
    with refused(ProblemCode.KEY_WEAK):
        public_key(ED25519, raw)


@pytest.mark.parametrize("point", SMALL)
def test_openssl_takes_what_anybody_can_forge_with_a_key_of_small_order(point: Point) -> None:
    # This is why the keys above are refused: R is found by trying the eight points and a
    # few messages, S is zero, and no private key was needed.
    raw = encoded(point[1], point[0] & 1)
    forged = None
    for number in range(64):
        message = b"certificate %d" % number
        for other in SMALL:
            start = encoded(other[1], other[0] & 1)
            digest = hashlib.sha512(start + raw + message).digest()
            factor = int.from_bytes(digest, "little") % ORDER
            if add(other, times(factor % 8, point)) == NEUTRAL:
                forged = (start + bytes(32), message)
    assert forged is not None
    Ed25519PublicKey.from_public_bytes(raw).verify(*forged)


@pytest.mark.parametrize("y", range(2, 19))
def test_a_key_that_is_not_reduced_is_refused(y: int) -> None:
    for sign in (0, 1):
        with refused(ProblemCode.KEY_WEAK):
            public_key(ED25519, encoded(y + P, sign))


SOUND_OR_OFF = st.integers(min_value=0, max_value=P - 1).filter(
    lambda y: y not in {small for _, small in SMALL}
)


@given(SOUND_OR_OFF, st.sampled_from([0, 1]))
def test_a_key_is_taken_exactly_if_it_is_a_point_of_the_curve(y: int, sign: int) -> None:
    try:
        taken = bool(public_key(ED25519, encoded(y, sign)))
    except CredentialsError:
        taken = False
    assert taken is (point_with(y) is not None)


def test_a_point_off_the_curve_is_refused() -> None:
    off = next(y for y in range(2, 50) if point_with(y) is None)
    with refused(ProblemCode.BAD_VALUE):
        public_key(ED25519, encoded(off, 0))


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_key_of_another_size_is_refused(size: int) -> None:
    with refused(ProblemCode.BAD_VALUE):
        public_key(ED25519, b"\x09" * size)


SIGNER = LocalSigner(bytes(range(32)), verification_method="did:example:a#key")
KEY = public_key(ED25519, SIGNER.public_key)


def test_a_signature_fits_what_was_signed() -> None:
    assert KEY.verify(SIGNER.sign(b"content"), b"content")


def test_a_signature_does_not_fit_other_content() -> None:
    assert not KEY.verify(SIGNER.sign(b"content"), b"Content")


def test_a_signature_does_not_fit_another_key() -> None:
    other = LocalSigner(bytes(32), verification_method="did:example:b#key")
    assert not KEY.verify(other.sign(b"content"), b"content")


def test_adding_the_group_order_to_s_does_not_make_a_second_signature() -> None:
    signature = SIGNER.sign(b"content")
    s = int.from_bytes(signature[32:], "little") + ORDER
    assert not KEY.verify(signature[:32] + s.to_bytes(32, "little"), b"content")


@given(st.binary(max_size=70) | st.binary(min_size=64, max_size=64))
def test_any_bytes_are_no_signature_and_no_error(signature: bytes) -> None:
    assert not KEY.verify(signature, b"content")


def test_a_signature_with_something_behind_it_does_not_fit() -> None:
    assert not KEY.verify(SIGNER.sign(b"content") + b"\0", b"content")


def test_both_names_of_the_algorithm_in_jose_are_read_and_one_is_written() -> None:
    assert ED25519.jose == "EdDSA"
    assert ED25519.jose_names == {"EdDSA", "Ed25519"}


def test_sound_keys_are_remembered_within_bounds() -> None:
    assert ed25519.check_public_key.cache_info().maxsize == 1_024


def test_an_algorithm_is_the_same_one_in_another_process() -> None:
    key = public_key(ED25519, LocalSigner(bytes(32), verification_method="urn:x").public_key)
    again = pickle.loads(pickle.dumps(key))  # noqa: S301 - written here
    assert again == key
    assert again.algorithm is ED25519
