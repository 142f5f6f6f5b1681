"""What the library asks of the world outside: a signer. Everything else arrives as values."""

from typing import Protocol

from credentials.keys.algorithms import Algorithm


class Signer(Protocol):
    """Somebody who holds a private key and signs bytes with it (a file, an HSM, a KMS)."""

    @property
    def verification_method(self) -> str:
        """The absolute DID URL under which the public key is published."""
        ...

    @property
    def algorithm(self) -> Algorithm:
        """The signature algorithm of the key."""
        ...

    @property
    def public_key(self) -> bytes:
        """The raw public key, so that an own signature can be checked before it leaves."""
        ...

    def sign(self, content: bytes) -> bytes:
        """The raw signature over `content`; raises CredentialsError with `key-unavailable`."""
        ...
