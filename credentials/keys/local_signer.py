"""A signer whose private key is in this process's memory; who may hold one: app/base/custody."""

from credentials.keys.algorithms import ED25519, Algorithm
from credentials.problems import ProblemCode, refuse


def generate_seed(algorithm: Algorithm = ED25519) -> bytes:
    """The secret of a new private key, from the operating system's random source.

    It is the seed of an Ed25519 key, the scalar of a key on a NIST curve, and an RSA key whole.
    """
    return algorithm.generate()


class LocalSigner:
    """Signs with a private key from its secret; implements `credentials.ports.Signer`.

    `verification_method` is the absolute DID URL under which the public key is published.
    Nothing that is printed or logged of a signer, or written of it, shows its secret.
    Raises CredentialsError with `key-unavailable` when the secret has another size.
    """

    __slots__ = ("_algorithm", "_private_key", "_verification_method")

    def __init__(
        self, seed: bytes, *, verification_method: str, algorithm: Algorithm = ED25519
    ) -> None:
        if algorithm.private_key_size not in (None, len(seed)):
            detail = f"an {algorithm.name} secret has {algorithm.private_key_size} bytes"
            raise refuse(ProblemCode.KEY_UNAVAILABLE, detail)
        self._algorithm = algorithm
        self._private_key = algorithm.open_private_key(seed)
        self._verification_method = verification_method

    @property
    def verification_method(self) -> str:
        """The absolute DID URL under which the public key is published."""
        return self._verification_method

    @property
    def algorithm(self) -> Algorithm:
        """The signature algorithm of the key."""
        return self._algorithm

    @property
    def public_key(self) -> bytes:
        """The raw public key."""
        return self._private_key.public_raw()

    def sign(self, content: bytes) -> bytes:
        """The raw signature over `content`; the same every time."""
        return self._private_key.sign(content)
