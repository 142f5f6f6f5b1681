"""Keep the beginnings up with the audit trail, and find certificates by them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, true
from sqlalchemy.orm import Session

from app.base.db import Database
from app.issuer import searching
from app.issuer.finding import beginnings, store
from app.issuer.tables import Award

_MOST_NEW = 1_000
_AT_ONCE = 2_000
# So many times as many, as PostgreSQL reckons, are many: to read the index for all takes long.
_SURELY = 5
# How many blocks of time are looked through for the newest of very many, how many certificates
# of each at most, and of how few a longer block is the next.
_MOST_BLOCKS = 40
_MOST_OF_BLOCK = 5_000
_FEW_OF_BLOCK = 100


@dataclass(frozen=True, slots=True)
class Near:
    """The certificates that have these beginnings, or that there are very many of them.

    With neither, nothing is known: the database has no such index, or it is behind.
    """

    award_ids: Sequence[str] | None = None
    are_many: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """The certificates that have these beginnings and were issued from `since` to `until`.

    Without `since` they are all that are left.
    """

    award_ids: Sequence[str]
    since: datetime | None
    until: datetime


def near(session: Session, organisation_id: str, words: list[str], *, most: int) -> Near:
    """Look these words up; more certificates than `most` are many.

    What was issued or changed since the numbers were written is among them, whatever it says.
    """
    numbers, new = _looked_up(session, organisation_id, words)
    if not numbers:
        return Near()
    if len(numbers) == 1 and store.about(session, numbers[0]) > _SURELY * most:
        return Near(are_many=True)
    found = store.with_all(session, numbers, limit=most + 1)
    if len(found) > most:
        return Near(are_many=True)
    return Near(list({*found, *new}))


def is_near(session: Session, organisation_id: str, words: list[str]) -> ColumnElement[bool]:
    """Whether a certificate is one of those that `near` finds: the same, asked of each."""
    numbers, new = _looked_up(session, organisation_id, words)
    return store.has_all(numbers) | Award.id.in_(new) if numbers else true()


def newest(session: Session, organisation_id: str, words: list[str]) -> Iterator[Block]:
    """Blocks of time from the newest on, of words that very many certificates have.

    It ends where another one would take longer than to go through all certificates.
    """
    numbers = beginnings.typed(organisation_id, words)
    new = _not_yet_written(session)
    sizes = beginnings.BLOCKS_S
    end, level = _end_of_newest(session, organisation_id, before=None), 0
    until = end
    for _ in range(_MOST_BLOCKS):
        if end is None:
            # All was gone through.
            yield Block([], since=None, until=_moment(until or 0))
            return
        size = sizes[level]
        block = beginnings.of_block(organisation_id, size, end // size - 1)
        found = store.with_all(session, [*numbers, block], limit=_MOST_OF_BLOCK + 1)
        if len(found) > _MOST_OF_BLOCK:
            if level == 0:
                return
            level -= 1
            continue
        yield Block([*found, *new], since=_moment(end - size), until=_moment(end))
        end = until = end - size
        if not found:
            newer = _end_of_newest(session, organisation_id, before=_moment(end))
            if newer != end:
                # Nothing was issued for a while.
                end, level = newer, 0
                continue
        if len(found) < _FEW_OF_BLOCK and level + 1 < len(sizes) and end % sizes[level + 1] == 0:
            level += 1


def _looked_up(
    session: Session, organisation_id: str, words: list[str]
) -> tuple[list[int], list[str]]:
    """The numbers of these words, and what may have them besides; none where too little is known.

    That is what the trail tells of since the numbers were written.
    """
    numbers = beginnings.typed(organisation_id, words)
    if not numbers or not _has_index(session):
        return [], []
    new = _not_yet_written(session)
    return (numbers, new) if len(new) <= _MOST_NEW else ([], [])


def _end_of_newest(
    session: Session, organisation_id: str, *, before: datetime | None
) -> int | None:
    """The second at which the shortest block ends that has a body's newest certificate."""
    at = store.last_issued(session, organisation_id, before=before)
    size = beginnings.BLOCKS_S[0]
    return None if at is None else (int(at.timestamp()) // size + 1) * size


def _moment(second: int) -> datetime:
    return datetime.fromtimestamp(second, UTC)


def _not_yet_written(session: Session) -> list[str]:
    reached = store.reached(session)
    return [about for _, about in store.entries_after(session, reached, limit=_MOST_NEW + 1)]


def catch_up(database: Database, *, stopping: Callable[[], bool] = lambda: False) -> int:
    """Have everything found that the audit trail tells of; how many certificates were written."""
    if database.engine.dialect.name != "postgresql":
        return 0
    done = 0
    while not stopping():
        with database.session() as session:
            end = store.reached_for_change(session)
            older = store.written_by_older(session) if end else None
            if end is not None and older is not None:
                end.seq = min(end.seq, older)
            new = store.entries_after(session, end.seq, limit=_AT_ONCE) if end else []
            if end is None or not new:
                break
            texts = store.texts(session, [about for _, about in new])
            if texts:
                store.put(session, [(one.award_id, _numbers(one)) for one in texts])
                _complete(session, [one.award_id for one in texts])
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
        for one, numbers in rows:
            if one.award_id not in new and numbers != _numbers(one):
                yield f"award {one.award_id} is not found by its words"
        last = rows[-1][0].award_id


def _numbers(one: store.Text) -> list[int]:
    return beginnings.of_certificate(one.organisation_id, one.text, one.issued_at)


def _has_index(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
