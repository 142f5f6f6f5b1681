"""What every kind of private key can do."""

from typing import Protocol


class PrivateKey(Protocol):
    """An opened private key; it never shows itself."""

    def public_raw(self) -> bytes:
        """The raw public key that belongs to it."""
        ...

    def sign(self, content: bytes) -> bytes:
        """The raw signature over `content`."""
        ...
