"""Gaps in what is written of a document, and the markers that stand in them meanwhile."""

import re
from collections.abc import Iterable, Sequence
from itertools import count

from credentials.jsonld.active_contexts import PREFIXES

_SCHEME = re.compile(rb"[A-Za-z][A-Za-z0-9+.-]*")
# What of ASCII stands in an address as it is (RFC 3987): nothing in it ends the address.
_IN_ADDRESS = bytes(sign for sign in range(0x21, 0x7F) if sign not in b'"<>\\^`{|}')
# JSON has no other character as it is that N-Quads escapes.
_ESCAPED = re.compile(rb"[\\\x7f]")
_PREFIXES = frozenset(prefix.encode() for prefix in PREFIXES)


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


def texts_in(content: bytes, texts: Sequence[bytes], end: bytes) -> list[bytes] | None:
    """What stands in the gaps of some JSON, between these `texts` and the `end`.

    None where it is other JSON, or where something in a gap is escaped there or in N-Quads.
    """
    place = 0
    found = []
    for text in texts:
        if not content.startswith(text, place):
            return None
        start = place + len(text)
        place = content.find(b'"', start)
        found.append(content[start:place])
    if content[place:] != end or _ESCAPED.search(b"".join(found)):
        return None
    return found


def is_plain_address(text: bytes) -> bool:
    """Whether a text is an absolute address in ASCII that stands for no longer one."""
    scheme, _, rest = text.partition(b":")
    return (
        bool(rest)
        and not rest.translate(None, _IN_ADDRESS)
        and scheme not in _PREFIXES
        and _SCHEME.fullmatch(scheme) is not None
    )


def is_plain_text(text: bytes) -> bool:
    """Whether a text stands for no longer address, as `terms.is_abbreviation` says."""
    return b":" not in text or text.partition(b":")[0] not in _PREFIXES
