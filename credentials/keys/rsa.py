"""RSASSA-PKCS1-v1_5 with SHA-256 (RFC 8017 §8.2): which public keys are sound, and signatures.

Public keys are RSAPublicKey structures in DER (RFC 8017 §A.1.1), as Multikeys carry them.
Secrets are PKCS #8 in DER. Both have one spelling for each value.
"""

from functools import lru_cache

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
    load_der_public_key,
)

from credentials.keys.private import PrivateKey
from credentials.problems import ProblemCode, refuse

# What is signed for decades gets more than the 2,048 bits that RFC 7518 §3.3 asks for.
_NEW_BITS = 3_072
_LEAST_BITS = 2_048
# It bounds the work of a check.
_MOST_BITS = 4_096
_EXPONENT = 65_537
_MOST_EXPONENT_BITS = 32


def check_public_key(raw: bytes) -> None:
    """Refuse what is no sound RSA key in DER.

    Raises CredentialsError with `key-weak` for fewer than 2,048 bits and for exponents below
    65,537 (NIST SP 800-56B, §6.2), with `bad-value` for what is no key, has more than 4,096
    bits or an exponent of more than 32.
    """
    _opened(raw)


def from_numbers(modulus: int, exponent: int) -> bytes:
    """The key of two numbers, not yet checked; `bad-value` when they cannot be one."""
    try:
        return _der(rsa.RSAPublicNumbers(exponent, modulus).public_key())
    except ValueError as error:
        raise refuse(ProblemCode.BAD_VALUE, "not an RSA key") from error


def numbers(raw: bytes) -> tuple[int, int]:
    """The modulus and the exponent of a key."""
    found = _opened(raw).public_numbers()
    return found.n, found.e


def signature_fits(raw: bytes, signature: bytes, content: bytes) -> bool:
    """Whether a signature is by this key over `content` (RFC 8017 §8.2.2)."""
    key = _opened(raw)
    # As long as the modulus, leading zeros included: a shorter one would be a second spelling.
    if len(signature) != (key.key_size + 7) // 8:
        return False
    try:
        key.verify(signature, content, padding.PKCS1v15(), SHA256())
    except InvalidSignature:
        return False
    return True


def generate() -> bytes:
    """A new private key of 3,072 bits, as PKCS #8."""
    key = rsa.generate_private_key(_EXPONENT, _NEW_BITS)
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def open_private_key(secret: bytes) -> PrivateKey:
    """The private key in a PKCS #8 structure; raises `key-unavailable` for anything else."""
    try:
        key = load_der_private_key(secret, None)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise refuse(ProblemCode.KEY_UNAVAILABLE, "not a private key") from error
    if not isinstance(key, rsa.RSAPrivateKey):
        raise refuse(ProblemCode.KEY_UNAVAILABLE, "not an RSA key")
    return _PrivateKey(key)


class _PrivateKey:
    __slots__ = ("_key",)

    def __init__(self, key: rsa.RSAPrivateKey) -> None:
        self._key = key

    def public_raw(self) -> bytes:
        return _der(self._key.public_key())

    def sign(self, content: bytes) -> bytes:
        # This padding has no random part: the same content gives the same signature.
        return self._key.sign(content, padding.PKCS1v15(), SHA256())


@lru_cache(maxsize=1_024)
def _opened(raw: bytes) -> rsa.RSAPublicKey:
    """The key in these bytes, found sound; the same few issuers' keys come again and again."""
    try:
        key = load_der_public_key(raw)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise refuse(ProblemCode.BAD_VALUE, "not an RSA key") from error
    # Other structures are public keys in DER too, and some spell the same key another way.
    if not isinstance(key, rsa.RSAPublicKey) or _der(key) != raw:
        raise refuse(ProblemCode.BAD_VALUE, "not an RSA key")
    exponent = key.public_numbers().e
    if key.key_size > _MOST_BITS or exponent.bit_length() > _MOST_EXPONENT_BITS:
        raise refuse(ProblemCode.BAD_VALUE, f"an RSA key of more than {_MOST_BITS} bits")
    if key.key_size < _LEAST_BITS or exponent < _EXPONENT:
        raise refuse(ProblemCode.KEY_WEAK, "an RSA key of fewer than 2,048 bits or a low exponent")
    return key


def _der(key: rsa.RSAPublicKey) -> bytes:
    return key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
