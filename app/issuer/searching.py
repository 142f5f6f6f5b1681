"""Text as it is searched: without capitals, accents and marks, alike on every database.

SQLite folds the case of Latin letters only and PostgreSQL by its locale, so what is searched
is folded here once, when a row is stored, and what is typed is folded the same way.
"""

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

# Of ASCII, what is neither letter nor digit.
_NEITHER = re.compile(r"[^0-9A-Za-z]+")
_MOST_WORDS = 6
_LONGEST_KEY = 200
# Letters that Unicode does not take apart, and that people type the other way.
_LETTERS = str.maketrans(
    {
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ł": "l",
        "ħ": "h",
        "\u0131": "i",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "\u0629": "\u0647",
        "\u0649": "\u064a",
        "\u06cc": "\u064a",
        "\u06a9": "\u0643",
        # The stretched line of Arabic type, and the joiners, which are not typed.
        "\u0640": "",
        "\u200c": "",
        "\u200d": "",
        # The apostrophes of type, in the place of which people type that of ASCII.
        **dict.fromkeys("\u2018\u2019\u02b9\u02bb\u02bc\u2032", "'"),
    }
)
# Combining classes of points and accents. Vowel signs of Indic and Thai script are letters
# to their readers, and stay.
_POINTS = range(10, 37)
_ACCENTS = range(200, 241)


def folded(value: str) -> str:
    """The text in small letters without accents and points, in the digits 0 to 9."""
    if value.isascii():
        return " ".join(value.lower().split())
    apart = unicodedata.normalize("NFKD", value.casefold())
    bare = (character for character in apart if not _is_mark(character))
    digits = (str(unicodedata.digit(c)) if c.isdigit() else c for c in bare)
    return " ".join(unicodedata.normalize("NFC", "".join(digits).translate(_LETTERS)).split())


def words(typed: str) -> list[str]:
    """The words to look for, at most six."""
    return folded(typed).split()[:_MOST_WORDS]


def search_text(person: dict[str, Any] | None, numbers: Iterable[str | None]) -> str:
    """What an award is found by: the names in every script, and its numbers.

    Begins with the name, so that it sorts by name. Numbers are there as they are written and
    without their dashes.
    """
    known = person or {}
    names = [known.get("name"), known.get("name_latin"), *(known.get("former_names") or ())]
    parts = [folded(str(name)) for name in names if name]
    for number in (*numbers, known.get("register_number")):
        if number:
            whole = folded(number)
            parts += dict.fromkeys((whole, bare(whole)))
    return "\n".join(parts)


def found_by(person: dict[str, Any] | None, numbers: Iterable[str | None]) -> dict[str, Any]:
    """The columns of an award by which it is found: its text, and what tells its person."""
    known = person or {}
    return {
        "search_text": search_text(person, numbers),
        "born": str(known.get("birth_date") or known.get("birth_year") or "") or None,
        "register_key": register_key(known.get("register_number") or "") or None,
    }


def register_key(number: str) -> str:
    """By what two register numbers are the same; as long as a column holds."""
    return sorted_words(number)[:_LONGEST_KEY]


def sorted_words(text: str) -> str:
    """The text without case, accents and order: Pérez Ana and ANA PEREZ are one spelling."""
    if text.isascii():
        return " ".join(sorted(text.casefold().split()))
    apart = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in apart if unicodedata.category(c) != "Mn")
    return " ".join(sorted(letters.split()))


def bare(value: str) -> str:
    """The letters and digits of a number."""
    if value.isascii():
        return _NEITHER.sub("", value)
    return "".join(character for character in value if character.isalnum())


def _is_mark(character: str) -> bool:
    place = unicodedata.combining(character)
    return place in _POINTS or place in _ACCENTS
