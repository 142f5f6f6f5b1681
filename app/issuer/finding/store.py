"""The statements about beginnings; they are for PostgreSQL."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ARRAY, Integer, literal, select
from sqlalchemy.orm import Session

from app.base.audit import AuditEvent
from app.base.db import insert_for
from app.issuer.finding.tables import Beginnings, Reached
from app.issuer.tables import Award

# The rule by which words become numbers (`beginnings`). Where it changes this does, and everything
# is written anew, from the beginning of the trail.
_RULE = 2


def reached(session: Session) -> int:
    """Up to which entry of the trail certificates can be found."""
    return session.scalar(select(Reached.seq).where(Reached.id == _RULE)) or 0


def reached_for_change(session: Session) -> Reached | None:
    """The same, kept from others until the transaction ends; None while another has it."""
    first = insert_for(session, Reached).values(id=_RULE, seq=0)
    session.execute(first.on_conflict_do_nothing())
    return session.scalars(
        select(Reached).where(Reached.id == _RULE).with_for_update(skip_locked=True),
        execution_options={"populate_existing": True},
    ).one_or_none()


def entries_after(session: Session, seq: int, *, limit: int) -> list[tuple[int, str]]:
    """The next entries of the trail, with what they are about."""
    found = session.execute(
        select(AuditEvent.seq, AuditEvent.subject)
        .where(AuditEvent.seq > seq)
        .order_by(AuditEvent.seq)
        .limit(limit)
    )
    return [(number, subject) for number, subject in found]


def texts(session: Session, award_ids: Sequence[str]) -> list[tuple[str, str, str]]:
    """Those of these that are certificates: id, body, and the text that they are found by."""
    found = session.execute(
        select(Award.id, Award.organisation_id, Award.search_text).where(Award.id.in_(award_ids))
    )
    return [(award_id, body, text) for award_id, body, text in found]


def without_facts(session: Session, award_ids: Sequence[str]) -> list[Award]:
    """Those of these that say nothing of who has them beside the person itself."""
    return list(
        session.scalars(
            select(Award).where(
                Award.id.in_(award_ids), Award.born.is_(None), Award.register_key.is_(None)
            )
        )
    )


def page_of_texts(session: Session, *, after: str, limit: int) -> list[tuple[str, str, str, Any]]:
    """Certificates in the order of their ids, with the numbers that are stored for them."""
    found = session.execute(
        select(Award.id, Award.organisation_id, Award.search_text, Beginnings.numbers)
        .outerjoin(Beginnings, Beginnings.award_id == Award.id)
        .where(Award.id > after)
        .order_by(Award.id)
        .limit(limit)
    )
    return [(award_id, body, text, numbers) for award_id, body, text, numbers in found]


def put(session: Session, rows: Sequence[tuple[str, list[int]]]) -> None:
    """Store the numbers of certificates, in the place of those that they had."""
    made = insert_for(session, Beginnings)
    session.execute(
        made.on_conflict_do_update(
            index_elements=[Beginnings.award_id],
            set_={"numbers": made.excluded.numbers},
            where=Beginnings.numbers != made.excluded.numbers,
        ),
        [{"award_id": award_id, "numbers": numbers} for award_id, numbers in rows],
    )


def with_all(session: Session, numbers: Sequence[int], *, limit: int) -> list[str]:
    """The certificates that have all these numbers, in no order."""
    query = select(Beginnings.award_id).where(
        Beginnings.numbers.op("@>", is_comparison=True)(literal(numbers, ARRAY(Integer)))
    )
    return list(session.scalars(query.limit(limit)))
