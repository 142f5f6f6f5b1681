"""Who on a class list has the certificate already, who probably has, and whose number is another's.

The very same person with the same day is wrong. Somebody who looks like a person with the
certificate (a name spelt otherwise, the same birth date) may be another one, and two people
with one register number may be a slip of the pen: a human decides.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy.orm import Session

from app.batches import store
from app.batches.columns import Column
from app.batches.faults import RowFault
from app.batches.tables import DOUBTFUL, WAITING, Batch, BatchRow
from app.batches.working import mark_wrong
from app.issuer import store as issuer_store
from app.issuer.granting import Grant
from app.issuer.likeness import Known, Somebody, somebody
from app.issuer.tables import Award

# So many values fit into one question to any of the databases.
_AT_ONCE = 500
_LABEL = 80


def ask(session: Session, found: Batch, rows: Sequence[BatchRow]) -> int:
    """Have a human look at those of these rows that look like somebody, or share a number.

    `rows` are all that are good of one list. What somebody decided about stays decided as
    long as nothing else is to be asked; how many now have a question that they had not.
    """
    asked = {
        row.number: row
        for row in sorted(rows, key=lambda row: row.number)
        if row.state in (WAITING, DOUBTFUL) and row.person is not None
    }
    alike, sharing = _questions(session, found, asked.values())
    return sum(put(row, alike.get(number), sharing.get(number)) for number, row in asked.items())


def _questions(
    session: Session, found: Batch, rows: Iterable[BatchRow]
) -> tuple[dict[int, str], dict[int, str]]:
    """For each row the label of whom it looks like, and of who else has its number."""
    known = Known()
    own: dict[str, int] = {}
    listed = [(row, somebody(f"#{row.number}", row.person or {})) for row in rows]
    for one in _others_with_it(session, found, [new for _, new in listed]):
        known.add(one)
    alike: dict[int, str] = {}
    sharing: dict[int, str] = {}
    for row, new in listed:
        like = known.like(new)
        other = known.sharing_number(new)
        if like is not None:
            alike[row.number] = like
        if other is not None:
            sharing[row.number] = other
            # Which of the two lines has the wrong number, nobody can tell from here.
            if other in own:
                sharing.setdefault(own[other], new.label)
        own[new.label] = row.number
        known.add(new)
    return alike, sharing


def _others_with_it(
    session: Session, found: Batch, listed: Sequence[Somebody]
) -> Iterator[Somebody]:
    """Who has the certificate and may be one of these, or is about to get it by another list."""
    born, numbers = {one.born for one in listed}, {one.number for one in listed}
    for number, person in issuer_store.standing_people(
        session, found.achievement_id, born=born, numbers=numbers
    ):
        yield somebody(label_of_held(number), person)
    for filename, row in store.rows_on_their_way(session, found):
        yield somebody(label_elsewhere(row.number, filename), row.person or {})


def withdrawn_before(
    session: Session, found: Batch, rows: Iterable[BatchRow]
) -> list[tuple[int, Award]]:
    """The lines whose person had this certificate of that day before, and it was withdrawn."""
    listed: dict[tuple[str | None, str | None], BatchRow] = {
        (row.person_key, row.awarded_on): row for row in rows if row.person_key
    }
    people = [somebody("", row.person or {}) for row in listed.values()]
    withdrawn = issuer_store.withdrawn_awards(
        session,
        found.achievement_id,
        born={one.born for one in people},
        numbers={one.number for one in people},
    )
    met: dict[int, Award] = {}
    for award in withdrawn:
        day = award.awarded_on.isoformat() if award.awarded_on else None
        row = listed.get((award.person_key, day))
        if row is not None:
            met[row.number] = award
    return sorted(met.items())


def label_of_held(number: str) -> str:
    """What stands for somebody who has the certificate with that number."""
    # A body's own number may begin as what stands for a line does.
    sign = "=" if number.startswith(("#", "@", "=")) else ""
    return f"{sign}{number}"


def label_elsewhere(number: int, filename: str) -> str:
    """What stands for a line of another list."""
    return f"@{number} {filename}"[:_LABEL]


def put(row: BatchRow, like: str | None, other: str | None) -> bool:
    """Write down what is to be asked about a row; whether that is news."""
    problems = [] if other is None else [_shared(other)]
    resembles = like or other
    if (row.resembles, list(row.problems)) == (resembles, problems):
        return False
    row.resembles, row.problems = resembles, problems
    row.state = DOUBTFUL if resembles else WAITING
    return resembles is not None


def _shared(other: str) -> dict[str, str]:
    return {
        "column": Column.REGISTER_NUMBER.value,
        "code": RowFault.NUMBER_OF_ANOTHER.value,
        "like": other,
    }


def mark_awarded(
    session: Session, found: Batch, rows: Sequence[BatchRow], grants: Mapping[int, Grant]
) -> None:
    """Say of people who hold the achievement of that day already that they do."""
    waiting = [row for row in rows if row.state == WAITING]
    for start in range(0, len(waiting), _AT_ONCE):
        part = waiting[start : start + _AT_ONCE]
        standing = issuer_store.standing_awards(
            session,
            achievement_id=found.achievement_id,
            person_keys={grants[row.number].person.key for row in part},
        )
        for row in part:
            grant = grants[row.number]
            if (grant.person.key, grant.awarded_on) in standing:
                mark_wrong(row, RowFault.AWARDED_ALREADY)
