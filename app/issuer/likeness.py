"""Whether two records of people, or two spellings of a name, are probably of the same person.

Nothing is decided here: somebody who looks like a holder (a name spelt otherwise, the same
birth date) may be another person. A human decides, or the answer is the careful one.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from app.base.names import propose_latin
from app.issuer import people, store
from app.issuer.people import Person
from app.issuer.searching import register_key
from app.issuer.searching import sorted_words as _folded
from app.issuer.tables import Achievement
from credentials import ProblemCode, refuse

# Two spellings of one name have at least this in common (of 100, words in any order).
_ALIKE = 82
# Two spellings of one word of it: Mohamed and Muhammad, but not Maria and Lucia.
_ALIKE_WORDS = 65
# Of more people born on one day, or with one number, only equal names are compared: that many
# share a birthday only where it is not known and the first of January stands for it.
_MOST_ALIKE = 200
# So many of them are read where one person is to be compared.
_MOST_READ = 2_000


@dataclass(frozen=True, slots=True)
class Somebody:
    """What tells one person from another; `label` is how they are called to a reader."""

    label: str
    names: frozenset[str]
    born: str
    number: str


class Known:
    """People by birth date and by register number, to look a new one up among them."""

    def __init__(self) -> None:
        self._born: dict[str, list[Somebody]] = defaultdict(list)
        self._numbered: dict[str, list[Somebody]] = defaultdict(list)
        self._named: dict[tuple[str, str], Somebody] = {}

    def add(self, one: Somebody) -> None:
        """Note somebody."""
        if one.born and len(self._born[one.born]) < _MOST_ALIKE:
            self._born[one.born].append(one)
        if one.number and len(self._numbered[one.number]) < _MOST_ALIKE:
            self._numbered[one.number].append(one)
        for name in one.names:
            self._named.setdefault((one.born, name), one)

    def like(self, new: Somebody) -> str | None:
        """The label of somebody who is probably the same person."""
        for name in new.names:
            same = self._named.get((new.born, name)) if new.born else None
            if same is not None:
                return same.label
        for other in self._with_number_of(new):
            if _is_same(new, other):
                return other.label
        for other in self._born.get(new.born, ()) if new.born else ():
            # Two numbers tell two people apart, unless their names are the same.
            is_told_apart = new.number and other.number and new.number != other.number
            if not is_told_apart and _are_alike(new.names, other.names):
                return other.label
        return None

    def sharing_number(self, new: Somebody) -> str | None:
        """The label of another person who has the same register number: one of them is wrong."""
        for other in self._with_number_of(new):
            if not _is_same(new, other):
                return other.label
        return None

    def _with_number_of(self, new: Somebody) -> Sequence[Somebody]:
        return self._numbered.get(new.number, ()) if new.number else ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """The numbers of two certificates, None where there is no such one.

    `resembling` is of somebody who is probably the same person, `sharing_number` of somebody
    else with the person's register number. With that number a certificate is fetched: a wrong
    one opens it to the wrong person.
    """

    resembling: str | None
    sharing_number: str | None

    @property
    def is_somebody(self) -> bool:
        """Whether there is anybody to look at."""
        return self.resembling is not None or self.sharing_number is not None


def likeness(session: Session, person: Person, *, achievement_id: str) -> Likeness:
    """Whom a person looks like of those who hold an achievement."""
    known, new = Known(), somebody("", person.as_json())
    written = (person.name, person.name_latin, propose_latin(person.name))
    for number, other in store.people_like(
        session,
        achievement_id,
        born=new.born,
        number=new.number,
        named=[name for name in written if name],
        most=_MOST_READ,
    ):
        known.add(somebody(number, other))
    return Likeness(known.like(new), known.sharing_number(new))


def check_nobody_is_alike(
    session: Session, person: Person, *, achievement: Achievement, awarded_on: date, at: datetime
) -> None:
    """Raise `probable-duplicate`, with the number of the certificate, if somebody is alike.

    Or if somebody else has the register number; the pointer says which of the two. The very
    same person with the same day is left to the award, which refuses it anyway.
    """
    checked = people.checked(person, at=at.date())
    held = store.standing_awards(session, achievement_id=achievement.id, person_keys={checked.key})
    if (checked.key, awarded_on) in held:
        return
    found = likeness(session, checked, achievement_id=achievement.id)
    if found.resembling is not None:
        reason = f"look at certificate {found.resembling}"
        raise refuse(ProblemCode.PROBABLE_DUPLICATE, reason, "/person")
    if found.sharing_number is not None:
        reason = f"certificate {found.sharing_number} has the number with another person"
        raise refuse(ProblemCode.PROBABLE_DUPLICATE, reason, "/person/register_number")


def is_other_spelling(name: str, other: str) -> bool:
    """Whether two names are one name, spelt in two ways: word for word, in any order."""
    words, others = _folded(name).split(), _folded(other).split()
    if "".join(words) == "".join(others):
        return True
    return (
        len(words) == len(others)
        and _each_has_its_like(words, others)
        and _each_has_its_like(others, words)
    )


def _each_has_its_like(words: Iterable[str], others: Iterable[str]) -> bool:
    others = list(others)
    return all(any(fuzz.ratio(word, other) >= _ALIKE_WORDS for other in others) for word in words)


def somebody(label: str, person: dict[str, Any]) -> Somebody:
    """A person as stored, to be compared."""
    written = person.get("name")
    # One list has a name in its own script, the next in Latin letters.
    names = (written, person.get("name_latin"), propose_latin(written) if written else None)
    return Somebody(
        label=label,
        names=frozenset(_folded(name) for name in names if name),
        born=str(person.get("birth_date") or person.get("birth_year") or ""),
        number=register_key(person.get("register_number") or ""),
    )


def _is_same(new: Somebody, other: Somebody) -> bool:
    """Whether two records with one register number are probably of one person."""
    return (bool(new.born) and new.born == other.born) or _are_alike(new.names, other.names)


def _are_alike(names: Iterable[str], others: Iterable[str]) -> bool:
    others = list(others)
    return any(
        fuzz.ratio(name, other, score_cutoff=_ALIKE) > 0 for name in names for other in others
    )
