"""The queries about dictionaries; what was read of them once stays at hand."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session

from app.base.bodies.tables import BodyColumns, Dictionary
from app.base.bodies.words import BodyError, Words, recalled, remember
from app.base.db import insert_for

# So many values fit into one question to any of the databases.
_AT_ONCE = 500
_PAGE = 50


def words_under(session: Session, template: str) -> Words | None:
    """The words of a template, if it has some."""
    known = session.scalar(select(Dictionary.id).where(Dictionary.template == template))
    return None if known is None else words_of(session, known)


def keep(session: Session, template: str, words: Words, *, at: datetime) -> Words | None:
    """Store the first words of a template; those of whoever came before, where somebody did."""
    made = insert_for(session, Dictionary).values(
        id=words.id, template=template, text=words.text, long_part=words.long_part, made_at=at
    )
    session.execute(made.on_conflict_do_nothing())
    return words_under(session, template)


def words_of(session: Session | None, words_id: int) -> Words:
    """The words with that id; raises BodyError where they are missing or were changed."""
    found = recalled(words_id)
    if found is not None:
        return found
    if session is None:
        raise BodyError(f"dictionary {words_id} is not at hand, and no session is open")
    with session.no_autoflush:
        row = session.execute(_columns().where(Dictionary.id == words_id)).one_or_none()
    if row is None:
        raise BodyError(f"dictionary {words_id} is missing")
    return _checked(row)


def ready(session: Session, ids: Iterable[int | None]) -> None:
    """Have the words of many bodies at hand by one question; one that is missing is no matter."""
    missing = sorted({one for one in ids if one is not None and recalled(one) is None})
    for start in range(0, len(missing), _AT_ONCE):
        part = missing[start : start + _AT_ONCE]
        for row in session.execute(_columns().where(Dictionary.id.in_(part))):
            with suppress(BodyError):
                _checked(row)


def lost(session: Session, table: type[BodyColumns]) -> Iterator[str]:
    """A sentence for each dictionary that bodies were written with and that is not there."""
    used = select(table.dictionary_id).where(table.dictionary_id.is_not(None)).distinct()
    for words_id in session.scalars(used.where(table.dictionary_id.not_in(select(Dictionary.id)))):
        yield f"dictionary {words_id} is missing, and bodies were written with it"


def mismatches(session: Session) -> Iterator[str]:
    """A sentence for each dictionary that has other bytes than its id says (part of `fsck`)."""
    for row in session.execute(_columns().execution_options(yield_per=_PAGE)):
        try:
            Words(*row).check()
        except BodyError as error:
            yield str(error)


def _columns() -> Select[int, bytes, bytes]:
    return select(Dictionary.id, Dictionary.text, Dictionary.long_part)


def _checked(row: Row[int, bytes, bytes]) -> Words:
    words = Words(*row)
    words.check()
    return remember(words)
