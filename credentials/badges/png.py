"""A credential in a PNG file: one iTXt chunk, uncompressed (Open Badges 3.0 §5.3.1).

Pixels are never decoded; only the row of chunks is walked (PNG, third edition, §5).
"""

import struct
import zlib
from collections.abc import Iterator

from msgspec import Struct

from credentials.model import SecuredCredential
from credentials.problems import CredentialsError, ProblemCode, refuse

SIGNATURE = b"\x89PNG\r\n\x1a\n"

_KEYWORD = b"openbadgecredential"
_KEYWORD_V2 = b"openbadges"
_MAX_IMAGE = 5_000_000
_MAX_TEXT = 1_000_000
_MAX_CHUNKS = 100_000
_HEAD = struct.Struct(">I4s")
_CHECKSUM = struct.Struct(">I")


class _Chunk(Struct, frozen=True):
    kind: bytes
    content: bytes

    def as_bytes(self) -> bytes:
        checksum = zlib.crc32(self.kind + self.content)
        return _HEAD.pack(len(self.content), self.kind) + self.content + _CHECKSUM.pack(checksum)

    @property
    def keyword(self) -> bytes | None:
        """The keyword of an international text; None for every other chunk (PNG §11.3.3.4)."""
        if self.kind != b"iTXt":
            return None
        return self.content.partition(b"\0")[0]


def bake(image: bytes, credential: SecuredCredential) -> bytes:
    """The PNG file with this credential and no other; what stood behind its end is dropped."""
    return _baked(image, _KEYWORD, credential.content)


def bake_version2(image: bytes, badge: bytes) -> bytes:
    """The same with a badge of Open Badges 2.0."""
    return _baked(image, _KEYWORD_V2, badge)


def _baked(image: bytes, keyword: bytes, content: bytes) -> bytes:
    # Not compressed, in no language, with no translated keyword.
    text = _Chunk(b"iTXt", keyword + b"\0\0\0\0\0" + content)
    parts = [SIGNATURE]
    for chunk in _chunks(image):
        if chunk.keyword in (_KEYWORD, _KEYWORD_V2):
            continue
        parts.append(chunk.as_bytes())
        if chunk.kind == b"IHDR":
            parts.append(text.as_bytes())
    return _within_limit(b"".join(parts))


def unbake(image: bytes) -> bytes:
    """The credential of a PNG file; one of version 3 is taken before one of version 2."""
    found: dict[bytes, list[_Chunk]] = {_KEYWORD: [], _KEYWORD_V2: []}
    for chunk in _chunks(image):
        if chunk.keyword in found:
            found[chunk.keyword].append(chunk)
    for chunks in found.values():
        if len(chunks) > 1:
            # Two readers might each take another one.
            raise _malformed("the image holds more than one credential")
        if chunks:
            return _text(chunks[0])
    raise refuse(ProblemCode.NO_CREDENTIAL_FOUND, "the image holds no credential")


def _chunks(image: bytes) -> Iterator[_Chunk]:
    """Every chunk up to IEND, with its checksum checked."""
    _within_limit(image)
    place = len(SIGNATURE)
    for number in range(_MAX_CHUNKS):
        if place + _HEAD.size > len(image):
            raise _malformed("the image ends too early")
        length, kind = _HEAD.unpack_from(image, place)
        end = place + _HEAD.size + length
        if end + _CHECKSUM.size > len(image):
            raise _malformed("a chunk is longer than the image")
        chunk = _Chunk(kind, image[place + _HEAD.size : end])
        if _CHECKSUM.unpack_from(image, end)[0] != zlib.crc32(kind + chunk.content):
            raise _malformed("the checksum of a chunk is wrong")
        if (number == 0) != (kind == b"IHDR"):
            raise _malformed("the image's header is not its first chunk")
        yield chunk
        if kind == b"IEND":
            return
        place = end + _CHECKSUM.size
    raise refuse(ProblemCode.TOO_COMPLEX, f"an image of more than {_MAX_CHUNKS} chunks")


def _within_limit(image: bytes) -> bytes:
    if len(image) > _MAX_IMAGE:
        raise refuse(ProblemCode.TOO_COMPLEX, f"an image of more than {_MAX_IMAGE} bytes")
    return image


def _text(chunk: _Chunk) -> bytes:
    """The text of an iTXt chunk: keyword, compression, language, translated keyword, text."""
    body = chunk.content.partition(b"\0")[2]
    flags, language_and_rest = body[:2], body[2:].partition(b"\0")[2]
    _translated, separator, text = language_and_rest.partition(b"\0")
    if not separator or flags not in (b"\0\0", b"\1\0"):
        raise _malformed("the text chunk is broken")
    if flags[0]:
        text = _inflated(text)
    if len(text) > _MAX_TEXT:
        raise refuse(ProblemCode.TOO_COMPLEX, f"a credential of more than {_MAX_TEXT} bytes")
    return text


def _inflated(content: bytes) -> bytes:
    machine = zlib.decompressobj()
    try:
        text = machine.decompress(content, _MAX_TEXT + 1)
    except zlib.error as error:
        raise _malformed("the compressed text is broken") from error
    if len(text) <= _MAX_TEXT and not machine.eof:
        raise _malformed("the compressed text ends too early")
    return text


def _malformed(detail: str) -> CredentialsError:
    return refuse(ProblemCode.MALFORMED, detail)
