# ruff: noqa: RUF001 - letters of other scripts are what this is about.
"""National letters of the Latin alphabet (ICAO Doc 9303-3, 8th edition, section 6 A).

The table gives a choice for five letters. The first of each (AE, OE, UE, AA) is what states
with German or Nordic languages print; the second (A, O, U) what others do; NXX and UXX are
for machines alone. Letters that the table does not list are its letters with a further mark
(Vietnamese ễ is ê with a tilde) and lose it like all others.
"""

import unicodedata

from app.base.names.letters import cased, is_shouted

_FIRST_CHOICE = {"ä": "ae", "å": "aa", "ö": "oe", "ü": "ue"}
_TABLE = {
    "æ": "ae",
    "ð": "d",
    "đ": "d",
    "ħ": "h",
    "ı": "i",
    "ĳ": "ij",
    "ł": "l",
    "ŀ": "l",
    "ŋ": "n",
    "ø": "oe",
    "œ": "oe",
    "þ": "th",
    "ß": "ss",
    "ŧ": "t",
}
# Languages whose states print A, O, U: their two dots mark another sound, or a separate one.
_PLAIN = frozenset({"az", "ca", "es", "fr", "gl", "it", "nl", "pt", "tk", "tr", "uz", "vi"})
_TURKISH = frozenset("ğışİĞŞ")
_SPANISH = frozenset("ñÑ")


def language_of(name: str, given: str) -> str:
    """What the letters say about the language; `given` where they say nothing."""
    letters = set(name)
    if letters & _TURKISH:
        return "tr"
    return "es" if letters & _SPANISH else given


def written(word: str, language: str) -> str | None:
    """The word in the letters A to Z; None for a letter that is no letter with marks."""
    shouted = is_shouted(word)
    parts = [_letter(character, language) for character in word]
    if any(part is None for part in parts):
        return None
    return "".join(
        cased(character, part, shouted=shouted)
        for character, part in zip(word, parts, strict=True)
        if part
    )


def _letter(character: str, language: str) -> str | None:
    # İ has a lower case of two characters, of which the first is meant.
    small = character.lower()[0]
    if small.isascii():
        return small
    if small in _FIRST_CHOICE and language not in _PLAIN:
        return _FIRST_CHOICE[small]
    if small in _TABLE:
        return _TABLE[small]
    base = unicodedata.normalize("NFD", small)[0]
    if unicodedata.combining(character):
        return ""
    return _TABLE.get(base, base if base.isascii() and base.isalpha() else None)
