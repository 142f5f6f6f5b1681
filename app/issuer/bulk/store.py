"""The statements with which many awards are written at once."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.base.db import insert_many
from app.issuer.tables import Award, Claim

# So many values fit into one question to any of the databases.
_AT_ONCE = 500


def add(
    session: Session, awards: Sequence[dict[str, Any]], claims: Sequence[dict[str, Any]]
) -> None:
    """Store new awards with their claims, given by columns: into the tables, without objects."""
    insert_many(session, Award, awards)
    insert_many(session, Claim, claims)


def numbers_taken(session: Session, keys: Sequence[str]) -> set[str]:
    """Those of these certificate numbers that a certificate has."""
    found: set[str] = set()
    for start in range(0, len(keys), _AT_ONCE):
        part = keys[start : start + _AT_ONCE]
        query = select(Award.number_key).where(Award.number_key.in_(part))
        found |= {key for key in session.scalars(query) if key is not None}
    return found
