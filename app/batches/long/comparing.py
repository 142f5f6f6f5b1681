"""Hold everybody on a long list against everybody: who looks like whom, and who shares a number.

People are alike only where they were born on one day or have one register number, so that the
database brings them in that order and only the people of one day are in memory.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, literal, select, union_all
from sqlalchemy.orm import Session

from app.base.db import Database
from app.batches import duplicates, store
from app.batches.tables import DOUBTFUL, WAITING, Batch, BatchRow
from app.issuer.likeness import Known, Somebody, somebody
from app.issuer.store import standing
from app.issuer.tables import Award

_AT_ONCE = 1_000
_HELD, _ON_THEIR_WAY, _HERE = 0, 1, 2


@dataclass(slots=True)
class Question:
    """What is to be asked about a line: whom it looks like, who else has its number."""

    like: str | None = None
    sharing: str | None = None


def compare_all(database: Database, batch_id: str) -> Iterator[int]:
    """Mark whom somebody has to look at; yields now and then how many that were by then.

    Begun again, it asks the same.
    """
    asked: dict[int, Question] = {}
    with database.reading() as session:
        found = session.get(Batch, batch_id)
        if found is None:
            return
        for number, question in questions(session, found):
            if number:
                asked[number] = question
            yield len(asked)
    numbers = sorted(asked)
    for start in range(0, len(numbers), _AT_ONCE):
        with database.session() as session:
            if store.batch_for_work(session, batch_id) is None:
                return
            put(session, batch_id, {n: asked[n] for n in numbers[start : start + _AT_ONCE]})
        yield len(asked)


def put(session: Session, batch_id: str, asked: dict[int, Question]) -> int:
    """Write the questions down at the lines; how many are new."""
    news = 0
    for row in store.rows_numbered(session, batch_id, list(asked)):
        if row.state in (WAITING, DOUBTFUL):
            question = asked[row.number]
            news += duplicates.put(row, question.like, question.sharing)
    session.flush()
    return news


def questions(session: Session, found: Batch) -> Iterator[tuple[int, Question]]:
    """Line by line what is to be asked; (0, nothing) now and then as a sign of life."""
    asked: dict[int, Question] = {}
    for by in (_number, _born):
        for seen, (_, group) in enumerate(groupby(_people(session, found, by), lambda one: one[0])):
            if seen % _AT_ONCE == 0:
                yield 0, Question()
            _compare(list(group), asked, by_number=by is _number)
    yield from asked.items()


def _compare(group: list[Row[Any]], asked: dict[int, Question], *, by_number: bool) -> None:
    if len(group) == 1 or group[-1].kind != _HERE:
        return
    known, own = Known(), dict[str, int]()
    for one in group:
        new = _somebody(one)
        if one.kind == _HERE:
            own[new.label] = one.number
            like = known.like(new)
            other = known.sharing_number(new) if by_number else None
            if like is not None or other is not None:
                question = asked.setdefault(one.number, Question())
                question.like = question.like or like
                question.sharing = question.sharing or other
            if other in own:
                # Which of the two lines has the wrong number, nobody can tell from here.
                first = asked.setdefault(own[other], Question())
                first.sharing = first.sharing or new.label
        known.add(new)


def _somebody(one: Row[Any]) -> Somebody:
    if one.kind == _HERE:
        return somebody(f"#{one.number}", one.person or {})
    if one.kind == _ON_THEIR_WAY:
        return somebody(duplicates.label_elsewhere(one.number, one.named), one.person or {})
    return somebody(duplicates.label_of_held(one.named or ""), one.person or {})


def _people(session: Session, found: Batch, by: Any) -> Iterator[Row[Any]]:
    """Everybody with a fact, in its order: those with the achievement, on their way, and here."""
    collation = "C" if session.get_bind().dialect.name == "postgresql" else "BINARY"
    here = select(
        by(BatchRow.person).label("fact"),
        literal(_HERE).label("kind"),
        BatchRow.number.label("number"),
        BatchRow.person.label("person"),
        literal("").label("named"),
    ).where(BatchRow.batch_id == found.id, BatchRow.state.in_((WAITING, DOUBTFUL)))
    elsewhere = store.on_their_way(
        found,
        by(BatchRow.person).label("fact"),
        literal(_ON_THEIR_WAY).label("kind"),
        BatchRow.number.label("number"),
        BatchRow.person.label("person"),
        Batch.filename.label("named"),
    )
    held = standing(
        found.achievement_id,
        by(Award.person).label("fact"),
        literal(_HELD).label("kind"),
        literal(0).label("number"),
        Award.person.label("person"),
        func.coalesce(Award.certificate_number, "").label("named"),
    )
    all_of_them = union_all(held, elsewhere, here).subquery()
    fact: ColumnElement[str] = all_of_them.c.fact
    query: Select[Any] = (
        select(all_of_them)
        .where(fact.is_not(None))
        .order_by(fact.collate(collation), all_of_them.c.kind, all_of_them.c.number)
    )
    yield from session.execute(query, execution_options={"yield_per": _AT_ONCE})


def _born(person: Any) -> ColumnElement[str]:
    return func.coalesce(person["birth_date"].as_string(), person["birth_year"].as_string())


def _number(person: Any) -> ColumnElement[str]:
    return func.lower(person["register_number"].as_string())
