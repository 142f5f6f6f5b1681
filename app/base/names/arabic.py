# ruff: noqa: RUF001 - letters of other scripts are what this is about.
"""Arabic script (ICAO Doc 9303-3, 8th edition, section 6 C and appendix B).

The table is made for machines: X announces that one or two letters stand for one (MXHMD).
People are told to read past the X (B.5.3). Where that misleads (XTT for one T), the sound
of appendix B.3.2 stands instead, without its marks. Short vowels are not written in names,
so what comes out is a skeleton: Mhmd for Mohammed, Muhammad, Mehmet.
"""

from collections.abc import Callable, Mapping

from app.base.names.letters import named

# Section 6 C; B.5.4 for the two letters of foreign names. Left out: short vowels and signs.
_FOR_MACHINES: Mapping[str, str] = {
    "ء": "XE", "آ": "XAA", "أ": "XAE", "ؤ": "U", "إ": "I", "ئ": "XI", "ا": "A", "ب": "B",
    "ة": "XTA", "ت": "T", "ث": "XTH", "ج": "J", "ح": "XH", "خ": "XKH", "د": "D", "ذ": "XDH",
    "ر": "R", "ز": "Z", "س": "S", "ش": "XSH", "ص": "XSS", "ض": "XDZ", "ط": "XTT", "ظ": "XZZ",
    "ع": "E", "غ": "G", "ف": "F", "ق": "Q", "ك": "K", "ل": "L", "م": "M", "ن": "N", "ه": "H",
    "و": "W", "ى": "XAY", "ي": "Y", "ٱ": "XXA", "ٹ": "XXT", "ټ": "XRT", "پ": "P", "ځ": "XKE",
    "څ": "XXH", "چ": "XC", "ڈ": "XXD", "ډ": "XDR", "ڑ": "XXR", "ړ": "XRR", "ږ": "XRX",
    "ژ": "XJ", "ښ": "XXS", "ڤ": "V", "ڥ": "XF", "ک": "XKK", "ګ": "XXK", "ڭ": "XNG", "گ": "XGG",
    "ں": "XNN", "ڼ": "XXN", "ھ": "XDO", "ۀ": "XYH", "ہ": "XXG", "ۂ": "XGE", "ۃ": "XTG",
    "ی": "XYA", "ۍ": "XXY", "ې": "Y", "ے": "XYB", "ۓ": "XBE",
}  # fmt: skip
# What people read where the letters after the X are no sound: appendix B.3.2, and for the
# letters of Persian, Pashto and Urdu the letter that they are a form of.
_FOR_PEOPLE: Mapping[str, str] = {
    "ء": "", "آ": "a", "أ": "a", "ٱ": "a", "ة": "h", "ى": "a", "ص": "s", "ض": "d", "ط": "t",
    "ظ": "z", "غ": "gh", "چ": "ch", "ژ": "zh", "ټ": "t", "ٹ": "t", "ځ": "dz", "څ": "ts", "ډ": "d",
    "ڈ": "d", "ړ": "r", "ڑ": "r", "ږ": "zh", "ښ": "sh", "ک": "k", "ګ": "g", "گ": "g", "ں": "n",
    "ڼ": "n", "ھ": "h", "ہ": "h", "ۀ": "h", "ۂ": "h", "ۃ": "h", "ی": "y", "ۍ": "y", "ے": "e",
    "ۓ": "e",
}  # fmt: skip
# Tatweel, short vowels and signs: "not encoded". So are the joiners that some words need.
_SILENT = frozenset("\u0640\u064b\u064c\u064d\u064e\u064f\u0650\u0652\u0670\u200c\u200d")
_SHADDA = "\u0651"
_TEH_MARBUTA = "ة"
_ALLAH = "الله"


def written(word: str, _language: str) -> str | None:
    """The word as people read it, with a capital; None for a letter outside the table."""
    bare = "".join(character for character in word if character not in _SILENT)
    if bare.replace(_SHADDA, "").endswith(_ALLAH):
        # The one word whose vowel everybody writes (B.5.5.11 names it a special case).
        before = bare.replace(_SHADDA, "").removesuffix(_ALLAH)
        rest = _read(before, _spoken)
        return None if rest is None else named((*rest, "allah"))
    parts = _read(bare, _spoken)
    return None if parts is None else named(parts)


def for_machines(name: str) -> str | None:
    """The name as the machine readable zone of a passport has it, `<` between the words."""
    words = []
    for word in name.split():
        parts = _read("".join(c for c in word if c not in _SILENT), _FOR_MACHINES.get)
        if parts is None:
            return None
        if word.endswith(_TEH_MARBUTA):
            # Note 2 of the table: XTA, but XAH at the end of a part of the name.
            parts[-1] = "XAH"
        words.append("".join(parts))
    return "<".join(words)


def _spoken(letter: str) -> str | None:
    if letter in _FOR_PEOPLE:
        return _FOR_PEOPLE[letter]
    coded = _FOR_MACHINES.get(letter)
    return None if coded is None else coded.replace("X", "").lower()


def _read(word: str, table: Callable[[str], str | None]) -> list[str] | None:
    parts: list[str] = []
    for character in word:
        if character == _SHADDA:
            # It doubles the letter under it (note 3).
            parts.extend(parts[-1:])
            continue
        part = character if character.isascii() else table(character)
        if part is None:
            return None
        parts.append(part)
    return parts
