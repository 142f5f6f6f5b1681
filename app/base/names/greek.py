# ruff: noqa: RUF001 - letters of other scripts are what this is about.
"""Greek letters (ELOT 743, the Greek standard that the passports of Greece follow)."""

import unicodedata
from collections.abc import Iterator

from app.base.names.letters import cased, is_shouted

_LETTERS = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i",
    "κ": "k", "λ": "l", "μ": "m", "ν": "n", "ξ": "x", "ο": "o", "π": "p", "ρ": "r", "σ": "s",
    "ς": "s", "τ": "t", "υ": "y", "φ": "f", "χ": "ch", "ψ": "ps", "ω": "o",
}  # fmt: skip
_PAIRS = {"γγ": "ng", "γξ": "nx", "γχ": "nch", "ου": "ou"}
_WITH_V = {"αυ": "a", "ευ": "e", "ηυ": "i"}
_VOICELESS = frozenset("θκξπσςτφχψ")
_DIAERESIS = "\u0308"
_ACCENT = "\u0301"


def written(word: str, _language: str) -> str | None:
    """The word in the letters A to Z; None for a letter that is not of today's alphabet."""
    shouted = is_shouted(word)
    parts = []
    for source, target in _read(word):
        if target is None:
            return None
        parts.append(cased(source, target, shouted=shouted))
    return "".join(parts)


def _read(word: str) -> Iterator[tuple[str, str | None]]:
    """Each letter or pair with what it becomes; the first letter decides on the capital."""
    letters = [_bare(character) for character in word]
    place = 0
    while place < len(word):
        pair = "".join(base for base, _ in letters[place : place + 2])
        together = _pair(pair, letters[place : place + 3], is_edge=_is_edge(letters, place))
        if together is not None:
            yield word[place], together
            place += 2
            continue
        base = letters[place][0]
        yield word[place], base if base.isascii() else _LETTERS.get(base)
        place += 1


def _pair(pair: str, letters: list[tuple[str, str]], *, is_edge: bool) -> str | None:
    if pair == "μπ" and is_edge:
        return "b"
    if len(letters) > 1 and (_ACCENT in letters[0][1] or _DIAERESIS in letters[1][1]):
        # An accent on the first vowel, or two dots on the second, part the two.
        return _PAIRS.get(pair) if pair[0] == "γ" else None
    if pair in _WITH_V:
        after = letters[2][0] if len(letters) > len(pair) else ""
        return _WITH_V[pair] + ("f" if not after.isalpha() or after in _VOICELESS else "v")
    return _PAIRS.get(pair)


def _is_edge(letters: list[tuple[str, str]], place: int) -> bool:
    """Whether a pair begins or ends its word, hyphens included."""
    before = letters[place - 1][0] if place else ""
    after = letters[place + 2][0] if place + 2 < len(letters) else ""
    return not before.isalpha() or not after.isalpha()


def _bare(character: str) -> tuple[str, str]:
    """The letter without its marks in lower case, and the marks."""
    parts = unicodedata.normalize("NFD", character.lower())
    return parts[0], parts[1:]
