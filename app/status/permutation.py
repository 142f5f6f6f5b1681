"""The order in which a list's positions are given out: random to everybody else.

A position must say nothing about when its credential was issued (Bitstring Status List §6),
and must never come twice. A counter put through a keyed permutation gives both, without
looking at what was given out before.
"""

from hashlib import blake2b

_ROUNDS = 8


def position(counter: int, *, size: int, seed: bytes) -> int:
    """The place in a list of `size` entries for its `counter`-th credential, from 0.

    For one `seed` (32 bytes) different counters below `size` give different places.
    """
    if not 0 <= counter < size:
        raise ValueError("the counter is outside the list")
    half = max(1, ((size - 1).bit_length() + 1) // 2)
    place = _shuffle(counter, half=half, seed=seed)
    # The permutation is over the next even power of two. Walking on along its cycle until
    # a place lies inside the list keeps it a permutation of the list itself.
    while place >= size:
        place = _shuffle(place, half=half, seed=seed)
    return place


def _shuffle(value: int, *, half: int, seed: bytes) -> int:
    mask = (1 << half) - 1
    left, right = value >> half, value & mask
    for number in range(_ROUNDS):
        message = bytes([number]) + right.to_bytes(8, "big")
        mixed = int.from_bytes(blake2b(message, key=seed, digest_size=8).digest(), "big")
        left, right = right, left ^ (mixed & mask)
    return left << half | right
