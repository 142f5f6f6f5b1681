"""Dates as people write them, read without a guess.

03/04/2001 is another day in another country, so that the order of day and month is proved by
the other dates of the list or asked for, and a year of another calendar is never converted.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from babel import Locale
from babel.dates import get_month_names

from app.batches.faults import RowFault

_SEPARATOR = r"\s*[-/.\u2010-\u2015\u2212\s]\s*"
_YEAR_FIRST = re.compile(rf"(\d{{4}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{1,2}})")
_YEAR_LAST = re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}(\d{{4}})")
_YEAR_SHORT = re.compile(rf"(\d{{1,2}}){_SEPARATOR}(\d{{1,2}}){_SEPARATOR}'?(\d{{2}})")
_EAST_ASIAN = re.compile(r"(\d{4})\s*[年년]\s*(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日일]")
_WORD = r"([^\W\d_][^\d]*?)"
_DAY_WORD_YEAR = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th|er|\.|º)?\W*{_WORD}\W*(\d{{4}}|\d{{2}})")
_WORD_DAY_YEAR = re.compile(rf"{_WORD}\W*(\d{{1,2}})(?:st|nd|rd|th)?\W+(\d{{4}}|\d{{2}})")
_YEAR = re.compile(r"\d{4}")
_MIDNIGHT = re.compile(r"[T\s]+00:00(:00(\.0+)?)?Z?$")
# "Year" behind a date, in Russian and Ukrainian.
_YEAR_WORD = re.compile(r"(?<=\d)\s*[гр]\.?$")
_SERIAL = re.compile(r"\d{4,6}(\.\d+)?")
_MONTH_LANGUAGES = (
    "en", "fr", "es", "pt", "de", "it", "nl", "ru", "uk", "pl", "tr", "ar", "fa", "hi", "bn",
    "id", "ms", "vi", "fil", "ro", "sw", "cs", "el", "he",
)  # fmt: skip
_BUDDHIST = (2440, 2640)
_HIJRI = (1300, 1500)
_PAGUME = 13
_PAGUME_DAYS = 6
_LAST_MONTH = 12
_SHORT = 2
# What a calendar is called behind a date.
_ERAS = (
    (re.compile(r"พ\.?ศ\.?|\bb\.?e\.?\s*$", re.IGNORECASE), RowFault.DATE_BUDDHIST),
    (re.compile(r"\d\s*(هـ|ه\b)|\ba\.?h\.?\s*$", re.IGNORECASE), RowFault.DATE_HIJRI),
    (re.compile(r"ዓ[./]?\s*ም|\be\.?c\.?\s*$", re.IGNORECASE), RowFault.DATE_ETHIOPIAN),
)
# Day 0 of the two ways in which workbooks count. The first has a day that never was
# (29 February 1900), so that its days are right from March 1900 on.
_DAY_ZERO = {"1900": date(1899, 12, 30), "1904": date(1904, 1, 1)}
_FIRST_SERIAL = 1_000
_LAST_SERIAL = 73_050


class Order(StrEnum):
    """Whether day or month comes first where the year comes last."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


