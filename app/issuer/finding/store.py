"""The statements about beginnings; they are for PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, Integer, literal, select, text
from sqlalchemy.orm import Session

from app.base.audit import AuditEvent
from app.base.db import insert_for
from app.issuer.finding.tables import Beginnings, Reached
from app.issuer.tables import Award

# The rule by which words become numbers (`beginnings`). Where it changes this does, and everything
# is written anew, from the beginning of the trail.
_RULE = 3

# What ANALYZE writes of the elements that are the most common.
_ABOUT = text(
    "SELECT reltuples * most_common_elem_freqs["
    " array_position(most_common_elems::text::integer[], :number)]"
    " FROM pg_stats JOIN pg_class ON pg_class.oid = to_regclass(tablename)"
    " WHERE tablename = 'award_beginnings' AND attname = 'numbers'"
    " AND schemaname = current_schema()"
)


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


def written_by_older(session: Session) -> int | None:
    """From which entry of the trail on a version with an older rule wrote since the last call.

    None where it did not. While two versions serve side by side both follow the trail, and what
    the older one writes last lacks numbers of the newer one.
    """
    ends = {row.id: row.seq for row in session.execute(select(Reached.id, Reached.seq))}
    # How far an older rule was seen to be stands under its number with a minus sign.
    moved = {rule: seq for rule, seq in ends.items() if 0 < rule < _RULE}
    moved = {rule: seq for rule, seq in moved.items() if seq > ends.get(-rule, 0)}
    for rule, seq in moved.items():
        session.merge(Reached(id=-rule, seq=seq))
    return min((ends.get(-rule, 0) for rule in moved), default=None)


def entries_after(session: Session, seq: int, *, limit: int) -> list[tuple[int, str]]:
    """The next entries of the trail, with what they are about."""
    found = session.execute(
        select(AuditEvent.seq, AuditEvent.subject)
        .where(AuditEvent.seq > seq)
        .order_by(AuditEvent.seq)
        .limit(limit)
    )
    return [(number, subject) for number, subject in found]


@dataclass(frozen=True, slots=True)
class Text:
    """What a certificate is found by."""

    award_id: str
    organisation_id: str
    text: str
    issued_at: datetime


_TEXT = (Award.id, Award.organisation_id, Award.search_text, Award.issued_at)


def texts(session: Session, award_ids: Sequence[str]) -> list[Text]:
    """What those of these are found by that are certificates."""
    found = session.execute(select(*_TEXT).where(Award.id.in_(award_ids)))
    return [Text(*row) for row in found]


def without_facts(session: Session, award_ids: Sequence[str]) -> list[Award]:
    """Those of these that say nothing of who has them beside the person itself."""
    return list(
        session.scalars(
            select(Award).where(
                Award.id.in_(award_ids), Award.born.is_(None), Award.register_key.is_(None)
            )
        )
    )


def page_of_texts(session: Session, *, after: str, limit: int) -> list[tuple[Text, Any]]:
    """Certificates in the order of their ids, with the numbers that are stored for them."""
    found = session.execute(
        select(*_TEXT, Beginnings.numbers)
        .outerjoin(Beginnings, Beginnings.award_id == Award.id)
        .where(Award.id > after)
        .order_by(Award.id)
        .limit(limit)
    )
    return [(Text(*row[:-1]), row[-1]) for row in found]


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
    return list(session.scalars(select(Beginnings.award_id).where(_has(numbers)).limit(limit)))


def has_all(numbers: Sequence[int]) -> ColumnElement[bool]:
    """Whether an award has all these numbers."""
    return select(Beginnings).where(Beginnings.award_id == Award.id, _has(numbers)).exists()


def _has(numbers: Sequence[int]) -> ColumnElement[bool]:
    return Beginnings.numbers.op("@>", is_comparison=True)(literal(numbers, ARRAY(Integer)))


def about(session: Session, number: int) -> float:
    """How many certificates have this number, as PostgreSQL counted in a sample; 0 if few."""
    return session.scalar(_ABOUT, {"number": number}) or 0.0


def last_issued(
    session: Session, organisation_id: str, *, before: datetime | None
) -> datetime | None:
    """When a body's newest certificate was issued, of those before a moment; None without one."""
    query = select(Award.issued_at).where(Award.organisation_id == organisation_id)
    if before is not None:
        query = query.where(Award.issued_at < before)
    return session.scalar(query.order_by(Award.issued_at.desc()).limit(1))
