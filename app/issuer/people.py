"""A person as a training body names them: name, birth date, register number, address.

Checked once, on the way in, so that what is signed holds no tricks (bidirectional
overrides, control characters) and two spellings of the same person meet.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from app.base import accounts
from credentials import CredentialsError, ProblemCode, refuse

_MAX_NAME = 200
# Explicit bidirectional controls make a text show otherwise than it is written (T72).
# The zero-width joiners U+200C and U+200D stay: names in many scripts need them.
_DECEPTIVE = re.compile(r"[\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c\u200b\u2060\ufeff]")
_EMAIL = re.compile(
    r"[^@\s<>\"',;:\\\x00-\x1f]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?"
)
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """Who gets an award. `birth_date` and `register_number` are what a claim is checked by."""

    name: str
    name_latin: str | None = None
    birth_date: date | None = None
    register_number: str | None = None
    email: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The person as it is stored."""
        return {
            "name": self.name,
            "name_latin": self.name_latin,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "register_number": self.register_number,
            "email": self.email,
        }

    @property
    def key(self) -> str:
        """Equal for two records of the same person, whatever the spelling of the spaces."""
        facts = (
            _folded(self.name),
            self.birth_date.isoformat() if self.birth_date else "",
            _folded(self.register_number or ""),
        )
        return sha256("\x1f".join(facts).encode()).hexdigest()


def stored_person(stored: dict[str, Any]) -> Person:
    """The person of a stored award."""
    born = stored.get("birth_date")
    return Person(
        name=stored["name"],
        name_latin=stored.get("name_latin"),
        birth_date=date.fromisoformat(born) if born else None,
        register_number=stored.get("register_number"),
        email=stored.get("email"),
    )


def fits(stored: dict[str, Any], fact: str) -> bool:
    """Whether a fact typed by somebody is the person's birth date or register number.

    Dates are written year first; spaces, dashes, slashes and the case of letters in a
    register number do not matter.
    """
    typed = _bare(fact)
    if not typed:
        return False
    known = (stored.get("birth_date"), stored.get("register_number"))
    return any(typed == _bare(item) for item in known if item)


def checked(person: Person, *, at: date) -> Person:
    """The person in normal form (NFC, single spaces), or `bad-value` with the member at fault."""
    name = text(person.name, "/person/name", limit=_MAX_NAME)
    latin = text(person.name_latin or "", "/person/name_latin", limit=_MAX_NAME)
    number = text(person.register_number or "", "/person/register_number", limit=60)
    if not name:
        raise refuse(ProblemCode.BAD_VALUE, "a person has a name", "/person/name")
    if person.birth_date is None and not number:
        raise refuse(
            ProblemCode.BAD_VALUE,
            "a birth date or a register number is needed to claim the certificate",
            "/person/birth_date",
        )
    if person.birth_date and not _OLDEST <= person.birth_date < at:
        raise refuse(ProblemCode.BAD_VALUE, "nobody was born then", "/person/birth_date")
    email = (person.email or "").strip()
    if email and not is_email(email):
        raise refuse(ProblemCode.BAD_VALUE, "not an e-mail address", "/person/email")
    return Person(name, latin or None, person.birth_date, number or None, email or None)


def text(value: str, pointer: str, *, limit: int) -> str:
    """A line of text in normal form; `bad-value` when it could deceive a reader."""
    normal = normal_form(value)
    if len(normal) > limit:
        raise refuse(ProblemCode.BAD_VALUE, f"longer than {limit} characters", pointer)
    if is_deceptive(normal):
        raise refuse(ProblemCode.BAD_VALUE, "has characters that cannot be seen", pointer)
    return normal


def latest_day(at: datetime) -> date:
    """The day that it is already somewhere on Earth; a later one lies in the future."""
    return (at + timedelta(hours=14)).date()


def normal_form(value: str) -> str:
    """The text in Unicode normal form C, with single spaces between words."""
    return " ".join(unicodedata.normalize("NFC", value).split())


def is_deceptive(value: str) -> bool:
    """Whether a text holds controls, halves of characters or invisible directions."""
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


def _folded(value: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def _bare(value: str) -> str:
    normal = unicodedata.normalize("NFKC", value).casefold()
    # Digits of other scripts mean the same date.
    digits = (str(unicodedata.digit(c)) if c.isdigit() else c for c in normal)
    return "".join(c for c in digits if c.isalnum())
