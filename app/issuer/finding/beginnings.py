"""Words as numbers: each stands for the beginning of a word of one body's certificates.

Blocks of time have numbers as well, by which the newest of very many are found. Two things may
have one number: what is found by it is compared with what was asked for.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from zlib import crc32

# A longer beginning is found by the next shorter one of these.
_LENGTHS = (2, 3, 4, 6, 9, 13)
# How long blocks of time are, in seconds: from nine minutes to half a year, each eight of those
# before it.
BLOCKS_S = tuple(2**power for power in (9, 12, 15, 18, 21, 24))
# A word begins after white space or a mark, and what stands behind its own marks belongs to it:
# 2026-ab12-cd34 is found by all of its beginning, which few have, and not by its three parts,
# which very many have. The marks are those of ASCII, in which alone every database and every
# language agree.
_LETTER = r"[^\s!-/:-@\[-`{-~]"
_WORD = re.compile(rf"(?<!{_LETTER}){_LETTER}(?=(\S{{0,{_LENGTHS[-1] - 1}}}))")
_HALF = 2**31


def of_text(organisation_id: str, text: str) -> list[int]:
    """The numbers of all beginnings of the words of a folded text."""
    body = crc32(organisation_id.encode())
    beginnings = {
        word[:length] for word in _words(text) for length in _LENGTHS if length <= len(word)
    }
    return sorted(_number(body, beginning) for beginning in beginnings)


def of_certificate(organisation_id: str, text: str, issued_at: datetime) -> list[int]:
    """The numbers of a certificate: of the words of its folded text, and of when it was issued."""
    second = int(issued_at.timestamp())
    of_time = [of_block(organisation_id, size, second // size) for size in BLOCKS_S]
    return sorted({*of_text(organisation_id, text), *of_time})


def of_block(organisation_id: str, size: int, place: int) -> int:
    """The number of a block of so many seconds, the one at this place after 1970."""
    # No word has white space in it.
    return _number(crc32(organisation_id.encode()), f"{size} {place}")


def typed(organisation_id: str, words: list[str]) -> list[int]:
    """A number for each of these words; none for a word that is too short to be looked up."""
    body = crc32(organisation_id.encode())
    numbers = set()
    for word in (part for one in words for part in _words(one)):
        longest = max((length for length in _LENGTHS if length <= len(word)), default=0)
        if longest:
            numbers.add(_number(body, word[:longest]))
    return sorted(numbers)


def are_whole(words: list[str]) -> bool:
    """Whether these words are themselves looked up, and not by a beginning that others share."""
    return all(len(word) in _LENGTHS and list(_words(word)) == [word] for word in words)


def _words(text: str) -> Iterator[str]:
    return (found[0] + found[1] for found in _WORD.finditer(text))


def _number(body: int, beginning: str) -> int:
    # What PostgreSQL calls an integer has a sign.
    return crc32(beginning.encode(), body) - _HALF
