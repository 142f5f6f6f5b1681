"""Gaps in what is written of a document, and the markers that stand in them meanwhile."""

from collections.abc import Iterable
from itertools import count


def markers_for(content: bytes, number: int) -> list[str]:
    """So many addresses that are not part of this content, all of one length."""
    nonce = next(nonce for nonce in count() if f"urn:gap-{nonce}:".encode() not in content)
    return [f"urn:gap-{nonce}:{gap:06}:" for gap in range(number)]


def between(content: bytes, markers: Iterable[bytes]) -> list[bytes]:
    """What stands before, between and after the markers, which come in this order."""
    found = []
    for marker in markers:
        before, _, content = content.partition(marker)
        found.append(before)
    return [*found, content]
