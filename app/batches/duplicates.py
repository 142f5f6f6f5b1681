"""Who on a class list has the certificate already, and who probably has.

The very same person with the same day is wrong. Somebody who looks like a person with the
certificate (a name spelt otherwise, the same birth date) may be another one: a human decides.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz
from sqlalchemy.orm import Session

from app.base.names import propose_latin
from app.batches import store
from app.batches.faults import RowFault
from app.batches.tables import DOUBTFUL, WAITING, Batch, BatchRow
from app.batches.working import grant_of, mark_wrong
from app.issuer import store as issuer_store
from app.issuer.people import Person

# So many values fit into one question to any of the databases.
_AT_ONCE = 500
# Two spellings of one name have at least this in common (of 100, words in any order).
_ALIKE = 82
# Of more people born on one day only equal names are compared: that many share a birthday
# only where it is not known and the first of January stands for it.
_MOST_ALIKE = 200


def mark(
    session: Session, found: Batch, rows: Sequence[BatchRow], *, others: Sequence[BatchRow] = ()
) -> None:
    """Mark those of these rows as wrong or doubtful that somebody stands for already.

    `others` are the rows of the same list that are good.
    """
    waiting = [row for row in rows if row.state == WAITING]
    _mark_awarded(session, found, waiting)
    known = _Known()
    for label, person in store.standing_people(session, found.achievement_id):
        known.add(_somebody(label, person))
    for row in others:
        if row.person is not None:
            known.add(_somebody(f"#{row.number}", row.person))
    for row in waiting:
        if row.state != WAITING or row.person is None:
            continue
        new = _somebody(f"#{row.number}", row.person)
        alike = known.like(new)
        if alike is not None:
            row.state, row.resembles = DOUBTFUL, alike
        known.add(new)


def resembling(session: Session, person: Person, *, achievement_id: str) -> str | None:
    """The number of a certificate whose holder is probably the same person; None if nobody is."""
    known = _Known()
    for label, other in store.standing_people(session, achievement_id):
        known.add(_somebody(label, other))
    return known.like(_somebody("", person.as_json()))


def _mark_awarded(session: Session, found: Batch, waiting: Sequence[BatchRow]) -> None:
    """Say of people who hold the achievement of that day already that they do."""
    for start in range(0, len(waiting), _AT_ONCE):
        part = waiting[start : start + _AT_ONCE]
        grants = [grant_of(row, found) for row in part]
        standing = issuer_store.standing_awards(
            session,
            achievement_id=found.achievement_id,
            person_keys={grant.person.key for grant in grants},
        )
        for row, grant in zip(part, grants, strict=True):
            if (grant.person.key, grant.awarded_on) in standing:
                mark_wrong(row, RowFault.AWARDED_ALREADY)


@dataclass(frozen=True, slots=True)
class _Somebody:
    label: str
    names: frozenset[str]
    born: str
    number: str


class _Known:
    """People by birth date and by register number, to look a new one up among them."""

    def __init__(self) -> None:
        self._born: dict[str, list[_Somebody]] = defaultdict(list)
        self._numbered: dict[str, list[_Somebody]] = defaultdict(list)
        self._named: dict[tuple[str, str], _Somebody] = {}

    def add(self, one: _Somebody) -> None:
        if one.born and len(self._born[one.born]) < _MOST_ALIKE:
            self._born[one.born].append(one)
        if one.number:
            self._numbered[one.number].append(one)
        for name in one.names:
            self._named.setdefault((one.born, name), one)

    def like(self, new: _Somebody) -> str | None:
        """The label of somebody who is probably the same person."""
        for name in new.names:
            same = self._named.get((new.born, name)) if new.born else None
            if same is not None:
                return same.label
        for other in self._numbered.get(new.number, ()) if new.number else ():
            if new.born == other.born or _are_alike(new.names, other.names):
                return other.label
        for other in self._born.get(new.born, ()) if new.born else ():
            # Two numbers tell two people apart, unless their names are the same.
            is_told_apart = new.number and other.number and new.number != other.number
            if not is_told_apart and _are_alike(new.names, other.names):
                return other.label
        return None


def _somebody(label: str, person: dict[str, Any]) -> _Somebody:
    written = person.get("name")
    # One list has a name in its own script, the next in Latin letters.
    names = (written, person.get("name_latin"), propose_latin(written) if written else None)
    return _Somebody(
        label=label,
        names=frozenset(_folded(name) for name in names if name),
        born=str(person.get("birth_date") or person.get("birth_year") or ""),
        number=_folded(person.get("register_number") or ""),
    )


def _are_alike(names: Iterable[str], others: Iterable[str]) -> bool:
    others = list(others)
    return any(
        fuzz.ratio(name, other, score_cutoff=_ALIKE) > 0 for name in names for other in others
    )


def _folded(text: str) -> str:
    # Pérez Ana and ANA PEREZ are one spelling here: no accents, no case, no order.
    if text.isascii():
        return " ".join(sorted(text.casefold().split()))
    bare = unicodedata.normalize("NFKD", text).casefold()
    letters = "".join(c for c in bare if unicodedata.category(c) != "Mn")
    return " ".join(sorted(letters.split()))
