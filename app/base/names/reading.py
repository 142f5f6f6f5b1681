# ruff: noqa: RUF001 - letters of other scripts are what this is about.
"""How one word of a name can be read: its letters, its letters in Latin, its sounds."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from rapidfuzz.distance import OSA

from app.base.names import proposal

# Their tables differ; a reader of a passport does not know which one a clerk used.
_LANGUAGES = ("", "be", "bg", "fr", "mk", "sr", "uk")
_BETWEEN = re.compile(r"[\s<,;./·・=_\-\u2010-\u2015\u05be\u30a0]+")
_APOSTROPHES = str.maketrans("", "", "'\u2019\u02bc\u02bb\u02b9\u2018\u0060\u00b4\u05f3\u05f4")
# Marks that only help to read. In other scripts a mark makes another letter.
_MARKED = frozenset({"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW"})
# A letter more or less is a slip there; where a letter is a syllable, it is another name.
_SPELT = _MARKED | {"ARMENIAN", "GEORGIAN"}
# One letter with several forms and codes.
_FORMS = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ہ": "ه", "ھ": "ه", "ٱ": "ا"})
_UNWRITTEN = re.compile("[\u0640\u064b-\u0652\u0670\u200c\u200d]")

# Sounds that are written in several ways, from the longest (travel documents, visas, older
# passports by way of French or German).
_SOUNDS = (
    ("shch|s[ct]?h?tsch|chtch|sch", "S"),
    ("tsch|tch|ch", "C"),
    ("sh", "S"),
    ("dzh|zh|dj", "J"),
    ("kh|gh|h", "h"),
    ("ts|tz|tc|c(?![aehiouy])", "c"),
    ("ph", "f"),
    ("iu|yu|ju", "U"),
    ("ou|oo", "u"),
    ("ia|ya|ja", "A"),
    ("ie|ye|je|io|yo|jo", "e"),
    ("[iyj]+|ee|e[iy]", "i"),
    ("ks|x", "x"),
    ("w", "v"),
)
_ENDS_OF_SOUNDS = re.compile(r"(?<=[a-z])(ff|v)$")
_ALIKE_CONSONANTS = (
    ("kh", "x"),
    ("sh|ch", "c"),
    ("gh", "g"),
    ("dh|dz", "d"),
    ("th", "t"),
    ("ph", "f"),
    ("ck|q", "k"),
    ("j", "g"),
)
_FEW_LETTERS, _MANY_LETTERS = 4, 8


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a name.

    `plain` is without accents and capitals. `latin` are the ways in which travel documents
    write it, empty where no rule is known; of Arabic there is none that names agree by, only
    `consonants`. `sounds` stand for all common ways to write the same.
    """

    text: str = field(repr=False)
    script: str
    plain: str = field(repr=False)
    latin: frozenset[str] = field(repr=False)
    sounds: frozenset[str] = field(repr=False)
    consonants: frozenset[str] = field(repr=False)

    @staticmethod
    def of(text: str) -> "Word":
        """The word with all its readings."""
        return _word(text)

    def is_like(self, other: "Word") -> bool:
        """Whether at most one letter differs, or two of a long word."""
        is_spelt = self.script == other.script and self.script in _SPELT
        pairs = [(self.plain, other.plain)] if is_spelt else []
        pairs += [(one, two) for one in self.latin for two in other.latin]
        return any(_are_like(one, two) for one, two in pairs)


def words_of(name: str) -> list[Word]:
    """The words of a name; what has no letter in it is none."""
    parts = _BETWEEN.split(unicodedata.normalize("NFKC", name))
    return [_word(part) for part in parts if any(map(str.isalpha, part))]


@lru_cache(maxsize=512)
def _word(text: str) -> Word:
    script, plain = _script(text), _plain(text)
    read = frozenset(filter(None, (_reading(text, language) for language in _LANGUAGES)))
    if script == "LATIN":
        read |= {plain}
    sounds = frozenset(_sounds(reading) for reading in read)
    consonants = frozenset(_consonants(reading) for reading in read)
    # An Arabic word has no vowels to agree by, so its letters alone are no reading.
    latin = frozenset[str]() if script == "ARABIC" else read
    return Word(text, script, plain, latin, sounds - {""}, consonants - {""})


def _reading(text: str, language: str) -> str | None:
    plain = text.translate(_APOSTROPHES)
    if plain.isascii():
        return plain.casefold()
    found = proposal(plain, language=language)
    return found.text.casefold().translate(_APOSTROPHES) if found else None


def _script(text: str) -> str:
    for character in text:
        if character.isalpha():
            return unicodedata.name(character, "?").partition(" ")[0]
    return "?"


def _plain(text: str) -> str:
    kept, script = [], "?"
    for character in unicodedata.normalize("NFKD", text.translate(_APOSTROPHES).casefold()):
        if unicodedata.combining(character):
            if script not in _MARKED:
                kept.append(character)
            continue
        if character.isalpha():
            script = unicodedata.name(character, "?").partition(" ")[0]
        kept.append(character)
    whole = unicodedata.normalize("NFC", "".join(kept))
    return _UNWRITTEN.sub("", whole.translate(_FORMS))


def _sounds(latin: str) -> str:
    written = _replaced(latin, _SOUNDS)
    return re.sub(r"(.)\1+", r"\1", _ENDS_OF_SOUNDS.sub("f", written))


def _consonants(latin: str) -> str:
    """What is left of a word without its vowels, of which only one at its beginning is kept.

    Long vowels of Arabic are a w or y in the middle, and a feminine end is an h.
    """
    written = _replaced(latin[:1] + latin[1:].removesuffix("h"), _ALIKE_CONSONANTS)
    begins = "a" if written[:1] in "aeiou" else ""
    bare = re.sub(r"[aeiou]|(?<=.)[wy]", "", written)
    return begins + re.sub(r"(.)\1+", r"\1", bare)


def _replaced(text: str, table: Sequence[tuple[str, str]]) -> str:
    for pattern, sound in table:
        text = re.sub(pattern, sound, text)
    return text


def _are_like(one: str, two: str) -> bool:
    longer = max(len(one), len(two))
    if longer < _FEW_LETTERS:
        return False
    most = 2 if longer >= _MANY_LETTERS else 1
    return OSA.distance(one, two, score_cutoff=most) <= most
