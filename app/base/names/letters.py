"""What the tables of all scripts need: capital letters where the name had them."""

from collections.abc import Iterable


def cased(source: str, target: str, *, shouted: bool) -> str:
    """`target` with a capital where the letter it stands for is one (Щ gives Shch).

    `shouted` says that the whole word is in capitals (ЩУКА gives SHCHUKA).
    """
    if not source.isupper():
        return target
    return target.upper() if shouted else target[:1].upper() + target[1:]


def is_shouted(word: str) -> bool:
    """Whether a word is written in capitals only, and has more than one."""
    return word.isupper() and sum(character.isalpha() for character in word) > 1


def named(parts: Iterable[str]) -> str:
    """A word of a script without capitals: its parts between hyphens each with one."""
    word = "".join(parts)
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))
