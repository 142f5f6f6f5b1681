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
# The newest behind so many are found by going through all: block by block all before are read.
_DEEPEST = 1_000
# Of so many that fit, PostgreSQL puts those of a page in order; of more it goes through all.
_MOST_IN_ORDER = 5_000
# So few letters and digits of a number, without its dashes, are found everywhere.
_SHORTEST_NUMBER = 4
_Fitting = Select[Award, Achievement, Claim]
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
    asked = _Asked(session, organisation_id, wanted)
    return asked.page(limit=limit, offset=offset)


def find_and_count(
    session: Session, organisation_id: str, wanted: Wanted, *, limit: int, offset: int
) -> tuple[list[Found], int]:
    """The same, and how many fit: `MOST_COUNTED` and one where there are more than that.

    Behind the last one none are counted.
    """
    asked = _Asked(session, organisation_id, wanted)
    found = asked.page(limit=limit, offset=offset)
    if len(found) < limit:
        return found, offset + len(found) if found else 0
    return found, asked.number()


def find_all(database: Database, organisation_id: str, wanted: Wanted) -> Iterator[Found]:
    """Every certificate that fits, in the order of its id, holding no session open."""
    last = ""
    while True:
        with database.reading() as session:
            query = _Asked(session, organisation_id, wanted).all_that_fit().where(Award.id > last)
            rows = session.execute(query.order_by(Award.id).limit(_AT_ONCE)).all()
            session.expunge_all()
        for row in rows:
            yield Found(*row)
        if len(rows) < _AT_ONCE:
            return
        last = rows[-1].Award.id


@dataclass(slots=True)
class _Asked:
    """A question for certificates, and the ways to its answer, which is the same by each."""

    session: Session
    organisation_id: str
    wanted: Wanted
    words: list[str] = field(init=False)
    _known: finding.Near | None = None
    _most: int = 0

    def __post_init__(self) -> None:
        self.words = searching.words(self.wanted.words)

    def page(self, *, limit: int, offset: int) -> list[Found]:
        """So many of those that fit, in the order that is wanted."""
        is_newest = self.wanted.sort == _NEWEST and offset + limit <= _DEEPEST
        if is_newest and self._near(MOST_COUNTED).are_many:
            newest = self._newest(limit=offset + limit)
            if newest is not None:
                return newest[offset:]
        query = self._near_enough().order_by(_SORTS[self.wanted.sort], Award.id)
        return [Found(*row) for row in self.session.execute(query.limit(limit).offset(offset))]

    def number(self) -> int:
        """How many fit, as `find_and_count` says it."""
        wanted = self.wanted
        if wanted == Wanted(words=wanted.words, sort=wanted.sort):
            # Not one of them has to be looked at.
            most = MOST_COUNTED if finding.are_whole(self.words) else _MOST_IN_ORDER
            if self._near(most).are_many:
                return MOST_COUNTED + 1
        first = self._near_enough().with_only_columns(Award.id).limit(MOST_COUNTED + 1).subquery()
        return self.session.scalar(select(func.count()).select_from(first)) or 0

    def all_that_fit(self) -> _Fitting:
        """The question for all, going through the certificates of the body."""
        is_near = finding.is_near(self.session, self.organisation_id, self.words)
        return _narrowed(self.organisation_id, self.wanted, self.words).where(is_near)

    def _near_enough(self) -> _Fitting:
        """The question for all, of those alone that the words lead to where they are not many."""
        award_ids = self._near(_MOST_IN_ORDER).award_ids
        return self.all_that_fit() if award_ids is None else self._among(award_ids)

    def _among(self, award_ids: Sequence[str]) -> _Fitting:
        query = _narrowed(self.organisation_id, self.wanted, self.words)
        return query.where(Award.id == any_(literal(award_ids, ARRAY(String))))

    def _near(self, most: int) -> finding.Near:
        if self._known is None or (self._known.are_many and most > self._most):
            self._most = most
            self._known = finding.near(self.session, self.organisation_id, self.words, most=most)
        return self._known

    def _newest(self, *, limit: int) -> list[Found] | None:
        """So many of the newest, where they are found in few blocks of time; else None."""
        found: list[Found] = []
        award_ids: set[str] = set()
        until = None
        for block in finding.newest(self.session, self.organisation_id, self.words):
            award_ids.update(block.award_ids)
            until = until or block.until
            if block.since is not None and len(found) + len(award_ids) < limit:
                continue
            query = self._among(list(award_ids)).where(Award.issued_at < until)
            if block.since is not None:
                query = query.where(Award.issued_at >= block.since)
            query = query.order_by(_SORTS[_NEWEST], Award.id).limit(limit - len(found))
            found += [Found(*row) for row in self.session.execute(query)]
            if block.since is None or len(found) == limit:
                return found
            award_ids, until = set(), None
        return None


def _narrowed(organisation_id: str, wanted: Wanted, words: Sequence[str]) -> _Fitting:
    query = (
        select(Award, Achievement, Claim)
        .outerjoin(Achievement, Achievement.id == Award.achievement_id)
        .outerjoin(Claim, Claim.award_id == Award.id)
        .where(Award.organisation_id == organisation_id)
    )
    for word in words:
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
