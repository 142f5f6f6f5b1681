"""A signer whose private key is in this process's memory; who may hold one: app/base/custody."""

import secrets

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from credentials.keys.algorithms import ED25519, Algorithm
from credentials.problems import ProblemCode, refuse

_SEED_SIZE = 32


def generate_seed() -> bytes:
    """A new private key: 32 bytes from the operating system's random source (RFC 8032 §5.1.5)."""
    return secrets.token_bytes(_SEED_SIZE)


class LocalSigner:
    """Signs with an Ed25519 key from a 32-byte seed; implements `credentials.ports.Signer`.

    `verification_method` is the absolute DID URL under which the public key is published. The
    seed is not kept, and nothing that is printed or logged of a signer shows its key.
    Raises CredentialsError with `key-unavailable` when the seed has another size.
    """

    __slots__ = ("_private_key", "_verification_method")

    def __init__(self, seed: bytes, *, verification_method: str) -> None:
        if len(seed) != _SEED_SIZE:
            raise refuse(ProblemCode.KEY_UNAVAILABLE, f"an Ed25519 seed has {_SEED_SIZE} bytes")
        self._private_key = Ed25519PrivateKey.from_private_bytes(seed)
        self._verification_method = verification_method

    @property
    def verification_method(self) -> str:
        """The absolute DID URL under which the public key is published."""
        return self._verification_method

    @property
    def algorithm(self) -> Algorithm:
        """Ed25519."""
        return ED25519

    @property
    def public_key(self) -> bytes:
        """The raw public key, 32 bytes."""
        return self._private_key.public_key().public_bytes_raw()

    def sign(self, content: bytes) -> bytes:
        """The signature over `content`, 64 bytes; the same every time (RFC 8032 §5.1.6)."""
        return self._private_key.sign(content)
