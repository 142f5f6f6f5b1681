"""The queries about token status lists and their places."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.status.token_lists.tables import TokenList, TokenPlace


def take_place(session: Session, *, organisation_id: str) -> TokenList | None:
    """Count one more place on the open list, and return it; `None` if none is open.

    The count is raised in one statement, so that two writers never get the same one.
    """
    return session.scalars(
        update(TokenList)
        .where(TokenList.organisation_id == organisation_id, TokenList.is_open)
        .values(used=TokenList.used + 1)
        .returning(TokenList),
        execution_options={"populate_existing": True},
    ).one_or_none()


def token_list(session: Session, list_id: str) -> TokenList | None:
    """The list with that id."""
    return session.get(TokenList, list_id)


def list_at(session: Session, url: str) -> TokenList | None:
    """The list that is published at that address."""
    return session.scalars(select(TokenList).where(TokenList.url == url)).one_or_none()


def any_list_outside(session: Session, base_url: str) -> TokenList | None:
    """A list whose address does not begin with `base_url`."""
    return session.scalars(
        select(TokenList).where(~TokenList.url.startswith(base_url, autoescape=True)).limit(1)
    ).first()


def places_for_change(session: Session, *, award_id: str) -> list[TokenPlace]:
    """The places of all copies of one award, locked until the transaction ends."""
    return list(
        session.scalars(
            select(TokenPlace).where(TokenPlace.award_id == award_id).with_for_update(),
            execution_options={"populate_existing": True},
        )
    )


def places_of_many(
    session: Session, award_ids: Collection[str]
) -> Mapping[str, Sequence[TokenPlace]]:
    """The places of all copies of these awards, by award."""
    found: dict[str, list[TokenPlace]] = {award_id: [] for award_id in award_ids}
    for place in session.scalars(select(TokenPlace).where(TokenPlace.award_id.in_(award_ids))):
        found[place.award_id].append(place)
    return found


def count_change(session: Session, list_id: str) -> None:
    """Note that a value of the list has changed, so that it is signed anew."""
    session.execute(
        update(TokenList).where(TokenList.id == list_id).values(changes=TokenList.changes + 1)
    )


def values(session: Session, list_id: str) -> dict[int, int]:
    """The values of a list that are not zero, by their places."""
    found = session.execute(
        select(TokenPlace.index, TokenPlace.value).where(
            TokenPlace.list_id == list_id, TokenPlace.is_set()
        )
    )
    return {row[0]: row[1] for row in found}


def all_lists(session: Session) -> list[TokenList]:
    """Every list there is."""
    return list(session.scalars(select(TokenList).order_by(TokenList.id)))


def lists_of(session: Session, organisation_id: str) -> list[TokenList]:
    """Every list of an organisation."""
    found = select(TokenList).where(TokenList.organisation_id == organisation_id)
    return list(session.scalars(found.order_by(TokenList.id)))


def all_places(session: Session, list_id: str) -> list[TokenPlace]:
    """Every place given out on a list, in the order of the list."""
    return list(
        session.scalars(
            select(TokenPlace).where(TokenPlace.list_id == list_id).order_by(TokenPlace.index)
        )
    )


def close_all(session: Session) -> int:
    """Have no list give out places any more; how many did."""
    closed = update(TokenList).where(TokenList.is_open).values(is_open=False)
    return len(session.scalars(closed.returning(TokenList.id)).all())
