"""Whether a reader has the paper in hand: what stands on it opens the claims."""

import unicodedata

from app.verifier.ports import PrintedCertificate

_LEAST_LETTERS = 2
_LONGEST = 200


def is_on_paper(typed: str, printed: PrintedCertificate) -> bool:
    """Whether a text is the birth year, or the name in either script, that is printed.

    Of a name two words are enough, in any order; accents, case and punctuation do not
    matter, and digits of other scripts are read.
    """
    words = _words(typed[:_LONGEST])
    if printed.birth_year is not None and words == {str(printed.birth_year)}:
        return True
    return any(_names(words, _words(name)) for name in printed.names)


def _names(typed: frozenset[str], name: frozenset[str]) -> bool:
    enough = min(2, len(name))
    letters = sum(len(word) for word in typed)
    return len(typed) >= enough and letters >= _LEAST_LETTERS and typed <= name


def _words(text: str) -> frozenset[str]:
    plain = "".join(
        _plain(character)
        for character in unicodedata.normalize("NFKD", text.casefold())
        if not unicodedata.combining(character)
    )
    return frozenset(plain.split())


def _plain(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    # Marks that shape letters (Mn, Mc in the scripts of India and others) belong to the word.
    kind = unicodedata.category(character)
    return character if kind[0] in "LM" else "" if kind == "Cf" else " "
