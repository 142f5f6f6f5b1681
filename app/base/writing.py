"""What people type: brought into one form, and refused where it could deceive its reader."""

import re
import unicodedata

from app.base import accounts
from credentials import CredentialsError, ProblemCode, refuse

# Explicit bidirectional controls make a text show otherwise than it is written (T72).
# The zero-width joiners U+200C and U+200D stay: names in many scripts need them.
_DECEPTIVE = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\u2060\ufeff]")
_EMAIL = re.compile(
    r"[^@\s<>\"',;:\\\x00-\x1f]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
)


def text(value: str, pointer: str, *, limit: int) -> str:
    """A line of text in normal form; `bad-value` when it could deceive a reader."""
    normal = normal_form(value)
    if len(normal) > limit:
        raise refuse(ProblemCode.BAD_VALUE, f"longer than {limit} characters", pointer)
    if is_deceptive(normal):
        raise refuse(ProblemCode.BAD_VALUE, "has characters that cannot be seen", pointer)
    return normal


def normal_form(value: str) -> str:
    """The text in Unicode normal form C, with single spaces between words."""
    # Of the form C is all that is ASCII.
    normal = value if value.isascii() else unicodedata.normalize("NFC", value)
    return " ".join(normal.split())


def is_deceptive(value: str) -> bool:
    """Whether a text holds controls, halves of characters or invisible directions."""
    if value.isascii() and value.isprintable():
        return False
    return bool(_DECEPTIVE.search(value)) or any(
        unicodedata.category(character) in {"Cc", "Cs", "Co"} for character in value
    )


def is_email(value: str) -> bool:
    """Whether a text has the form of an e-mail address that mail can be sent to."""
    try:
        accounts.normal_email(value)
    except CredentialsError:
        return False
    return bool(_EMAIL.fullmatch(value)) and ".." not in value
