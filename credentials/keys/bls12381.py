"""BLS12-381 keys, which make BBS signatures: over a header and messages, never over one text.

A signer is given bytes. What a key of this kind takes are a header and messages that were
`joined`; anything else it refuses, so that it signs no token, no presentation and no list by
mistake.
"""

import secrets
from collections.abc import Sequence

from credentials.keys.bbs import ciphersuite, signature
from credentials.keys.private import PrivateKey
from credentials.problems import CredentialsError, ProblemCode, refuse

PUBLIC_KEY_SIZE = ciphersuite.PUBLIC_KEY_SIZE
SECRET_SIZE = ciphersuite.SCALAR_SIZE
SIGNATURE_SIZE = signature.SIZE

_LENGTH_SIZE = 8


def joined(header: bytes, messages: Sequence[bytes]) -> bytes:
    """A header and messages as the bytes that a signer takes: each behind its length."""
    return b"".join(ciphersuite.count(len(part)) + part for part in (header, *messages))


def check_public_key(raw: bytes) -> None:
    """Refuse what is no sound public key: `bad-value`, or `key-weak` for the point at infinity.

    A point outside the group of prime order is among what is refused.
    """
    ciphersuite.opened_public_key(raw)


def signature_fits(raw: bytes, octets: bytes, content: bytes) -> bool:
    """Whether a BBS signature is by this key over a `joined` header and messages."""
    try:
        header, *messages = _parted(content)
        return signature.fits(raw, octets, header=header, messages=messages)
    except CredentialsError:
        return False


def generate() -> bytes:
    """A new private key: a scalar from the operating system's random source."""
    return ciphersuite.secret_scalar(secrets.token_bytes(SECRET_SIZE))


def open_private_key(secret: bytes) -> PrivateKey:
    """The private key of a scalar; raises `key-unavailable` for what is none."""
    return _PrivateKey(secret)


class _PrivateKey:
    __slots__ = ("_public", "_secret")

    def __init__(self, secret: bytes) -> None:
        self._public = signature.public_key(secret)
        self._secret = secret

    def public_raw(self) -> bytes:
        return self._public

    def sign(self, content: bytes) -> bytes:
        header, *messages = _parted(content)
        return signature.sign(self._secret, header=header, messages=messages)


def _parted(content: bytes) -> list[bytes]:
    """The header and the messages that were `joined`; `signing-failed` for other bytes."""
    parts: list[bytes] = []
    place = 0
    while place < len(content):
        begin = place + _LENGTH_SIZE
        place = begin + int.from_bytes(content[place:begin], "big")
        parts.append(content[begin:place])
    if not parts or joined(parts[0], parts[1:]) != content:
        raise refuse(ProblemCode.SIGNING_FAILED, "such a key signs a header and messages only")
    return parts
