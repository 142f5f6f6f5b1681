"""ECDSA on the NIST curves (FIPS 186-5): which public keys are sound, and signatures as r and s.

Public keys are compressed points (SEC 1 §2.3.3), signatures are r and s, each as long as the
curve's field (RFC 7518 §3.4, IEEE P1363), and never DER.
"""

from functools import cache, lru_cache

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from msgspec import Struct

from credentials.keys.private import PrivateKey
from credentials.problems import ProblemCode, refuse

_COMPRESSED = (b"\x02", b"\x03")
_UNCOMPRESSED = b"\x04"


class Curve(Struct, frozen=True, eq=False):
    """A curve with the one hash that is used with it; `size` is that of its field in bytes."""

    curve: ec.EllipticCurve
    size: int
    hash: hashes.HashAlgorithm

    def generate(self) -> bytes:
        """A new private key: the scalar, `size` bytes (FIPS 186-5 §A.2)."""
        number = ec.generate_private_key(self.curve).private_numbers().private_value
        return number.to_bytes(self.size, "big")

    def open_private_key(self, secret: bytes) -> PrivateKey:
        """The private key of a scalar; raises `key-unavailable` for what is none."""
        try:
            key = ec.derive_private_key(int.from_bytes(secret, "big"), self.curve)
        except ValueError as error:
            raise refuse(ProblemCode.KEY_UNAVAILABLE, "not a private key of the curve") from error
        return _PrivateKey(key, self)

    def check_public_key(self, raw: bytes) -> None:
        """Refuse what is no compressed point of the curve, with `bad-value`.

        The curves have prime order, so that no point but the one at infinity, which has no
        such form, is weak.
        """
        if raw[:1] not in _COMPRESSED:
            raise refuse(ProblemCode.BAD_VALUE, "not a compressed point")
        self._opened(raw)

    def compressed(self, x: bytes, y: bytes) -> bytes:
        """The point of two coordinates in its compressed form; `bad-value` if there is none."""
        if len(x) != self.size or len(y) != self.size:
            raise refuse(ProblemCode.BAD_VALUE, f"a coordinate has {self.size} bytes")
        return _raw(self._opened(_UNCOMPRESSED + x + y))

    def coordinates(self, raw: bytes) -> tuple[bytes, bytes]:
        """The two coordinates of a compressed point."""
        numbers = self._opened(raw).public_numbers()
        return numbers.x.to_bytes(self.size, "big"), numbers.y.to_bytes(self.size, "big")

    def signature_fits(self, raw: bytes, signature: bytes, content: bytes) -> bool:
        """Whether a signature, r and then s, is by this key over `content` (FIPS 186-5 §6.4)."""
        r, s = signature[: self.size], signature[self.size :]
        encoded = encode_dss_signature(int.from_bytes(r, "big"), int.from_bytes(s, "big"))
        try:
            self._opened(raw).verify(encoded, content, _scheme(self))
        except InvalidSignature:
            return False
        return True

    def _opened(self, raw: bytes) -> ec.EllipticCurvePublicKey:
        try:
            return _point(self, raw)
        except ValueError as error:
            raise refuse(ProblemCode.BAD_VALUE, "not a point of the curve") from error


# Some suites check many signatures by one key, and finding its second coordinate takes as long.
@lru_cache(maxsize=64)
def _point(curve: Curve, raw: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(curve.curve, raw)


class _PrivateKey:
    __slots__ = ("_curve", "_key", "_scheme")

    def __init__(self, key: ec.EllipticCurvePrivateKey, curve: Curve) -> None:
        self._key = key
        self._curve = curve
        # The nonce comes from the key and the content (RFC 6979): a weak source of random
        # numbers cannot give the key away.
        self._scheme = ec.ECDSA(curve.hash, deterministic_signing=True)

    def public_raw(self) -> bytes:
        return _raw(self._key.public_key())

    def sign(self, content: bytes) -> bytes:
        numbers = decode_dss_signature(self._key.sign(content, self._scheme))
        return b"".join(number.to_bytes(self._curve.size, "big") for number in numbers)


def _raw(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)


@cache
def _scheme(curve: Curve) -> ec.ECDSA:
    return ec.ECDSA(curve.hash)


P256 = Curve(ec.SECP256R1(), 32, hashes.SHA256())
P384 = Curve(ec.SECP384R1(), 48, hashes.SHA384())
P521 = Curve(ec.SECP521R1(), 66, hashes.SHA512())
