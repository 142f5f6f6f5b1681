"""The queries about certificates; each asks for one training body's own."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Select,
    String,
    and_,
    any_,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.base.db import Database
from app.base.outbox import OutboxMessage
from app.base.periods import Period
from app.issuer import finding, searching
from app.issuer.delivery.store import standing
from app.issuer.tables import CLAIMED, Achievement, Award, Claim

_AT_ONCE = 500
# Nobody turns so many pages, and to count further would take the longer the more there are.
MOST_COUNTED = 1_000
# Of so many that fit, PostgreSQL puts those of a page in order; of more it goes through all.
_MOST_IN_ORDER = 5_000
# So few letters and digits of a number, without its dashes, are found everywhere.
_SHORTEST_NUMBER = 4
_NEWEST = "newest"
# Each ends with the id, so that the order is the same on every page.
_SORTS: dict[str, Any] = {
    _NEWEST: Award.issued_at.desc(),
    "oldest": Award.issued_at,
    "day": Award.awarded_on.desc(),
    "name": Award.search_text,
    "number": Award.certificate_number,
}
SORTS = tuple(_SORTS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which certificates are asked for; what is empty does not narrow them down.

    `achievement` is its code, whatever the version; `period` is about the day of the award;
    `claimed` is `yes` or `no`, `centre` its code, and `delivery` how its claim mail stands.
    """

    words: str = ""
    achievement: str = ""
    state: str = ""
    batch_id: str = ""
    claimed: str = ""
    centre: str = ""
    delivery: str = ""
    period: Period = field(default_factory=Period)
    sort: str = _NEWEST


@dataclass(frozen=True, slots=True)
class Found:
    """A certificate with its achievement and its claim; those of others have neither."""

    award: Award
    achievement: Achievement | None
    claim: Claim | None


def find(
    session: Session, organisation_id: str, wanted: Wanted, *, limit: int, offset: int = 0
) -> list[Found]:
    """The certificates that fit all that is asked for."""
    near = _near(session, organisation_id, wanted)
    return _page(session, organisation_id, wanted, near, limit=limit, offset=offset)


def find_and_count(
    session: Session, organisation_id: str, wanted: Wanted, *, limit: int, offset: int
) -> tuple[list[Found], int]:
    """The same, and how many fit: `MOST_COUNTED` and one where there are more than that.

    Behind the last one none are counted.
    """
    near = _near(session, organisation_id, wanted)
    found = _page(session, organisation_id, wanted, near, limit=limit, offset=offset)
    if len(found) < limit:
        return found, offset + len(found) if found else 0
    if near.are_many and wanted == Wanted(words=wanted.words, sort=wanted.sort):
        return found, MOST_COUNTED + 1
    query = _narrowed(organisation_id, wanted, near.award_ids)
    first = query.with_only_columns(Award.id).limit(MOST_COUNTED + 1).subquery()
    return found, session.scalar(select(func.count()).select_from(first)) or 0


def find_all(database: Database, organisation_id: str, wanted: Wanted) -> Iterator[Found]:
    """Every certificate that fits, in the order of its id, holding no session open."""
    last = ""
    while True:
        with database.reading() as session:
            query = _narrowed(organisation_id, wanted).where(Award.id > last)
            rows = session.execute(query.order_by(Award.id).limit(_AT_ONCE)).all()
            session.expunge_all()
        for row in rows:
            yield Found(*row)
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].Award.id


def _near(session: Session, organisation_id: str, wanted: Wanted) -> finding.Near:
    most = MOST_COUNTED if wanted.sort == _NEWEST else _MOST_IN_ORDER
    words = searching.words(wanted.words)
    return finding.near(session, organisation_id, words, most=most)


def _page(
    session: Session,
    organisation_id: str,
    wanted: Wanted,
    near: finding.Near,
    *,
    limit: int,
    offset: int,
) -> list[Found]:
    if near.are_many and wanted.sort == _NEWEST:
        newest = _newest(session, organisation_id, wanted, limit=offset + limit)
        if newest is not None:
            return newest[offset:]
    query = _narrowed(organisation_id, wanted, near.award_ids)
    query = query.order_by(_SORTS[wanted.sort], Award.id).limit(limit).offset(offset)
    return [Found(*row) for row in session.execute(query)]


def _newest(
    session: Session, organisation_id: str, wanted: Wanted, *, limit: int
) -> list[Found] | None:
    """So many of the newest, where they are found in few blocks of time; else None."""
    found: list[Found] = []
    award_ids: set[str] = set()
    until = None
    for block in finding.newest(session, organisation_id, searching.words(wanted.words)):
        award_ids.update(block.award_ids)
        until = until or block.until
        if len(found) + len(award_ids) < limit:
            continue
        query = _narrowed(organisation_id, wanted, list(award_ids)).where(
            Award.issued_at >= block.since, Award.issued_at < until
        )
        query = query.order_by(_SORTS[_NEWEST], Award.id).limit(limit - len(found))
        found += [Found(*row) for row in session.execute(query)]
        if len(found) == limit:
            return found
        award_ids, until = set(), None
    return None


def _narrowed(
    organisation_id: str, wanted: Wanted, award_ids: Sequence[str] | None = None
) -> Select[Award, Achievement, Claim]:
    """The question for all that fit, of these certificates where they are given."""
    query = (
        select(Award, Achievement, Claim)
        .outerjoin(Achievement, Achievement.id == Award.achievement_id)
        .outerjoin(Claim, Claim.award_id == Award.id)
        .where(Award.organisation_id == organisation_id)
    )
    if award_ids is not None:
        query = query.where(Award.id == any_(literal(award_ids, ARRAY(String))))
    for word in searching.words(wanted.words):
        query = query.where(_has(word))
    exact: tuple[tuple[ColumnElement[Any] | InstrumentedAttribute[Any], str], ...] = (
        (Achievement.code, wanted.achievement),
        (Award.state, wanted.state),
        (Award.batch_id, wanted.batch_id),
        (Award.attribution["centre_code"].as_string(), wanted.centre),
    )
    for column, value in exact:
        if value:
            query = query.where(column == value)
    if wanted.claimed:
        is_claimed = Claim.state == CLAIMED
        query = query.where(
            is_claimed
            if wanted.claimed == "yes"
            else and_(Claim.award_id.is_not(None), ~is_claimed)
        )
    if wanted.delivery:
        query = query.outerjoin(OutboxMessage, OutboxMessage.id == Claim.mail_id).where(
            Claim.award_id.is_not(None), standing() == wanted.delivery
        )
    if wanted.period.since:
        query = query.where(Award.awarded_on >= wanted.period.since)
    if wanted.period.until:
        query = query.where(Award.awarded_on <= wanted.period.until)
    return query


def _has(word: str) -> ColumnElement[bool]:
    found = Award.search_text.contains(word, autoescape=True)
    bare = searching.bare(word)
    if bare == word or len(bare) < _SHORTEST_NUMBER:
        return found
    return or_(found, Award.search_text.contains(bare, autoescape=True))
