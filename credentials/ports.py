"""What the library asks of the world outside: a signer. Everything else arrives as values.

What a signer gives is checked against its key before anything is made of it.
"""

from typing import Protocol

from credentials.keys.algorithms import Algorithm, public_key
from credentials.problems import ProblemCode, refuse


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


def checked_signature(signer: Signer, content: bytes) -> bytes:
    """The signer's signature, if it fits its key: no other one leaves.

    Raises CredentialsError with `signing-failed` otherwise, and what the signer raises.
    """
    key = public_key(signer.algorithm, signer.public_key)
    signature = signer.sign(content)
    if not key.verify(signature, content):
        raise refuse(ProblemCode.SIGNING_FAILED, "the signer's signature does not fit its key")
    return signature
