"""The ciphersuite BLS12-381-SHA-256: how bytes become scalars and points, and back.

Sections are those of draft-irtf-cfrg-bbs-signatures. The arithmetic is arkworks'. It does not
take the same time for every secret, so that a key is used only where nobody else can measure.
"""

import hashlib
import secrets
from collections.abc import Sequence
from functools import lru_cache

from msgspec import Struct
from py_arkworks_bls12381 import G1Point, G2Point, Scalar

from credentials.problems import ProblemCode, refuse

POINT_SIZE = 48
SCALAR_SIZE = 32
PUBLIC_KEY_SIZE = 96
MAX_MESSAGES = 1_024
"""More statements than a certificate has; making a point for each takes a third of a second."""

_SUITE_ID = b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_"
_API_ID = _SUITE_ID + b"H2G_HM2S_"
_SEED_DST = _API_ID + b"SIG_GENERATOR_SEED_"
_GENERATOR_DST = _API_ID + b"SIG_GENERATOR_DST_"
_GENERATOR_SEED = _API_ID + b"MESSAGE_GENERATOR_SEED"
_MESSAGE_DST = _API_ID + b"MAP_MSG_TO_SCALAR_AS_HASH_"
_SCALAR_DST = _API_ID + b"H2S_"
_KEY_DST = _SUITE_ID + b"KEYGEN_DST_"
# ceil((ceil(log2(r)) + 128) / 8): so many bytes, reduced, are a scalar without a bias.
_EXPANDED = 48

# §7.2.2. The tests make it again from its seed.
P1 = G1Point.from_compressed_bytes(
    bytes.fromhex(
        "a8ce256102840821a3e94ea9025e4662b205762f9776b3a766c872b948f1fd22"
        "5e7c59698588e70d11406d161b4e28c9"
    )
)
BASE_POINT_2 = G2Point()

_BLOCK = 64


def count(number: int) -> bytes:
    """A count or a position as 8 bytes (I2OSP with 8)."""
    return number.to_bytes(8, "big")


def expand_message(content: bytes, dst: bytes, size: int) -> bytes:
    """`size` uniform bytes from `content` (RFC 9380 §5.3.1 with SHA-256)."""
    suffix = dst + len(dst).to_bytes(1, "big")
    first = hashlib.sha256(
        bytes(64) + content + size.to_bytes(2, "big") + b"\x00" + suffix
    ).digest()
    block, expanded = bytes(32), b""
    for number in range(1, -(-size // 32) + 1):
        mixed = bytes(one ^ other for one, other in zip(first, block, strict=True))
        block = hashlib.sha256(mixed + number.to_bytes(1, "big") + suffix).digest()
        expanded += block
    return expanded[:size]


def hash_to_scalar(content: bytes, dst: bytes = _SCALAR_DST) -> Scalar:
    """A scalar that nobody can choose the content for (§4.2.2)."""
    return Scalar.from_be_bytes_mod_order(expand_message(content, dst, _EXPANDED))


def message_scalars(messages: Sequence[bytes]) -> list[Scalar]:
    """The scalars that stand for messages (§4.1.2)."""
    return [hash_to_scalar(message, _MESSAGE_DST) for message in messages]


def secret_scalar(key_material: bytes, key_info: bytes = b"") -> bytes:
    """The secret key that follows from at least 32 secret random bytes (§3.4.1)."""
    derived = key_material + len(key_info).to_bytes(2, "big") + key_info
    return hash_to_scalar(derived, _KEY_DST).to_be_bytes()


def random_scalars(number: int) -> list[Scalar]:
    """Scalars from the operating system's random source (§4.2.1)."""
    return [Scalar.from_be_bytes_mod_order(secrets.token_bytes(_EXPANDED)) for _ in range(number)]


class Generators(Struct, frozen=True):
    """The point for the domain, Q_1, then one for each message; `octets` are all of them."""

    points: Sequence[G1Point]
    octets: bytes


def generators(messages: int) -> Generators:
    """The points for so many messages, the same for everybody (§4.1.1).

    Raises CredentialsError with `too-complex` for more than `MAX_MESSAGES`, because each point
    takes a while to make the first time.
    """
    if messages > MAX_MESSAGES:
        raise refuse(ProblemCode.TOO_COMPLEX, f"more than {MAX_MESSAGES} signed statements")
    points: list[G1Point] = []
    while len(points) < messages + 1:
        points.extend(_block(len(points) // _BLOCK)[0])
    chosen = points[: messages + 1]
    return Generators(chosen, b"".join(point.to_compressed_bytes() for point in chosen))


@lru_cache(maxsize=MAX_MESSAGES // _BLOCK + 1)
def _block(number: int) -> tuple[Sequence[G1Point], bytes]:
    """The block of that number, and the seed that the next one begins with."""
    seed = _block(number - 1)[1] if number else expand_message(_GENERATOR_SEED, _SEED_DST, 48)
    points = []
    for position in range(number * _BLOCK + 1, (number + 1) * _BLOCK + 1):
        seed = expand_message(seed + count(position), _SEED_DST, _EXPANDED)
        points.append(G1Point.hash_to_curve(seed, _GENERATOR_DST))
    return tuple(points), seed


def domain(public_key: bytes, generators: Generators, header: bytes) -> Scalar:
    """What ties a signature to its key, its header and how many messages it has (§4.2.3)."""
    content = (
        public_key
        + count(len(generators.points) - 1)
        + generators.octets
        + _API_ID
        + count(len(header))
        + header
    )
    return hash_to_scalar(content)


def combined(points: Sequence[G1Point], scalars: Sequence[Scalar]) -> G1Point:
    """The sum of each point times its scalar."""
    return G1Point.multiexp_unchecked(list(points), list(scalars))


@lru_cache(maxsize=1_024)
def opened_public_key(raw: bytes) -> G2Point:
    """The point of a sound public key of 96 bytes (§4.2.4.6).

    Raises CredentialsError with `bad-value` for what is no point of the group, and with
    `key-weak` for the point at infinity. What was found sound is remembered, because the same
    few issuers' keys come again and again.
    """
    try:
        point = G2Point.from_compressed_bytes(raw)
    except ValueError as error:
        raise refuse(ProblemCode.BAD_VALUE, "not a point of the group G2") from error
    # With the point at infinity every signature whose own point is there would fit. arkworks
    # looks at the group and the spelling itself; that must not depend on its version.
    is_sound = point.is_in_subgroup() and point.to_compressed_bytes() == raw
    if point == G2Point.identity() or not is_sound:
        raise refuse(ProblemCode.KEY_WEAK, "a BLS12-381 key that anybody can sign with")
    return point


def read_point(raw: bytes) -> G1Point | None:
    """The point of G1 in 48 bytes, in its one spelling and not at infinity; None otherwise."""
    try:
        point = G1Point.from_compressed_bytes(raw)
    except ValueError:
        return None
    if point == G1Point.identity() or not point.is_in_subgroup():
        return None
    return point if point.to_compressed_bytes() == raw else None


def read_scalar(raw: bytes) -> Scalar | None:
    """The scalar in 32 bytes, reduced and not zero; None otherwise."""
    try:
        scalar = Scalar.from_be_bytes(raw)
    except ValueError:
        return None
    return None if scalar.is_zero() else scalar
