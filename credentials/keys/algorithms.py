"""The signature algorithms, and what hangs on each: sizes, hash, names, soundness of keys.

A new algorithm is one entry here; a new family of keys has a module of its own beside this
one, and an entry in `jwk` if its JSON form has other members.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from msgspec import Struct
from typing_extensions import override

from credentials.keys import bls12381, ed25519, nist, rsa
from credentials.keys.private import PrivateKey
from credentials.problems import ProblemCode, refuse


class Algorithm(Struct, frozen=True, eq=False):
    """A signature algorithm with fixed parameters; sizes are in bytes.

    `jose` is the name that we write and `jose_names` are all that we read (RFC 7518 §3.1,
    RFC 8037 §3.1, RFC 9864 §2.2); keys that sign no tokens have none, and are written as
    Multikeys only. `multicodec` is the varint before a Multikey's bytes
    (Controlled Identifiers 1.0 §2.2.2). A size is None where it differs from key to key; its
    module looks at it then. `hash_name` is the hash of the Data Integrity suites
    with such a key, as hashlib calls it. `generate` makes the secret of a new private key,
    `private_key_size` bytes, and `open_private_key` makes a key of it again. `curve` is there
    for the keys that have two coordinates.
    """

    name: str
    jose: str | None
    jose_names: frozenset[str]
    jwk_type: str | None
    jwk_curve: str | None
    multicodec: bytes
    public_key_size: int | None
    signature_size: int | None
    hash_name: str
    check_public_key: Callable[[bytes], None]
    signature_fits: Callable[[bytes, bytes, bytes], bool]
    private_key_size: int | None
    generate: Callable[[], bytes]
    open_private_key: Callable[[bytes], PrivateKey]
    curve: nist.Curve | None = None

    @override
    def __reduce__(self) -> tuple[Callable[[str], "Algorithm"], tuple[str]]:
        # There is one of each, in another process too.
        return _named, (self.name,)


def _named(name: str) -> Algorithm:
    return ALGORITHMS[name]


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
    private_key_size=ed25519.SEED_SIZE,
    generate=ed25519.generate,
    open_private_key=ed25519.open_private_key,
)


def _ecdsa(name: str, jose: str, multicodec: bytes, curve: nist.Curve) -> Algorithm:
    return Algorithm(
        name=name,
        jose=jose,
        jose_names=frozenset({jose}),
        jwk_type="EC",
        jwk_curve=name,
        multicodec=multicodec,
        public_key_size=curve.size + 1,
        signature_size=2 * curve.size,
        hash_name=curve.hash.name,
        check_public_key=curve.check_public_key,
        signature_fits=curve.signature_fits,
        private_key_size=curve.size,
        generate=curve.generate,
        open_private_key=curve.open_private_key,
        curve=curve,
    )


P256 = _ecdsa("P-256", "ES256", b"\x80\x24", nist.P256)
P384 = _ecdsa("P-384", "ES384", b"\x81\x24", nist.P384)
P521 = _ecdsa("P-521", "ES512", b"\x82\x24", nist.P521)

BLS12381 = Algorithm(
    name="BLS12-381",
    jose=None,
    jose_names=frozenset(),
    jwk_type=None,
    jwk_curve=None,
    multicodec=b"\xeb\x01",
    public_key_size=bls12381.PUBLIC_KEY_SIZE,
    signature_size=bls12381.SIGNATURE_SIZE,
    hash_name="sha256",
    check_public_key=bls12381.check_public_key,
    signature_fits=bls12381.signature_fits,
    private_key_size=bls12381.SECRET_SIZE,
    generate=bls12381.generate,
    open_private_key=bls12381.open_private_key,
)

RSA = Algorithm(
    name="RSA",
    jose="RS256",
    jose_names=frozenset({"RS256"}),
    jwk_type="RSA",
    jwk_curve=None,
    multicodec=b"\x85\x24",
    public_key_size=None,
    signature_size=None,
    hash_name="sha256",
    check_public_key=rsa.check_public_key,
    signature_fits=rsa.signature_fits,
    private_key_size=None,
    generate=rsa.generate,
    open_private_key=rsa.open_private_key,
)

ALGORITHMS: Mapping[str, Algorithm] = MappingProxyType(
    {algorithm.name: algorithm for algorithm in (ED25519, P256, P384, P521, BLS12381, RSA)}
)
TOKEN_ALGORITHMS = frozenset(algorithm for algorithm in ALGORITHMS.values() if algorithm.jose)
"""Those whose keys sign tokens."""


class PublicKey(Struct, frozen=True):
    """A public key that was found sound; made by `public_key` only."""

    algorithm: Algorithm
    raw: bytes

    def verify(self, signature: bytes, content: bytes) -> bool:
        """Whether `signature` is by this key over `content`; never raises for any bytes."""
        if self.algorithm.signature_size not in (None, len(signature)):
            return False
        return self.algorithm.signature_fits(self.raw, signature, content)

    def check_token(self, signature: bytes, content: bytes, *, alg: object, what: str) -> None:
        """Refuse a signature that is not by this key, or that says another algorithm than its.

        `alg` is what the token says, by its name in JOSE. Raises CredentialsError with
        `proof-rejected` or `tampered`, of `what` for developers.
        """
        if alg not in self.algorithm.jose_names:
            raise refuse(ProblemCode.PROOF_REJECTED, f"alg of the {what} does not fit its key")
        if not self.verify(signature, content):
            raise refuse(ProblemCode.TAMPERED, f"the signature of the {what} does not fit")


def public_key(algorithm: Algorithm, raw: bytes) -> PublicKey:
    """A sound public key from its raw bytes.

    Raises CredentialsError with `bad-value` for a wrong size or no point of the curve, and
    with `key-weak` for a key that anybody can sign with.
    """
    if algorithm.public_key_size not in (None, len(raw)):
        size = algorithm.public_key_size
        raise refuse(ProblemCode.BAD_VALUE, f"an {algorithm.name} key has {size} bytes")
    algorithm.check_public_key(raw)
    return PublicKey(algorithm, raw)
