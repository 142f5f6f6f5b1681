# ruff: noqa: RUF001, RUF002 - letters of other scripts are what this is about.
"""Cyrillic letters (ICAO Doc 9303-3, 8th edition, section 6 B).

The table leaves gaps, which are filled so:
- Ь and the apostrophe have no row: they are left out, as every state does.
- Ћ and Ѓ have none under their own numbers (the signs stand beside those of Ђ and Ғ).
- Serbian is written as in Serbia's own Latin alphabet without its marks. That is the table,
  except that the table makes an H of Г, which no Serbian passport does (Goran, not Horan).
- Bulgarian has a law of its own for names in documents (Transliteration Act, State Gazette
  19/2009), and Ukrainian a rule for ЗГ (Cabinet of Ministers, resolution 55 of 2010).
Letters of Kazakh, Tajik, Mongolian and others beyond the table have no proposal.
"""

import re
from collections.abc import Mapping

from app.base.names.letters import cased, is_shouted

_TABLE: Mapping[str, str] = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "е": "e", "ж": "zh", "з": "z", "и": "i",
    "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s",
    "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "ie", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ё": "e", "ђ": "d", "є": "ie",
    "ѕ": "dz", "і": "i", "ї": "i", "ј": "j", "љ": "lj", "њ": "nj", "ћ": "c", "ќ": "k", "ў": "u",
    "џ": "dz", "ѓ": "g", "ѫ": "u", "ѵ": "y", "ґ": "g", "ғ": "g", "һ": "c",
}  # fmt: skip
_DIFFERENCES: Mapping[str, Mapping[str, str]] = {
    "be": {"г": "h", "ё": "io"},
    "bg": {"й": "y", "х": "h", "щ": "sht", "ъ": "a", "ь": "y", "ю": "yu", "я": "ya"},
    "mk": {"ќ": "kj", "ѓ": "gj", "џ": "dj", "х": "h", "ц": "c"},
    "sr": {"ж": "z", "х": "h", "ц": "c", "ч": "c", "ш": "s"},
    "uk": {"г": "h", "и": "y"},
}
# Ukrainian reads these otherwise at the beginning of a word.
_FIRST_IN_UKRAINIAN = {"є": "ye", "ї": "yi", "й": "y", "ю": "yu", "я": "ya"}
_ZGH = re.compile("(?<=з)г", re.IGNORECASE)
_BULGARIAN_IA = re.compile(r"(?<=и)я(?!\w)", re.IGNORECASE)


def language_of(name: str, given: str) -> str:
    """The language that has letters of its own in the name; `given` where none shows."""
    letters = set(name.lower())
    if letters & set("ђћ"):
        return "sr"
    if letters & set("ѓќѕ"):
        return "mk"
    if letters & set("љњџј"):
        return "mk" if given == "mk" else "sr"
    if "ў" in letters or ("і" in letters and letters & set("ыэё")):
        return "be"
    return "uk" if letters & set("ґєії") else given


def written(word: str, language: str) -> str | None:
    """The word in the letters A to Z; None for a letter that the table does not have."""
    shouted = is_shouted(word)
    table = {**_TABLE, **_DIFFERENCES.get(language, {})}
    parts = []
    for place, character in enumerate(word):
        small = character.lower()
        part = table.get(small, small if small.isascii() else None)
        if part is None:
            return None
        if language == "uk":
            part = _in_ukrainian(word, place, part)
        if language == "bg" and _BULGARIAN_IA.match(word, place):
            part = "a"
        parts.append(cased(character, part, shouted=shouted))
    # The apostrophe only keeps two sounds apart.
    return "".join(parts).replace("'", "")


def _in_ukrainian(word: str, place: int, part: str) -> str:
    if _ZGH.match(word, place):
        return "gh"
    if place == 0 or word[place - 1] == "-":
        return _FIRST_IN_UKRAINIAN.get(word[place].lower(), part)
    return part
