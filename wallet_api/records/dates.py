"""Days as people remember them: a year, a month of a year, or a whole day.

Stored as the beginning of an ISO 8601 date (`2024`, `2024-05`, `2024-05-31`). Digits of every
script count. The calendar is the one of the person's papers: nothing is converted, because
that could only be guessed.
"""

import re
from datetime import date

_PARTS = re.compile(r"[\s./\-\u2010-\u2015]+")
_YEAR = 4
_SHORT = 2


def typed(text: str) -> str | None:
    """What somebody typed, year first or last, as it is stored; None if it is no day."""
    parts = [part for part in _PARTS.split(text.strip()) if part]
    if not 1 <= len(parts) <= len(("day", "month", "year")):
        return None
    if not all(part.isdecimal() for part in parts):
        return None
    if len(parts[0]) != _YEAR:
        parts.reverse()
    if len(parts[0]) != _YEAR or any(len(part) > _SHORT for part in parts[1:]):
        return None
    numbers = [int(part) for part in parts]
    try:
        # What was not said does not matter here.
        date(*[*numbers, 1, 1][:3])
    except ValueError:
        return None
    year, *rest = numbers
    return "-".join([f"{year:04}", *(f"{part:02}" for part in rest)])


def is_backwards(since: str, until: str) -> bool:
    """Whether something would end before it began, as far as both are known."""
    shared = min(len(since), len(until))
    return until[:shared] < since[:shared]
