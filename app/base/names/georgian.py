# ruff: noqa: RUF001 - letters of other scripts are what this is about.
"""Georgian letters (the national system of 2002, without its apostrophes, as in passports)."""

from app.base.names.letters import named

_TABLE = {
    "ა": "a", "ბ": "b", "გ": "g", "დ": "d", "ე": "e", "ვ": "v", "ზ": "z", "თ": "t", "ი": "i",
    "კ": "k", "ლ": "l", "მ": "m", "ნ": "n", "ო": "o", "პ": "p", "ჟ": "zh", "რ": "r", "ს": "s",
    "ტ": "t", "უ": "u", "ფ": "p", "ქ": "k", "ღ": "gh", "ყ": "q", "შ": "sh", "ჩ": "ch",
    "ც": "ts", "ძ": "dz", "წ": "ts", "ჭ": "ch", "ხ": "kh", "ჯ": "j", "ჰ": "h",
}  # fmt: skip


def written(word: str, _language: str) -> str | None:
    """The word in the letters A to Z; None for one of the letters of old books."""
    parts = [_TABLE.get(c, c if c.isascii() else None) for c in word.lower()]
    return None if None in parts else named(part for part in parts if part)
