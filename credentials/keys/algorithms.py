"""The signature algorithms, and what hangs on each: sizes, hash, names, soundness of keys.

A new algorithm is one entry here and one in `jwk` if its JSON form has other members.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from credentials.keys import ed25519
from credentials.problems import ProblemCode, refuse


@dataclass(frozen=True, slots=True)
class Algorithm:
    """A signature algorithm with fixed parameters; sizes are in bytes.

    `jose` is the name that we write and `jose_names` are all that we read (RFC 7518 §3.1,
    RFC 8037 §3.1, RFC 9864 §2.2). `multicodec` is the varint before a Multikey's bytes
    (Controlled Identifiers 1.0 §2.2.2). `hash_name` is the hash of the Data Integrity suites
    with such a key, as hashlib calls it.
    """

    name: str
    jose: str
    jose_names: frozenset[str]
    jwk_type: str
    jwk_curve: str
    multicodec: bytes
    public_key_size: int
    signature_size: int
    hash_name: str
    check_public_key: Callable[[bytes], None]
    signature_fits: Callable[[bytes, bytes, bytes], bool]


ED25519 = Algorithm(
    name="Ed25519",
    jose="EdDSA",
    jose_names=frozenset({"EdDSA", "Ed25519"}),
    jwk_type="OKP",
    jwk_curve="Ed25519",
    multicodec=b"\xed\x01",
    public_key_size=32,
    signature_size=64,
    hash_name="sha256",
    check_public_key=ed25519.check_public_key,
    signature_fits=ed25519.signature_fits,
)

ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType({ED25519.name: ED25519})


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key that was found sound; made by `public_key` only."""

    algorithm: Algorithm
    raw: bytes

    def verify(self, signature: bytes, content: bytes) -> bool:
        """Whether `signature` is by this key over `content`; never raises for any bytes."""
        if len(signature) != self.algorithm.signature_size:
            return False
        return self.algorithm.signature_fits(self.raw, signature, content)


def public_key(algorithm: Algorithm, raw: bytes) -> PublicKey:
    """A sound public key from its raw bytes.

    Raises CredentialsError with `bad-value` for a wrong size or no point of the curve, and
    with `key-weak` for a key that anybody can sign with.
    """
    if len(raw) != algorithm.public_key_size:
        size = algorithm.public_key_size
        raise refuse(ProblemCode.BAD_VALUE, f"an {algorithm.name} key has {size} bytes")
    algorithm.check_public_key(raw)
    return PublicKey(algorithm, raw)
