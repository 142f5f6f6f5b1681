"""Names in Latin letters, as the rules for travel documents would write them.

A proposal, and never more: the state that made somebody's passport chose one of several
spellings, and only the passport says which. So a proposal is shown to a person who accepts
or changes it, and nothing here is ever written into a certificate by itself. There is none
for a script whose letters do not say how a name sounds (Chinese, Hebrew …) or for which we
have no table that we can vouch for (Amharic, Bengali, Devanagari, Khmer …).
"""

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from app.base.names import arabic, cyrillic, georgian, greek, latin

_Write = Callable[[str, str], str | None]
# By the first word of a letter's name in Unicode. Each takes a word and a language, and
# gives None for a letter that its table does not have.
_SCRIPTS: Mapping[str, _Write] = {
    "ARABIC": arabic.written,
    "CYRILLIC": cyrillic.written,
    "GEORGIAN": georgian.written,
    "GREEK": greek.written,
    "LATIN": latin.written,
}
# They stand between the letters of a name in every script.
_APOSTROPHES = "'\u2019\u02bc\u02bb\u02b9\u2018\u0060\u00b4"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A name in Latin letters; `is_rough` where the script leaves most vowels out."""

    text: str
    is_rough: bool


def propose_latin(name: str, *, language: str | None = None) -> str | None:
    """The name in the letters A to Z, or None where there is nothing sound to propose.

    None as well for a name that is written in these letters already. `language` is a BCP 47
    tag; it decides where one letter is read differently (Г in Ukrainian and in Russian) and
    the name itself does not tell.
    """
    found = proposal(name, language=language)
    return found.text if found else None


def proposal(name: str, *, language: str | None = None) -> Proposal | None:
    """The same as `propose_latin`, and whether it is rough."""
    if name.isascii():
        return None
    normal = unicodedata.normalize("NFC", name)
    spoken = _spoken(normal, language)
    written = [_word(word, spoken) for word in normal.split()]
    if any(word is None for word in written):
        return None
    text = " ".join(word for word in written if word)
    rough = any(_script(character) == "ARABIC" for character in name)
    return Proposal(text, rough) if text and text.isprintable() else None


def _spoken(name: str, language: str | None) -> str:
    """The language by whose rules a name is read: what its letters show, or the one given."""
    given = (language or "").partition("-")[0].lower()
    return latin.language_of(name, cyrillic.language_of(name, given))


def _word(word: str, language: str) -> str | None:
    """One word; None if two scripts are mixed in it, or a letter has no place in a table."""
    plain = "".join("'" if character in _APOSTROPHES else character for character in word)
    scripts = {_script(character) for character in plain} - {""}
    if not scripts:
        return plain if plain.isascii() else None
    write = _SCRIPTS.get(scripts.pop())
    # A word in two scripts is a trap or a slip, and not a name (Unicode TR 39, section 5.1).
    if scripts or write is None:
        return None
    return write(plain, language)


def _script(character: str) -> str:
    """The script of a letter or mark; empty for what belongs to all of them."""
    if character.isascii() and not character.isalpha():
        return ""
    first = unicodedata.name(character, "?").partition(" ")[0]
    return "" if first in {"HYPHEN", "COMBINING", "ZERO", "NON-BREAKING"} else first
