"""The part of CBOR (RFC 8949) that proof values are made of, with one spelling for each value.

Whole numbers from 0, bytes, texts, lists, and maps from numbers. Tags, which must not be used
(ECDSA Cryptosuites 1.0 §3.5.2), open lengths, floats and anything in a longer form than it needs
are refused, and nothing is set aside before it is there. Only the order of a map is read as it
comes, because no suite asks for a certain one.
"""

from collections.abc import Mapping
from typing import Any

from credentials.problems import CredentialsError, ProblemCode, refuse

_NUMBER, _BYTES, _TEXT, _LIST, _MAP = 0, 2, 3, 4, 5
_MAX_DEPTH = 3
_IMMEDIATE = 24
_SIZES = {24: 1, 25: 2, 26: 4, 27: 8}


def encode(value: Any) -> bytes:
    """A value in its shortest form (RFC 8949 §4.1)."""
    if isinstance(value, int):
        return _head(_NUMBER, value)
    if isinstance(value, bytes):
        return _head(_BYTES, len(value)) + value
    if isinstance(value, str):
        content = value.encode()
        return _head(_TEXT, len(content)) + content
    if isinstance(value, Mapping):
        pairs = (encode(part) for pair in sorted(value.items()) for part in pair)
        return _head(_MAP, len(value)) + b"".join(pairs)
    return _head(_LIST, len(value)) + b"".join(encode(member) for member in value)


def _head(kind: int, count: int) -> bytes:
    if count < _IMMEDIATE:
        return bytes([kind << 5 | count])
    code, size = next((code, size) for code, size in _SIZES.items() if count < 1 << 8 * size)
    return bytes([kind << 5 | code]) + count.to_bytes(size, "big")


def decode(content: bytes) -> Any:
    """The one value that these bytes hold; `bad-value` for any other spelling and for more."""
    reader = _Reader(content)
    value = reader.value(0)
    if reader.at != len(content):
        raise _refused("something stands behind the value")
    return value


class _Reader:
    """How far some content has been read."""

    __slots__ = ("_content", "at")

    def __init__(self, content: bytes) -> None:
        self._content = content
        self.at = 0

    def value(self, depth: int) -> Any:
        kind, count = self._head()
        if kind == _NUMBER:
            return count
        if kind == _BYTES:
            return self._take(count)
        if kind == _TEXT:
            return self._text(count)
        if kind not in (_LIST, _MAP) or depth >= _MAX_DEPTH:
            raise _refused("a kind of value that has no place here")
        if count > len(self._content) - self.at:
            raise _refused("more members than there are bytes")
        if kind == _LIST:
            return [self.value(depth + 1) for _ in range(count)]
        return self._map(count, depth)

    def _map(self, count: int, depth: int) -> dict[int, Any]:
        made: dict[int, Any] = {}
        for _ in range(count):
            kind, key = self._head()
            if kind != _NUMBER or key in made:
                raise _refused("a key that is no number, or stands there twice")
            made[key] = self.value(depth + 1)
        return made

    def _head(self) -> tuple[int, int]:
        kind, code = divmod(self._take(1)[0], 1 << 5)
        if code < _IMMEDIATE:
            return kind, code
        size = _SIZES.get(code)
        if size is None:
            raise _refused("an open length")
        count = int.from_bytes(self._take(size), "big")
        if count < (_IMMEDIATE if size == 1 else 1 << 4 * size):
            raise _refused("a number that is longer than it needs to be")
        return kind, count

    def _text(self, count: int) -> str:
        try:
            return self._take(count).decode()
        except UnicodeDecodeError as error:
            raise _refused("a text that is no UTF-8") from error

    def _take(self, count: int) -> bytes:
        taken = self._content[self.at : self.at + count]
        if len(taken) != count:
            raise _refused("it ends too early")
        self.at += count
        return taken


def _refused(detail: str) -> CredentialsError:
    return refuse(ProblemCode.BAD_VALUE, f"not the CBOR of a proof value: {detail}")
