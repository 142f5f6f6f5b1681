"""A BBS signature over a header and messages: made by the issuer, checked by the holder."""

from collections.abc import Sequence

from msgspec import Struct
from py_arkworks_bls12381 import GT, G1Point, Scalar

from credentials.keys.bbs import ciphersuite
from credentials.keys.bbs.ciphersuite import Generators
from credentials.problems import ProblemCode, refuse

SIZE = ciphersuite.POINT_SIZE + ciphersuite.SCALAR_SIZE


class Signature(Struct, frozen=True):
    """A point of G1 and a scalar, both checked (§4.2.4.3)."""

    a: G1Point
    e: Scalar


def sign(secret: bytes, *, header: bytes, messages: Sequence[bytes]) -> bytes:
    """The signature of 80 bytes by a secret scalar; the same every time (§3.6.1).

    Raises CredentialsError with `key-unavailable` for what is no secret key, and with
    `too-complex` for too many messages.
    """
    key = opened_secret(secret)
    generators = ciphersuite.generators(len(messages))
    scalars = ciphersuite.message_scalars(messages)
    domain = ciphersuite.domain(public_key(secret), generators, header)
    e = ciphersuite.hash_to_scalar(
        b"".join(scalar.to_be_bytes() for scalar in (key, *scalars, domain))
    )
    a = signed_point(generators, domain, scalars) * (key + e).inverse()
    return a.to_compressed_bytes() + e.to_be_bytes()


def fits(public_key: bytes, signature: bytes, *, header: bytes, messages: Sequence[bytes]) -> bool:
    """Whether a signature is by this sound key over just this (§3.6.2).

    Raises CredentialsError with `too-complex` for too many messages.
    """
    read = read_signature(signature)
    if read is None:
        return False
    generators = ciphersuite.generators(len(messages))
    domain = ciphersuite.domain(public_key, generators, header)
    b = signed_point(generators, domain, ciphersuite.message_scalars(messages))
    return GT.pairing_check(
        [read.a, read.a * read.e - b],
        [ciphersuite.opened_public_key(public_key), ciphersuite.BASE_POINT_2],
    )


def public_key(secret: bytes) -> bytes:
    """The public key of a secret scalar, 96 bytes (§3.4.2)."""
    return (ciphersuite.BASE_POINT_2 * opened_secret(secret)).to_compressed_bytes()


def opened_secret(secret: bytes) -> Scalar:
    """The scalar that a secret key is; `key-unavailable` for what is none."""
    scalar = ciphersuite.read_scalar(secret)
    if scalar is None:
        raise refuse(ProblemCode.KEY_UNAVAILABLE, "not a private key of BLS12-381")
    return scalar


def signed_point(generators: Generators, domain: Scalar, messages: Sequence[Scalar]) -> G1Point:
    """The point B that the signature is made over: domain and messages, each on its own point."""
    return ciphersuite.P1 + ciphersuite.combined(generators.points, [domain, *messages])


def read_signature(octets: bytes) -> Signature | None:
    """The signature in 80 bytes; None if its parts are not what they must be (§4.2.4.3)."""
    if len(octets) != SIZE:
        return None
    a = ciphersuite.read_point(octets[: ciphersuite.POINT_SIZE])
    e = ciphersuite.read_scalar(octets[ciphersuite.POINT_SIZE :])
    return None if a is None or e is None else Signature(a, e)
