"""The audit trail: who did what to which thing and when, each entry chained to the one before.

Entries hold identifiers and digests only, never names or claims, and are never changed.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.base.db import Base, before_commit

_HEAD = 1
_GENESIS = "0" * 64


class AuditEvent(Base):
    """One entry; `seq` counts from 1 without a gap, and `hash` covers all other columns."""

    __tablename__ = "audit_event"

    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(200))
    action: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(300), index=True)
    organisation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    digest: Mapped[str] = mapped_column(String(128))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class AuditHead(Base):
    """The end of the chain, in the one row that writers queue for."""

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


@dataclass(frozen=True, slots=True)
class _Entry:
    actor: str
    action: str
    subject: str
    organisation_id: str | None
    at: datetime
    digest: str


def record(
    session: Session,
    *,
    actor: str,
    action: str,
    subject: str,
    organisation_id: str | None,
    at: datetime,
    digest: str = "",
) -> None:
    """Add an entry to the trail, in the transaction of `session`.

    `actor` and `subject` are identifiers ("account:…", "key:…", "urn:uuid:…"), `action` is a
    noun and a verb ("award.revoked"), `digest` is a salted digest of what it was about. The
    entry takes its place in the chain when the transaction commits.
    """
    entry = _Entry(actor, action, subject, organisation_id, at, digest)
    before_commit(session, _append, entry)


def check_chain(session: Session) -> list[str]:
    """Sentences on every break of the chain; empty when nothing was taken out or changed."""
    broken: list[str] = []
    previous, expected = _GENESIS, 1
    for event in session.scalars(select(AuditEvent).order_by(AuditEvent.seq)):
        if event.seq != expected:
            broken.append(f"audit entries {expected} to {event.seq - 1} are missing")
        elif event.previous != previous:
            broken.append(f"audit entry {event.seq} does not follow the one before it")
        if event.hash != _hash(event):
            broken.append(f"audit entry {event.seq} was changed")
        previous, expected = event.hash, event.seq + 1
    head = session.get(AuditHead, _HEAD)
    end = (head.seq, head.hash) if head else (0, _GENESIS)
    if end != (expected - 1, previous):
        broken.append("the end of the audit trail was cut off or changed")
    return broken


def _append(session: Session, entries: list[_Entry]) -> None:
    head = _locked_head(session)
    for entry in entries:
        event = AuditEvent(
            seq=head.seq + 1,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
            organisation_id=entry.organisation_id,
            digest=entry.digest,
            previous=head.hash,
        )
        event.hash = _hash(event)
        session.add(event)
        head.seq, head.hash = event.seq, event.hash


def _locked_head(session: Session) -> AuditHead:
    """The end of the chain; writers queue here, for the end of their transaction only."""
    head = session.get(AuditHead, _HEAD, with_for_update=True, populate_existing=True)
    if head is not None:
        return head
    # Of several first writers at once, one makes the row and the others wait for it.
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(AuditHead).values(id=_HEAD, seq=0, hash=_GENESIS)
    session.execute(first.on_conflict_do_nothing())
    return session.get_one(AuditHead, _HEAD, with_for_update=True, populate_existing=True)


def _hash(event: AuditEvent) -> str:
    # A JSON list keeps the columns apart, so that no text can move from one to the next.
    columns = [
        event.seq,
        event.at.isoformat(),
        event.actor,
        event.action,
        event.subject,
        event.organisation_id,
        event.digest,
        event.previous,
    ]
    return hashlib.sha256(json.dumps(columns, ensure_ascii=True).encode()).hexdigest()
