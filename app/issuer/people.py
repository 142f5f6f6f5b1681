"""A person as a training body names them: name, birth date, register number, address.

Checked once, on the way in, so that what is signed holds no tricks (bidirectional
overrides, control characters) and two spellings of the same person meet.
"""

import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from app.base import days
from app.base.writing import is_deceptive, is_email, normal_form, text
from credentials import ProblemCode, refuse

__all__ = [
    "Person",
    "checked",
    "fits",
    "is_deceptive",
    "is_email",
    "latest_day",
    "normal_form",
    "stored_person",
    "text",
]

_MAX_NAME = 200
_MOST_FORMER_NAMES = 5
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Person:
    """Who gets an award. `birth_date` and `register_number` are what a claim is checked by.

    `name` is the whole name; `family_name` and `given_name` say which part of it is which,
    where somebody said so. `birth_year` is for those of whom no more is known than the year.
    """

    name: str
    name_latin: str | None = None
    birth_date: date | None = None
    register_number: str | None = None
    email: str | None = None
    family_name: str | None = None
    given_name: str | None = None
    former_names: tuple[str, ...] = ()
    birth_year: int | None = None
    _key: str = field(default="", init=False, repr=False, compare=False)

    @property
    def born_in(self) -> int | None:
        """The year of birth, as the certificate says it."""
        return self.birth_date.year if self.birth_date else self.birth_year

    def as_json(self) -> dict[str, Any]:
        """The person as it is stored."""
        return {
            "name": self.name,
            "name_latin": self.name_latin,
            "birth_date": self.birth_date.isoformat() if self.birth_date else None,
            "register_number": self.register_number,
            "email": self.email,
            "family_name": self.family_name,
            "given_name": self.given_name,
            "former_names": list(self.former_names),
            "birth_year": self.birth_year,
        }

    @property
    def key(self) -> str:
        """Equal for two records of the same person, whatever the spelling of the spaces.

        Only of what every record has ever had, so that the keys of old awards still meet.
        """
        if not self._key:
            facts = (
                _folded(self.name),
                self.birth_date.isoformat() if self.birth_date else "",
                _folded(self.register_number or ""),
            )
            # It is asked for many times, and the facts do not change.
            object.__setattr__(self, "_key", sha256("\x1f".join(facts).encode()).hexdigest())
        return self._key


def stored_person(stored: dict[str, Any], *, key: str | None = None) -> Person:
    """The person of a stored award; `key` is theirs, where it is stored as well."""
    born = stored.get("birth_date")
    person = Person(
        name=stored["name"],
        name_latin=stored.get("name_latin"),
        birth_date=date.fromisoformat(born) if born else None,
        register_number=stored.get("register_number"),
        email=stored.get("email"),
        family_name=stored.get("family_name"),
        given_name=stored.get("given_name"),
        former_names=tuple(stored.get("former_names") or ()),
        birth_year=stored.get("birth_year"),
    )
    object.__setattr__(person, "_key", key or "")
    return person


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
    if not has_letters(name):
        raise refuse(ProblemCode.BAD_VALUE, "a name has letters", "/person/name")
    email = (person.email or "").strip()
    if email and not is_email(email):
        raise refuse(ProblemCode.BAD_VALUE, "not an e-mail address", "/person/email")
    normal = Person(
        name=name,
        name_latin=latin or None,
        birth_date=person.birth_date,
        register_number=number or None,
        email=email or None,
        family_name=_part(person.family_name, "family_name", whole=(name, latin)),
        given_name=_part(person.given_name, "given_name", whole=(name, latin)),
        former_names=_former(person.former_names, name),
        birth_year=_birth_year(person, number=number, at=at),
    )
    # Whoever was in normal form already has their key.
    return person if normal == person else normal


def has_letters(name: str) -> bool:
    """Whether a name has a letter of any script; a number in the wrong column has none."""
    return any(character.isalpha() for character in name)


def _birth_year(person: Person, *, number: str, at: date) -> int | None:
    """The year where it stands alone; refuses a birth that cannot be, or that is too vague."""
    born, year = person.birth_date, person.birth_year
    if born and not _OLDEST <= born < at:
        raise refuse(ProblemCode.BAD_VALUE, "nobody was born then", "/person/birth_date")
    if year is not None and not _OLDEST.year <= year <= at.year:
        raise refuse(ProblemCode.BAD_VALUE, "nobody was born then", "/person/birth_year")
    if born and year is not None and born.year != year:
        raise refuse(
            ProblemCode.BAD_VALUE, "the birth date is in another year", "/person/birth_year"
        )
    if born is None and not number:
        # A year alone is guessed in five tries by whoever finds the slip and sees the person.
        reason = (
            "a birth date or a register number is needed to claim the certificate"
            if year is None
            else "a year is too easy to guess: to claim the certificate, the whole birth date"
            " or a register number is needed as well"
        )
        raise refuse(ProblemCode.BAD_VALUE, reason, "/person/birth_date")
    return None if born else year


def _part(value: str | None, member: str, *, whole: tuple[str, ...]) -> str | None:
    """A part of the name; one that the name does not have would sign two different people."""
    part = text(value or "", f"/person/{member}", limit=_MAX_NAME)
    if part and not any(_folded(part) in _folded(name) for name in whole):
        raise refuse(
            ProblemCode.BAD_VALUE, "it does not stand in the whole name", f"/person/{member}"
        )
    return part or None


def _former(names: tuple[str, ...], name: str) -> tuple[str, ...]:
    """The former names, each once; what the person is called today is none of them."""
    if len(names) > _MOST_FORMER_NAMES:
        raise refuse(
            ProblemCode.BAD_VALUE,
            f"more than {_MOST_FORMER_NAMES} former names",
            "/person/former_names",
        )
    checked = [text(item, "/person/former_names", limit=_MAX_NAME) for item in names]
    return tuple(dict.fromkeys(item for item in checked if item and item != name))


def latest_day(at: datetime) -> date:
    """The day that it is already somewhere on Earth; a later one lies in the future."""
    return days.latest(days.UNKNOWN, at=at)


def _folded(value: str) -> str:
    if value.isascii():
        return " ".join(value.lower().split())
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def _bare(value: str) -> str:
    normal = unicodedata.normalize("NFKC", value).casefold()
    # Digits of other scripts mean the same date.
    digits = (str(unicodedata.digit(c)) if c.isdigit() else c for c in normal)
    return "".join(c for c in digits if c.isalnum())