_EITHER = "either"
# A date proves one of the orders, or can be read in both.
SAYINGS = (Order.DAY_FIRST, Order.MONTH_FIRST, _EITHER)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the dates of a list say of their order.

    `order` is proved by at least one date and contradicted by none. `example` is a date that
    both orders can read differently, "" if there is none: then nothing has to be asked.
    """

    order: Order | None
    example: str

    @property
    def is_open(self) -> bool:
        """Whether somebody has to say which comes first."""
        return bool(self.example) and self.order is None


def evidence(written: Iterable[str]) -> Evidence:
    """What these dates say of the order of day and month."""
    proved: set[Order] = set()
    example = ""
    for one in written:
        said = says(one)
        if said in (Order.DAY_FIRST, Order.MONTH_FIRST):
            proved.add(Order(said))
        elif said and not example:
            example = one
    return Evidence(proved.pop() if len(proved) == 1 else None, example)


def says(written: str) -> str:
    """What a cell says of the order of day and month: one of SAYINGS, or nothing."""
    if not written[:1].isdigit():
        return ""
    match = _YEAR_LAST.fullmatch(_normal(written))
    if match is None:
        return ""
    first, second = int(match[1]), int(match[2])
    if first > _LAST_MONTH >= second:
        return Order.DAY_FIRST
    if second > _LAST_MONTH >= first:
        return Order.MONTH_FIRST
    return _EITHER if first != second else ""


def read(written: str, *, order: Order | None, serials: str = "") -> date | RowFault:
    """The day that a cell names, or why it names none without doubt.

    `serials` is the epoch of a workbook, in which a bare number is a day ("" elsewhere).
    """
    text = _normal(written)
    for era, fault in _ERAS:
        if era.search(text):
            return fault
    if serials and _SERIAL.fullmatch(text):
        return _of_serial(float(text), serials)
    match = _YEAR_FIRST.fullmatch(text) or _EAST_ASIAN.fullmatch(text)
    if match is not None:
        return _day(int(match[1]), int(match[2]), int(match[3]))
    match = _YEAR_LAST.fullmatch(text)
    if match is not None:
        return _of_parts(int(match[1]), int(match[2]), int(match[3]), order)
    if _YEAR_SHORT.fullmatch(text):
        return RowFault.DATE_YEAR_SHORT
    return _of_words(text)


def year(written: str) -> int | None:
    """The year that a cell names and no more, or None."""
    text = _normal(written)
    return int(text) if _YEAR.fullmatch(text) else None


def _normal(written: str) -> str:
    text = " ".join(unicodedata.normalize("NFKC", written).split())
    digits = text
    if not text.isascii():
        digits = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)
    return _YEAR_WORD.sub("", _MIDNIGHT.sub("", digits))


def _of_serial(number: float, serials: str) -> date | RowFault:
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return RowFault.DATE_UNREADABLE
    return _DAY_ZERO[serials] + timedelta(days=int(number))


def _of_parts(first: int, second: int, year: int, order: Order | None) -> date | RowFault:
    if first == second or (first > _LAST_MONTH and second > _LAST_MONTH):
        return _day(year, second, first)
    if order is None:
        if first > _LAST_MONTH:
            return _day(year, second, first)
        return _day(year, first, second) if second > _LAST_MONTH else RowFault.DATE_AMBIGUOUS
    day, month = (first, second) if order is Order.DAY_FIRST else (second, first)
    if month > _LAST_MONTH:
        return RowFault.DATE_ORDER
    return _day(year, month, day)


def _of_words(text: str) -> date | RowFault:
    match = _DAY_WORD_YEAR.fullmatch(text)
    day, word, year = (match[1], match[2], match[3]) if match else ("", "", "")
    if match is None:
        match = _WORD_DAY_YEAR.fullmatch(text)
        day, word, year = (match[2], match[1], match[3]) if match else ("", "", "")
    month = _months().get(_month_name(word))
    if not month:
        return RowFault.DATE_UNREADABLE
    if len(year) == _SHORT:
        return RowFault.DATE_YEAR_SHORT
    return _day(int(year), month, int(day))


def _day(year: int, month: int, day: int) -> date | RowFault:
    if _BUDDHIST[0] <= year <= _BUDDHIST[1]:
        return RowFault.DATE_BUDDHIST
    if _HIJRI[0] <= year <= _HIJRI[1]:
        return RowFault.DATE_HIJRI
    if month == _PAGUME and 1 <= day <= _PAGUME_DAYS:
        return RowFault.DATE_ETHIOPIAN
    try:
        return date(year, month, day)
    except ValueError:
        return RowFault.DATE_IMPOSSIBLE


@lru_cache(maxsize=1)
def _months() -> dict[str, int]:
    """The names of the months in many languages; one that means two months means none."""
    found: dict[str, int] = {}
    for language in _MONTH_LANGUAGES:
        locale = Locale.parse(language)
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for month, name in get_month_names(width, context, locale).items():
                    known = _month_name(name)
                    found[known] = month if found.get(known, month) == month else 0
    return found


def _month_name(word: str) -> str:
    bare = unicodedata.normalize("NFKC", word).casefold().strip(" .,-/")
    return re.sub(r"^(de|del|di)\s+|\s+(de|del|di|г)$", "", bare).strip(" .,-/")
