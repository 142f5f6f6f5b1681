"""What bodies have in common, and how one is written with it and read again. No database."""

import zlib
from dataclasses import dataclass
from hashlib import sha256
from struct import Struct
from typing import Self

from credentials import Memory

# No certificate is as large; what claims to be is never written out.
LARGEST = 4_000_000
# Levels above take a third longer for one hundredth less.
_LEVEL = 3
# Where the long part stood, and that it did not stand there at all.
_PLACE = Struct(">i")
_NOWHERE = -1
_LARGEST_ID = 2**63 - 1
_known = Memory(16_000_000)


class BodyError(Exception):
    """A stored body cannot be read: its dictionary is missing or changed, or it is damaged."""


@dataclass(frozen=True, slots=True)
class Words:
    """A dictionary: `text` that bodies repeat, and a `long_part` that most of them contain.

    zlib (RFC 1950) looks back no further than 32 KiB, and a picture is longer: it is cut out
    as a whole before, and put back at its place. `id` is a part of the hash of both.
    """

    id: int
    text: bytes
    long_part: bytes = b""

    @classmethod
    def of(cls, text: bytes, *, long_part: bytes = b"") -> Self:
        """The dictionary of these bytes."""
        text = text.replace(long_part, b"") if long_part else text
        return cls(_id_of(text, long_part), text, long_part)

    def check(self) -> None:
        """Raise BodyError if these are not the bytes that its id was made of."""
        if self.id != _id_of(self.text, self.long_part):
            raise BodyError(f"dictionary {self.id} has other bytes than it was made with")

    def packed(self, body: bytes) -> bytes:
        """The body, short."""
        begin = b""
        if self.long_part:
            place = body.find(self.long_part)
            begin = _PLACE.pack(place)
            if place != _NOWHERE:
                body = body[:place] + body[place + len(self.long_part) :]
        writer = zlib.compressobj(_LEVEL, zdict=self.text)
        return begin + writer.compress(body) + writer.flush()

    def unpacked(self, stored: bytes) -> bytes:
        """The body again; raises BodyError for what cannot be one, and writes no endless one."""
        place = _NOWHERE
        if self.long_part:
            if len(stored) < _PLACE.size:
                raise BodyError("the body is cut off")
            (place,) = _PLACE.unpack_from(stored)
            stored = stored[_PLACE.size :]
        reader = zlib.decompressobj(zdict=self.text)
        try:
            body = reader.decompress(stored, LARGEST)
        except zlib.error as error:
            raise BodyError("the body is damaged, or was written with other words") from error
        if not reader.eof or reader.unused_data or not _NOWHERE <= place <= len(body):
            raise BodyError("the body is cut off, too long, or followed by something else")
        return body if place == _NOWHERE else body[:place] + self.long_part + body[place:]


def remember(words: Words) -> Words:
    """Have the words at hand in this process; they are the same in every database."""
    _known.keep(words.id, words, size=len(words.text) + len(words.long_part))
    return words


def recalled(words_id: int) -> Words | None:
    """The words, if they are at hand."""
    found: Words | None = _known.recall(words_id)
    return found


def _id_of(text: bytes, long_part: bytes) -> int:
    """A number that fits a column of 64 bits with a sign; two to the 63 are enough to differ."""
    digest = sha256(sha256(text).digest() + sha256(long_part).digest()).digest()
    return int.from_bytes(digest[:8]) & _LARGEST_ID
