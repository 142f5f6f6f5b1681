"""The queries about status lists and positions."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.base.db import insert_many
from app.status.tables import StatusList, StatusPosition


def take_place(session: Session, *, organisation_id: str, purpose: str) -> StatusList | None:
    """Count one more position on the open list, and return it; `None` if none is open.

    The count is raised in one statement, so that two writers never get the same one.
    """
    return session.scalars(
        update(StatusList)
        .where(
            StatusList.organisation_id == organisation_id,
            StatusList.purpose == purpose,
            StatusList.is_open,
        )
        .values(used=StatusList.used + 1)
        .returning(StatusList),
        execution_options={"populate_existing": True},
    ).one_or_none()


def take_places(
    session: Session, *, organisation_id: str, purpose: str, number: int
) -> StatusList | None:
    """Count so many more positions on the open list, if it is not to be closed after them."""
    return session.scalars(
        update(StatusList)
        .where(
            StatusList.organisation_id == organisation_id,
            StatusList.purpose == purpose,
            StatusList.is_open,
            StatusList.used + number < StatusList.size / 2,
        )
        .values(used=StatusList.used + number)
        .returning(StatusList),
        execution_options={"populate_existing": True},
    ).one_or_none()


def has_open_list(session: Session, *, organisation_id: str, purpose: str) -> bool:
    """Whether there is a list that positions are given out on."""
    query = select(StatusList.id).where(
        StatusList.organisation_id == organisation_id,
        StatusList.purpose == purpose,
        StatusList.is_open,
    )
    return session.scalar(query) is not None


def add_positions(
    session: Session, *, list_id: str, purpose: str, places: Mapping[str, int]
) -> None:
    """Store new positions, by the awards that they are given to."""
    rows = [
        {"list_id": list_id, "index": index, "award_id": award_id, "purpose": purpose}
        for award_id, index in places.items()
    ]
    insert_many(session, StatusPosition, rows)


def status_list(session: Session, list_id: str) -> StatusList | None:
    """The list with that id."""
    return session.get(StatusList, list_id)


def list_at(session: Session, url: str) -> StatusList | None:
    """The list that is published at that address."""
    return session.scalars(select(StatusList).where(StatusList.url == url)).one_or_none()


def any_list_outside(session: Session, base_url: str) -> StatusList | None:
    """A list whose address does not begin with `base_url`."""
    return session.scalars(
        select(StatusList).where(~StatusList.url.startswith(base_url, autoescape=True)).limit(1)
    ).first()


def positions_of(session: Session, award_id: str) -> list[StatusPosition]:
    """The positions of one award, by purpose."""
    return list(
        session.scalars(
            select(StatusPosition)
            .where(StatusPosition.award_id == award_id)
            .order_by(StatusPosition.purpose)
        )
    )


def positions_of_many(
    session: Session, award_ids: Collection[str]
) -> Mapping[str, Sequence[StatusPosition]]:
    """The positions of these awards, by award."""
    found: dict[str, list[StatusPosition]] = {award_id: [] for award_id in award_ids}
    query = select(StatusPosition).where(StatusPosition.award_id.in_(award_ids))
    for position in session.scalars(query):
        found[position.award_id].append(position)
    return found


def position_for_change(session: Session, *, award_id: str, purpose: str) -> StatusPosition | None:
    """The position of one award for one purpose, locked until the transaction ends."""
    return session.scalars(
        select(StatusPosition)
        .where(StatusPosition.award_id == award_id, StatusPosition.purpose == purpose)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def count_change(session: Session, list_id: str) -> None:
    """Note that a value of the list has changed, so that it is signed anew."""
    session.execute(
        update(StatusList).where(StatusList.id == list_id).values(changes=StatusList.changes + 1)
    )


def set_places(session: Session, list_id: str) -> list[int]:
    """The indexes of a list whose value is set."""
    return list(
        session.scalars(
            select(StatusPosition.index).where(
                StatusPosition.list_id == list_id, StatusPosition.is_set()
            )
        )
    )


def all_lists(session: Session) -> list[StatusList]:
    """Every list there is."""
    return list(session.scalars(select(StatusList).order_by(StatusList.id)))


def all_positions(session: Session, list_id: str) -> list[StatusPosition]:
    """Every position given out on a list, in the order of the list."""
    return list(
        session.scalars(
            select(StatusPosition)
            .where(StatusPosition.list_id == list_id)
            .order_by(StatusPosition.index)
        )
    )


def number_of_positions(session: Session) -> int:
    """How many positions were given out, over all lists."""
    return session.scalar(select(func.count()).select_from(StatusPosition)) or 0


def lists_of(session: Session, organisation_id: str) -> list[StatusList]:
    """Every list of an organisation."""
    found = select(StatusList).where(StatusList.organisation_id == organisation_id)
    return list(session.scalars(found.order_by(StatusList.id)))


def close_all(session: Session) -> int:
    """Have no list give out positions any more; how many did."""
    closed = update(StatusList).where(StatusList.is_open).values(is_open=False)
    return len(session.scalars(closed.returning(StatusList.id)).all())
