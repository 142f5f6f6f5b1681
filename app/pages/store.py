"""The queries that only the pages and the check of own certificates need."""

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from app.issuer.tables import Award, Claim
from app.status.tables import StatusList, StatusPosition
from app.status.token_lists.tables import TokenList, TokenPlace


def award_at_position(
    session: Session, list_url: str, index: int
) -> tuple[Award, StatusPosition] | None:
    """The award to which that place on one of our status lists was given, and the place."""
    found = session.execute(
        select(Award, StatusPosition)
        .join(StatusPosition, StatusPosition.award_id == Award.id)
        .join(StatusList, StatusList.id == StatusPosition.list_id)
        .where(StatusList.url == list_url, StatusPosition.index == index)
    ).one_or_none()
    found = found or _copy_at_place(session, list_url, index)
    return None if found is None else (found[0], found[1])


def _copy_at_place(
    session: Session, list_url: str, index: int
) -> Row[Award, StatusPosition] | None:
    """The same for a place on a list of tokens, with the change that its value came from."""
    return session.execute(
        select(Award, StatusPosition)
        .join(TokenPlace, TokenPlace.award_id == Award.id)
        .join(TokenList, TokenList.id == TokenPlace.list_id)
        .join(StatusPosition, StatusPosition.award_id == Award.id)
        .where(TokenList.url == list_url, TokenPlace.index == index, StatusPosition.value)
        .order_by(StatusPosition.purpose)
        .limit(1)
    ).first()


def passport_that_fetched(session: Session, credential_id: str) -> str | None:
    """The passport into which that certificate was fetched from its training body."""
    return session.scalars(
        select(Claim.passport_id)
        .join(Award, Award.id == Claim.award_id)
        .where(Award.credential_id == credential_id)
        .limit(1)
    ).first()
