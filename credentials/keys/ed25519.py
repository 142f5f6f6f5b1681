"""Ed25519 (RFC 8032): which public keys are sound, and whether a signature fits.

Keys of small order, for which anybody can make a "signature" of anything, are refused here
before a key is ever used. libsodium does the arithmetic, in two thirds of OpenSSL's time. It
takes what OpenSSL takes (the equation without the cofactor), but for points of small order.
"""

import secrets
from functools import lru_cache
from typing import NoReturn

from nacl.bindings import crypto_sign, crypto_sign_open, crypto_sign_seed_keypair
from nacl.exceptions import BadSignatureError
from typing_extensions import override

from credentials.keys.private import PrivateKey
from credentials.problems import ProblemCode, refuse

SEED_SIZE = 32
_SIGNATURE_SIZE = 64

# RFC 8032 §5.1: the field's prime and the curve's constant d = -121665/121666.
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P

# The y of a point of order 8; its negative is the only other one. Points of order 1, 2 and 4
# have y = 1, -1 and 0. The sign of x does not matter, so five values name all eight points.
_Y_OF_ORDER_8 = 0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7
_Y_OF_SMALL_ORDER = frozenset({0, 1, _P - 1, _Y_OF_ORDER_8, _P - _Y_OF_ORDER_8})


@lru_cache(maxsize=1_024)
def check_public_key(raw: bytes) -> None:
    """Refuse 32 bytes that are no sound public key (RFC 8032 §5.1.3).

    Raises CredentialsError with `key-weak` for points of small order and for encodings that
    are not reduced, and with `bad-value` for what is no point of the curve. What was found
    sound is remembered, because the same few issuers' keys come again and again.
    """
    y = int.from_bytes(raw, "little") & (2**255 - 1)
    if y % _P in _Y_OF_SMALL_ORDER:
        raise refuse(ProblemCode.KEY_WEAK, "an Ed25519 key of small order")
    if y >= _P:
        raise refuse(ProblemCode.KEY_WEAK, "an Ed25519 key that is not reduced")
    # x² = (y² - 1) / (d y² + 1). A quotient is a square exactly if the product is one
    # (Euler's criterion). Neither factor is zero: y is not 1 or -1, and -1/d is no square.
    square = (y * y - 1) * (_D * y * y + 1) % _P
    if pow(square, (_P - 1) // 2, _P) != 1:
        raise refuse(ProblemCode.BAD_VALUE, "not a point of the Ed25519 curve")


def signature_fits(raw: bytes, signature: bytes, content: bytes) -> bool:
    """Whether a signature of 64 bytes is by this key over `content` (RFC 8032 §5.1.7)."""
    try:
        crypto_sign_open(signature + content, raw)
    except BadSignatureError:
        return False
    return True


def generate() -> bytes:
    """A new private key: a seed of 32 bytes from the operating system's random source."""
    return secrets.token_bytes(SEED_SIZE)


def open_private_key(seed: bytes) -> PrivateKey:
    """The private key of a seed (RFC 8032 §5.1.5)."""
    return _PrivateKey(seed)


class _PrivateKey:
    __slots__ = ("_public", "_secret")

    def __init__(self, seed: bytes) -> None:
        self._public, self._secret = crypto_sign_seed_keypair(seed)

    @override
    def __reduce__(self) -> NoReturn:
        raise TypeError("a private key is not written anywhere by accident")

    def public_raw(self) -> bytes:
        return self._public

    def sign(self, content: bytes) -> bytes:
        # The same content gives the same signature (RFC 8032 §5.1.6).
        return crypto_sign(content, self._secret)[:_SIGNATURE_SIZE]
