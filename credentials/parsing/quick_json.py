"""The usual JSON, read at once: what `strict_json` reads, or no answer.

It promises nothing of its own. Whatever is unusual, and whatever would be refused, it leaves
to the reader that says what is wrong; tests hold the two against each other.
"""

from collections.abc import Iterable
from typing import Any, Final

import orjson

MAX_BYTES = 1_000_000
MAX_DEPTH = 32
MAX_NODES = 10_000
SAFE_INTEGER = 2**53

UNREAD: Final = object()
"""Only the strict reader can say what these bytes are."""

# Only behind these could there be a character that is not allowed: as it stands, JSON has no
# control character but DEL. A blank before a colon would upset the count of names below. One
# byte is found in a tenth of the time that two take, so that it is looked for first.
_CHARACTERS = ((b"\x7f", b"\x7f"), (b"\\", b"\\u"), (b"\\", b"\\b"), (b"\\", b"\\f"))
_BLANKS = ((b" ", b" :"), (b"\t", b"\t:"), (b"\n", b"\n:"), (b"\r", b"\r:"))
_END_OF_NAME = b'":'


def read_usual(content: bytes) -> Any:
    """The value of usual JSON, or `UNREAD`."""
    if _has(_CHARACTERS, content):
        return UNREAD
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return UNREAD
    members = _members(value)
    if members is None:
        return UNREAD
    # What is the same when it is written again has each member once.
    if orjson.dumps(value) == content:
        return value
    # Every name in the text ends so, those of repeated members too. Where no more of these
    # marks stand there than members were kept, none was repeated.
    is_plain = not _has(_BLANKS, content) and members == content.count(_END_OF_NAME)
    return value if is_plain else UNREAD


def write_usual(value: Any) -> bytes | None:
    """The JSON in which just this value is read again; None for what is unusual."""
    if _members(value) is None:
        return None
    try:
        content = orjson.dumps(value)
    except TypeError:
        return None
    return None if len(content) > MAX_BYTES or _has(_CHARACTERS, content) else content


def _has(signs: Iterable[tuple[bytes, bytes]], content: bytes) -> bool:
    """Whether one of the signs stands in the content, each behind a byte that it has."""
    return any(byte in content and sign in content for byte, sign in signs)


def _members(value: Any) -> int | None:
    """How many members its objects have together; None for what is not within the bounds."""
    members, nodes, level = 0, 1, [value]
    for _ in range(MAX_DEPTH):
        inside: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is str:
                continue
            if kind is dict:
                members += len(item)
                inside += item.values()
            elif kind is list:
                inside += item
            elif not _is_exact(item):
                return None
        nodes += len(inside)
        if nodes + members > MAX_NODES:
            return None
        if not inside:
            return members
        level = inside
    return None


def _is_exact(item: Any) -> bool:
    """Whether it is a value of JSON, and no number that is another value to some readers."""
    if type(item) is int:
        return -SAFE_INTEGER <= item <= SAFE_INTEGER
    if type(item) is float:
        return not item.is_integer() and abs(item) <= SAFE_INTEGER
    return item is None or type(item) is bool
