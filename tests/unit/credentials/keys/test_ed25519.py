"""Ed25519 by libsodium, held against OpenSSL's and against signatures that readers dispute."""

import hashlib
import random

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from credentials.keys import ed25519

# RFC 8032 §5.1, slowly: the curve with points as (x, y).
_P = 2**255 - 19
_Q = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, -1, _P) % _P
_ROOT = pow(2, (_P - 1) // 4, _P)
Point = tuple[int, int]
NEUTRAL: Point = (0, 1)


def _plus(one: Point, other: Point) -> Point:
    (x, y), (u, v) = one, other
    product = _D * x * y * u * v
    return (
        (x * v + y * u) * pow(1 + product, -1, _P) % _P,
        (y * v + x * u) * pow(1 - product, -1, _P) % _P,
    )


def _times(scalar: int, point: Point) -> Point:
    found = NEUTRAL
    for bit in f"{scalar:b}":
        found = _plus(found, found)
        found = _plus(found, point) if bit == "1" else found
    return found


def _point(y: int) -> Point:
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    return (x if x * x % _P == square else x * _ROOT % _P, y)


_X, _Y = _point(4 * pow(5, -1, _P) % _P)
BASE: Point = (_X if _X % 2 == 0 else _P - _X, _Y)
OF_ORDER_8 = _point(0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7)


def _encoded(point: Point) -> bytes:
    return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")


def _signed(content: bytes, *, torsion_of_key: int, torsion_of_nonce: int) -> tuple[bytes, bytes]:
    """A key and a signature that hold if the equation is multiplied by eight."""
    secret, nonce = 7**80 % _Q, 5**90 % _Q
    key = _encoded(_plus(_times(secret, BASE), _times(torsion_of_key, OF_ORDER_8)))
    first = _encoded(_plus(_times(nonce, BASE), _times(torsion_of_nonce, OF_ORDER_8)))
    challenge = int.from_bytes(hashlib.sha512(first + key + content).digest(), "little") % _Q
    return key, first + ((nonce + challenge * secret) % _Q).to_bytes(32, "little")


def by_openssl(key: bytes, signature: bytes, content: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, content)
    except InvalidSignature:
        return False
    return True


def test_what_is_signed_here_is_what_openssl_signs() -> None:
    chance = random.Random(8032)  # noqa: S311 - the same each time
    for size in (0, 1, 64, 5_000):
        seed, content = chance.randbytes(32), chance.randbytes(size)
        other, own = Ed25519PrivateKey.from_private_bytes(seed), ed25519.open_private_key(seed)
        assert own.public_raw() == other.public_key().public_bytes_raw()
        assert own.sign(content) == other.sign(content)
        assert ed25519.signature_fits(own.public_raw(), own.sign(content), content)


def test_a_changed_bit_is_judged_as_by_openssl() -> None:
    own = ed25519.open_private_key(b"\x08" * 32)
    content, key = b"What was said.", own.public_raw()
    signature = own.sign(content)
    for bit in range(0, 512, 3):
        changed = (int.from_bytes(signature, "little") ^ 1 << bit).to_bytes(64, "little")
        assert not ed25519.signature_fits(key, changed, content)
        assert not by_openssl(key, changed, content)


def test_the_slow_arithmetic_makes_signatures() -> None:
    key, signature = _signed(b"", torsion_of_key=0, torsion_of_nonce=0)
    assert ed25519.signature_fits(key, signature, b"")
    assert by_openssl(key, signature, b"")


@pytest.mark.parametrize(("torsion_of_key", "torsion_of_nonce"), [(0, 1), (1, 0), (3, 5)])
def test_what_holds_with_the_cofactor_only_is_refused(
    torsion_of_key: int, torsion_of_nonce: int
) -> None:
    # Readers differ about these (RFC 8032 §5.1.7 allows both); here none is ever taken.
    for number in range(8):
        content = b"%d" % number
        key, signature = _signed(
            content, torsion_of_key=torsion_of_key, torsion_of_nonce=torsion_of_nonce
        )
        taken = ed25519.signature_fits(key, signature, content)
        assert taken <= by_openssl(key, signature, content)
        if torsion_of_key == 0:
            assert not taken


def test_a_signature_whose_first_half_has_small_order_is_refused() -> None:
    secret = 7**80 % _Q
    key, first = _encoded(_times(secret, BASE)), _encoded(NEUTRAL)
    challenge = int.from_bytes(hashlib.sha512(first + key).digest(), "little") % _Q
    signature = first + (challenge * secret % _Q).to_bytes(32, "little")
    assert by_openssl(key, signature, b"")
    assert not ed25519.signature_fits(key, signature, b"")
