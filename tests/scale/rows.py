"""Rows of a nation: the real ones are copied with other people, numbers and codes in them.

A row is a line as PostgreSQL's COPY writes it. What nothing but its own page reads, as the
bytes of a certificate, is the same in all of them.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import product

from app.issuer import searching
from app.issuer.people import Person

_GROUPS = ((0, 8), (8, 12), (12, 16), (16, 20), (20, 32))
# As many certificates as a class list of a school has.
LISTED_TOGETHER = 500
# Every so many was fetched; a passport has as many as this.
FETCHED_EVERY = 4
IN_ONE_PASSPORT = 4
# Of two hundred bytes, as a compressed one: what is measured reads none of these.
SHORT_BODY = "\\\\x" + "5a" * 200
# People from 19 to 76 years old, each day alike.
_EARLIEST, _DAYS = date(1950, 1, 1), 57 * 365
_SYLLABLES = [a + b for a, b in product("bdfghjklmnrstwyz", "aeiou")]


@dataclass(frozen=True, slots=True)
class Template:
    """The columns of a table and a real row of it, as COPY writes it."""

    table: str
    columns: Sequence[str]
    row: Sequence[str]

    def with_values(self, values: Mapping[str, str]) -> str:
        """The line of a row that has these values and is the real one in all others."""
        known = values.get
        return "\t".join(known(name, old) for name, old in zip(self.columns, self.row, strict=True))


@dataclass(frozen=True, slots=True)
class Somebody:
    """Somebody who is awarded something, with all that is told by chance."""

    award_id: str
    name: str
    born: str
    number: str
    code: str
    certificate_number: str
    secret: str


def somebody(number: int) -> Somebody:
    """The person with that number: the same in every run, and like nobody before."""
    secret = sha256(f"person {number}".encode()).hexdigest()
    digits = secret[:32]
    given, family = (_often(secret[at : at + 8], most) for at, most in ((40, 400), (48, 30_000)))
    return Somebody(
        award_id=f"urn:uuid:{'-'.join(digits[a:b] for a, b in _GROUPS)}",
        name=f"{_word(given, 2)} {_word(family, 3)}",
        born=(_EARLIEST + timedelta(int(secret[32:40], 16) % _DAYS)).isoformat(),
        number=f"R-{number}",
        code=digits[-13:].upper(),
        certificate_number=f"2026-{digits[:4]}-{digits[4:8]}-{digits[8:12]}".upper(),
        secret=secret,
    )


def _often(drawn: str, most: int) -> int:
    """A number below `most`; the small ones come more often, as some names do."""
    return int(most * (int(drawn, 16) / 2**32) ** 2)


@dataclass(frozen=True, slots=True)
class Nation:
    """Everything that there is of so many certificates of one body."""

    number: int
    organisation_id: str
    achievement_ids: Sequence[str]

    def people(self) -> Iterator[tuple[int, Somebody]]:
        """One after the other; from the start they are the same again."""
        return ((number, somebody(number)) for number in range(self.number))

    def award(self, number: int, one: Somebody) -> dict[str, str]:
        """The values of its row in the table of awards."""
        known = Person(
            one.name, birth_date=date.fromisoformat(one.born), register_number=one.number
        )
        person = known.as_json()
        found_by = searching.found_by(person, (one.certificate_number, one.code))
        return {
            "id": one.award_id,
            "credential_id": one.award_id,
            "achievement_id": self.achievement_ids[number % len(self.achievement_ids)],
            "person": json.dumps(person),
            "person_key": one.secret,
            "certificate_number": one.certificate_number,
            "number_key": f"{self.organisation_id}:{one.certificate_number.casefold()}",
            "content": SHORT_BODY,
            "dictionary_id": "\\N",
            "digest": one.secret,
            "verification_code": one.code,
            "batch_id": f"{number // LISTED_TOGETHER:032x}",
            "issued_at": moment(number),
            **{name: (value or "\\N").replace("\n", "\\n") for name, value in found_by.items()},
        }


def moment(number: int) -> str:
    """When something was done: a tenth of a second after the one before it."""
    seconds = number // 10
    days, rest = divmod(seconds, 86_400)
    hours, rest = divmod(rest, 3_600)
    month, day = divmod(days, 28)
    return (
        f"2026-{month % 10 + 1:02}-{day + 1:02} {hours:02}:{rest // 60:02}:{rest % 60:02}"
        f".{number % 10}+00"
    )


def _word(number: int, syllables: int) -> str:
    parts = []
    for _ in range(syllables):
        number, part = divmod(number, len(_SYLLABLES))
        parts.append(_SYLLABLES[part])
    return "".join(parts).title()
