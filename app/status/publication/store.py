"""The queries of publication: which lists wait, who signs them, and what is on them."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, String, bindparam, cast, func, or_, select, update
from sqlalchemy.orm import Session

from app.status.tables import StatusList, StatusPosition
from app.status.token_lists.tables import TokenList, TokenPlace

AnyList = StatusList | TokenList

# The kinds of list, each with its places.
KINDS: Mapping[type[AnyList], type[StatusPosition | TokenPlace]] = {
    StatusList: StatusPosition,
    TokenList: TokenPlace,
}

# So long nobody else signs a list that a worker has taken. A worker that dies holds it up no
# longer than a change may take to be seen.
LEASE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Signed:
    """A list that was signed at a count of changes, and until when it holds."""

    list_id: str
    changes: int
    content: bytes = field(repr=False)
    until: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """Which edition of a list is published: at which count of changes, and until when it holds."""

    list_id: str
    url: str
    changes: int
    until: datetime


def _is_stale(kind: type[AnyList], good_until: datetime) -> ColumnElement[bool]:
    return or_(
        kind.content_changes != kind.changes,
        kind.content_until.is_(None),
        kind.content_until < good_until,
    )


def is_any_stale(session: Session, *, good_until: datetime) -> bool:
    """Whether a list is not published as it stands, or not for long enough."""
    return any(
        session.scalar(select(kind.id).where(_is_stale(kind, good_until)).limit(1)) is not None
        for kind in KINDS
    )


def published(session: Session, *, good_until: datetime) -> tuple[int, int, datetime | None]:
    """How many lists there are, how many are stale, and until when the oldest one holds."""
    number, stale, until = 0, 0, []
    for kind in KINDS:
        counted = select(func.count(), func.min(kind.content_until)).select_from(kind)
        here, oldest = session.execute(counted).one()
        waiting = select(func.count()).select_from(kind).where(_is_stale(kind, good_until))
        number, stale = number + here, stale + (session.scalar(waiting) or 0)
        until += [oldest] if oldest is not None else []
    return number, stale, min(until, default=None)


def claim(
    session: Session,
    kind: type[AnyList],
    *,
    lease: str,
    at: datetime,
    good_until: datetime,
    most: int,
) -> list[AnyList]:
    """Take lists that have to be signed, so that no other worker does; as they are now.

    The count of changes is read here, before what is on the list: a change that falls between
    the two is then on it already, and is merely signed once more. The other way it would be lost.
    """
    free = or_(kind.leased_until.is_(None), kind.leased_until <= at)
    waiting = (
        select(kind)
        .where(_is_stale(kind, good_until), free)
        .order_by(kind.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    claimed: list[AnyList] = list(session.scalars(waiting))
    for one in claimed:
        one.lease, one.leased_until = lease, at + LEASE
    session.flush()
    return claimed


def values(
    session: Session, kind: type[AnyList], list_ids: Collection[str]
) -> Mapping[str, Mapping[int, list[int]]]:
    """What is on these lists: for each its values other than zero, and the places of each.

    The places of a list come as one text, because a nation's lists have a million of them.
    """
    place = KINDS[kind]
    indexes = func.aggregate_strings(cast(place.index, String), ",")
    found: dict[str, dict[int, list[int]]] = {list_id: {} for list_id in list_ids}
    for list_id, value, text in session.execute(
        select(place.list_id, place.value, indexes)
        .where(place.list_id.in_(list_ids), place.is_set())
        .group_by(place.list_id, place.value)
    ):
        found[list_id][int(value)] = [int(index) for index in text.split(",")]
    return found


def keep(session: Session, kind: type[AnyList], signed: Sequence[Signed], *, lease: str) -> None:
    """Publish lists that were signed; one whose lease is over is left to whoever has it now."""
    session.connection().execute(
        update(kind)
        .where(kind.id == bindparam("list_id"), kind.lease == lease)
        .values(
            content=bindparam("signed"),
            content_changes=bindparam("at_changes"),
            content_until=bindparam("until"),
            lease=None,
            leased_until=None,
        ),
        [
            {
                "list_id": one.list_id,
                "signed": one.content,
                "at_changes": one.changes,
                "until": one.until,
            }
            for one in signed
        ],
    )


def editions(session: Session, kind: type[AnyList]) -> list[Edition]:
    """The published edition of every list that has one."""
    return [
        Edition(list_id, url, changes, until)
        for list_id, url, changes, until in session.execute(
            select(kind.id, kind.url, kind.content_changes, kind.content_until).where(
                kind.content.is_not(None)
            )
        )
        if until is not None
    ]


def contents(
    session: Session, kind: type[AnyList], list_ids: Collection[str]
) -> Mapping[str, bytes]:
    """The signed lists with these ids."""
    found = session.execute(select(kind.id, kind.content).where(kind.id.in_(list_ids)))
    return {list_id: content for list_id, content in found if content is not None}
