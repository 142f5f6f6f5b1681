"""The queries about certificates; each asks for one training body's own."""

from collections.abc import Iterator
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
# So few letters and digits of a number, without its dashes, are found everywhere.
_SHORTEST_NUMBER = 4
# Each ends with the id, so that the order is the same on every page.
_SORTS: dict[str, Any] = {
    "newest": Award.issued_at.desc(),
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
    sort: str = "newest"


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
    query, _ = _looked_up(session, organisation_id, wanted)
    query = query.order_by(_SORTS[wanted.sort], Award.id)
    rows = session.execute(query.limit(limit).offset(offset))
    return [Found(*row) for row in rows]


def count(session: Session, organisation_id: str, wanted: Wanted) -> int:
    """How many certificates fit; `MOST_COUNTED` and one more where there are more than that."""
    query, are_many = _looked_up(session, organisation_id, wanted)
    if are_many and wanted == Wanted(words=wanted.words, sort=wanted.sort):
        return MOST_COUNTED + 1
    first = query.with_only_columns(Award.id).limit(MOST_COUNTED + 1).subquery()
    return session.scalar(select(func.count()).select_from(first)) or 0


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


def _looked_up(
    session: Session, organisation_id: str, wanted: Wanted
) -> tuple[Select[Award, Achievement, Claim], bool]:
    """The question, with the certificates that its words lead to; whether those are many."""
    query = _narrowed(organisation_id, wanted)
    near = finding.near(session, organisation_id, searching.words(wanted.words))
    if near.award_ids is not None:
        query = query.where(Award.id == any_(literal(near.award_ids, ARRAY(String))))
    return query, near.are_many


def _narrowed(organisation_id: str, wanted: Wanted) -> Select[Award, Achievement, Claim]:
    query = (
        select(Award, Achievement, Claim)
        .outerjoin(Achievement, Achievement.id == Award.achievement_id)
        .outerjoin(Claim, Claim.award_id == Award.id)
        .where(Award.organisation_id == organisation_id)
    )
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
