"""Keep the beginnings up with the audit trail, and find certificates by them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.base.db import Database
from app.issuer import searching
from app.issuer.finding import beginnings, store

# Of more, the newest are found sooner by going through all of them from the newest on.
_MOST = 5_000
_MOST_NEW = 1_000
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Near:
    """The certificates among which all are that fit, or that there are very many of them.

    With neither, nothing is known: the database has no such index, or it is behind.
    """

    award_ids: Sequence[str] | None = None
    are_many: bool = False


def near(session: Session, organisation_id: str, words: list[str]) -> Near:
    """Look these words up."""
    numbers = beginnings.typed(organisation_id, words)
    if not numbers or not _has_index(session):
        return Near()
    new = store.entries_after(session, store.reached(session), limit=_MOST_NEW + 1)
    if len(new) > _MOST_NEW:
        return Near()
    found = store.with_all(session, numbers, limit=_MOST + 1)
    if len(found) > _MOST:
        return Near(are_many=True)
    return Near(list({*found, *(subject for _, subject in new)}))


def catch_up(database: Database, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Have everything found that the audit trail tells of; how many certificates were written."""
    if database.engine.dialect.name != "postgresql":
        return 0
    done = 0
    while not stopping():
        with database.session() as session:
            end = store.reached_for_change(session)
            new = store.entries_after(session, end.seq, limit=_AT_ONCE) if end else []
            if end is None or not new:
                break
            texts = store.texts(session, [about for _, about in new])
            if texts:
                store.put(
                    session, [(one, beginnings.of_text(body, text)) for one, body, text in texts]
                )
                _complete(session, [award_id for award_id, _, _ in texts])
            end.seq = new[-1][0]
        done += len(texts)
    return done


def _complete(session: Session, award_ids: Sequence[str]) -> None:
    # While this version comes into service, the one before it awards beside it, without these.
    for award in store.without_facts(session, award_ids):
        facts = searching.found_by(award.person, ())
        award.born, award.register_key = facts["born"], facts["register_key"]


def mismatches(session: Session) -> Iterator[str]:
    """A sentence for each certificate that is not found by its words (for `fsck`)."""
    if not _has_index(session):
        return
    new = {about for _, about in store.entries_after(session, store.reached(session), limit=2**31)}
    last = ""
    while rows := store.page_of_texts(session, after=last, limit=_AT_ONCE):
        for award_id, body, text, numbers in rows:
            if award_id not in new and numbers != beginnings.of_text(body, text):
                yield f"award {award_id} is not found by its words"
        last = rows[-1][0]


def _has_index(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
