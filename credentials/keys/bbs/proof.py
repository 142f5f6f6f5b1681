"""Proofs that somebody holds a BBS signature, which show some of its messages and hide the rest."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from msgspec import Struct
from py_arkworks_bls12381 import GT, G1Point, Scalar

from credentials.keys.bbs import ciphersuite
from credentials.keys.bbs.ciphersuite import POINT_SIZE, SCALAR_SIZE, Generators
from credentials.keys.bbs.signature import fits, read_signature, signed_point
from credentials.problems import ProblemCode, refuse

_POINTS = 3
# Besides one for each hidden message: e, r1, r3, and the challenge.
_SCALARS = 4
_FLOOR = _POINTS * POINT_SIZE + _SCALARS * SCALAR_SIZE
# How many random scalars a proof takes besides one for each hidden message (§3.7.1).
_RANDOM = 5


class _Showing(Struct, frozen=True):
    """What prover and reader both know: whose signature, and which of its messages are shown."""

    generators: Generators
    domain: Scalar
    shown: Mapping[int, Scalar]
    hidden: Sequence[int]
    presentation_header: bytes

    def sum(self, scalars: Mapping[int, Scalar]) -> G1Point:
        """Messages by their positions, each on its own point."""
        # The first point is that of the domain.
        points = [self.generators.points[position + 1] for position in scalars]
        return ciphersuite.combined(points, list(scalars.values()))

    def sum_of_hidden(self, scalars: Sequence[Scalar]) -> G1Point:
        """The same for what stands for the hidden messages."""
        return self.sum(dict(zip(self.hidden, scalars, strict=True)))

    def challenge(self, *points: G1Point) -> Scalar:
        """What the prover could not choose: the hash of all that is shown (§3.7.4)."""
        octets = ciphersuite.count(len(self.shown))
        for position, scalar in self.shown.items():
            octets += ciphersuite.count(position) + scalar.to_be_bytes()
        octets += b"".join(point.to_compressed_bytes() for point in points)
        octets += self.domain.to_be_bytes()
        octets += ciphersuite.count(len(self.presentation_header)) + self.presentation_header
        return ciphersuite.hash_to_scalar(octets)


class _Proof(Struct, frozen=True):
    """A proof taken apart (§4.2.4.5): points, answers, one for each hidden message, challenge."""

    a_bar: G1Point
    b_bar: G1Point
    d: G1Point
    e: Scalar
    r1: Scalar
    r3: Scalar
    hidden: Sequence[Scalar]
    challenge: Scalar

    def octets(self) -> bytes:
        points = (self.a_bar, self.b_bar, self.d)
        scalars = (self.e, self.r1, self.r3, *self.hidden, self.challenge)
        return b"".join(point.to_compressed_bytes() for point in points) + b"".join(
            scalar.to_be_bytes() for scalar in scalars
        )


def prove(
    public_key: bytes,
    signature: bytes,
    *,
    header: bytes,
    presentation_header: bytes,
    messages: Sequence[bytes],
    disclosed: Sequence[int],
    draw: Callable[[int], Sequence[Scalar]] = ciphersuite.random_scalars,
) -> bytes:
    """A proof that shows the messages at the positions `disclosed`, which ascend (§3.5.3).

    `draw` gives so many random numbers, five and one for each hidden message. They must never
    come again: two proofs with the same ones give the signature away. Raises CredentialsError
    with `tampered` when the signature does not fit, and `bad-value` for positions that do not
    ascend or are not there.
    """
    ascend = all(one < other for one, other in pairwise(disclosed))
    if not ascend or any(not 0 <= position < len(messages) for position in disclosed):
        raise refuse(ProblemCode.BAD_VALUE, "not ascending positions of messages")
    read = read_signature(signature)
    if read is None or not fits(public_key, signature, header=header, messages=messages):
        raise refuse(ProblemCode.TAMPERED, "the signature does not fit the messages")
    values = ciphersuite.message_scalars(messages)
    shown = {position: values[position] for position in disclosed}
    showing = _showing(public_key, header, shown, presentation_header, messages=len(messages))
    r1, r2, e_blind, r1_blind, r3_blind, *blinds = draw(_RANDOM + len(showing.hidden))
    d = signed_point(showing.generators, showing.domain, values) * r2
    a_bar = read.a * (r1 * r2)
    b_bar = d * r1 - a_bar * read.e
    t1 = a_bar * e_blind + d * r1_blind
    t2 = d * r3_blind + showing.sum_of_hidden(blinds)
    challenge = showing.challenge(a_bar, b_bar, d, t1, t2)
    hidden = [
        blind + values[position] * challenge
        for blind, position in zip(blinds, showing.hidden, strict=True)
    ]
    return _Proof(
        a_bar,
        b_bar,
        d,
        e=e_blind + read.e * challenge,
        r1=r1_blind - r1 * challenge,
        r3=r3_blind - r2.inverse() * challenge,
        hidden=hidden,
        challenge=challenge,
    ).octets()


def holds(
    public_key: bytes,
    proof: bytes,
    *,
    header: bytes,
    presentation_header: bytes,
    disclosed: Mapping[int, bytes],
) -> bool:
    """Whether the holder of a signature by this sound key shows just these messages (§3.5.4).

    `disclosed` are the messages by their positions. False too for a proof that is malformed
    or of more messages than are taken here.
    """
    read = _read(proof)
    if read is None:
        return False
    messages = len(read.hidden) + len(disclosed)
    positions = sorted(disclosed)
    if messages > ciphersuite.MAX_MESSAGES or any(not 0 <= one < messages for one in positions):
        return False
    values = ciphersuite.message_scalars([disclosed[position] for position in positions])
    shown = dict(zip(positions, values, strict=True))
    showing = _showing(public_key, header, shown, presentation_header, messages=messages)
    b = ciphersuite.P1 + showing.generators.points[0] * showing.domain + showing.sum(shown)
    t1 = read.b_bar * read.challenge + read.a_bar * read.e + read.d * read.r1
    t2 = b * read.challenge + read.d * read.r3 + showing.sum_of_hidden(read.hidden)
    if showing.challenge(read.a_bar, read.b_bar, read.d, t1, t2) != read.challenge:
        return False
    return GT.pairing_check(
        [read.a_bar, -read.b_bar],
        [ciphersuite.opened_public_key(public_key), ciphersuite.BASE_POINT_2],
    )


def _showing(
    public_key: bytes,
    header: bytes,
    shown: Mapping[int, Scalar],
    presentation_header: bytes,
    *,
    messages: int,
) -> _Showing:
    generators = ciphersuite.generators(messages)
    return _Showing(
        generators=generators,
        domain=ciphersuite.domain(public_key, generators, header),
        shown=shown,
        hidden=[position for position in range(messages) if position not in shown],
        presentation_header=presentation_header,
    )


def _read(octets: bytes) -> _Proof | None:
    """A proof taken apart, each part checked; None if one is not what it must be."""
    hidden, left_over = divmod(len(octets) - _FLOOR, SCALAR_SIZE)
    if left_over or not 0 <= hidden <= ciphersuite.MAX_MESSAGES:
        return None
    split = _POINTS * POINT_SIZE
    points = [
        ciphersuite.read_point(octets[begin : begin + POINT_SIZE])
        for begin in range(0, split, POINT_SIZE)
    ]
    scalars = [
        ciphersuite.read_scalar(octets[begin : begin + SCALAR_SIZE])
        for begin in range(split, len(octets), SCALAR_SIZE)
    ]
    sound = [point for point in points if point is not None]
    values = [scalar for scalar in scalars if scalar is not None]
    if len(sound) != len(points) or len(values) != len(scalars):
        return None
    e, r1, r3, *rest, challenge = values
    a_bar, b_bar, d = sound
    return _Proof(a_bar, b_bar, d, e=e, r1=r1, r3=r3, hidden=rest, challenge=challenge)
