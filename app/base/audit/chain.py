"""The chain itself: its tables, how an entry is added, and how a break is found."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import DDL, String, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.base.db import RECORDED, Base, before_commit, insert_for, insert_many
from app.base.webhooks.queue import Happened, announce

_HEAD = 1
_GENESIS = "0" * 64
_HASHED = ("seq", "at", "actor", "action", "subject", "organisation_id", "digest", "previous")


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


# The database itself refuses to change an entry, so that no fault of ours can. Whoever may
# take a trigger away is found out by the chain and by what is noted outside.
GUARDS = {
    "sqlite": (
        """
        CREATE TRIGGER audit_event_no_update BEFORE UPDATE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are never changed'); END
        """,
        """
        CREATE TRIGGER audit_event_no_delete BEFORE DELETE ON audit_event
        BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are never changed'); END
        """,
        # INSERT OR REPLACE would take the old row away without asking the other trigger.
        """
        CREATE TRIGGER audit_event_no_replace BEFORE INSERT ON audit_event
        WHEN EXISTS (SELECT 1 FROM audit_event WHERE seq = NEW.seq)
        BEGIN SELECT RAISE(ABORT, 'entries of the audit trail are never changed'); END
        """,
    ),
    "postgresql": (
        """
        CREATE OR REPLACE FUNCTION audit_event_is_kept() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'entries of the audit trail are never changed'
        USING ERRCODE = 'integrity_constraint_violation';
        END $$
        """,
        """
        CREATE TRIGGER audit_event_no_change BEFORE UPDATE OR DELETE ON audit_event
        FOR EACH ROW EXECUTE FUNCTION audit_event_is_kept()
        """,
        """
        CREATE TRIGGER audit_event_no_truncate BEFORE TRUNCATE ON audit_event
        FOR EACH STATEMENT EXECUTE FUNCTION audit_event_is_kept()
        """,
    ),
}

for _dialect, _statements in GUARDS.items():
    for _statement in _statements:
        event.listen(
            AuditEvent.__table__,
            "after_create",
            # SQLAlchemy gives this function no types.
            DDL(_statement).execute_if(dialect=_dialect),  # type: ignore[no-untyped-call]
        )


class AuditHead(Base):
    """The end of the chain, in the one row that writers queue for.

    `noted_seq` is the last entry that was noted outside the database.
    """

    __tablename__ = "audit_head"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))
    noted_seq: Mapped[int] = mapped_column(default=0, server_default="0")


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
    for entry in session.scalars(select(AuditEvent).order_by(AuditEvent.seq)):
        if entry.seq != expected:
            broken.append(f"audit entries {expected} to {entry.seq - 1} are missing")
        elif entry.previous != previous:
            broken.append(f"audit entry {entry.seq} does not follow the one before it")
        if entry.hash != _hash({name: getattr(entry, name) for name in _HASHED}):
            broken.append(f"audit entry {entry.seq} was changed")
        previous, expected = entry.hash, entry.seq + 1
    found = head(session)
    end = (found.seq, found.hash) if found else (0, _GENESIS)
    if end != (expected - 1, previous):
        broken.append("the end of the audit trail was cut off or changed")
    return broken


def head(session: Session) -> AuditHead | None:
    """The end of the chain; None as long as nothing was recorded."""
    return session.get(AuditHead, _HEAD)


def note(session: Session, seq: int) -> None:
    """Remember that the trail was noted outside the database up to this entry."""
    found = _locked_head(session)
    found.noted_seq = max(found.noted_seq, seq)


def _append(session: Session, entries: list[_Entry]) -> None:
    # Who is told of an entry is written with it; the lock that everybody needs comes after.
    told = [
        Happened(entry.action, entry.organisation_id, entry.subject, entry.at) for entry in entries
    ]
    announce(session, told)
    end = _locked_head(session)
    rows: list[dict[str, Any]] = []
    for entry in entries:
        columns: dict[str, Any] = {
            "seq": end.seq + 1,
            "at": entry.at,
            "actor": entry.actor,
            "action": entry.action,
            "subject": entry.subject,
            "organisation_id": entry.organisation_id,
            "digest": entry.digest,
            "previous": end.hash,
        }
        rows.append({**columns, "hash": _hash(columns)})
        end.seq, end.hash = rows[-1]["seq"], rows[-1]["hash"]
    # A class list has many entries, which the session would write one by one.
    insert_many(session, AuditEvent, rows)
    session.info.setdefault(RECORDED, []).extend(entry.action for entry in entries)


def _locked_head(session: Session) -> AuditHead:
    """The end of the chain; writers queue here, for the end of their transaction only."""
    found = session.get(AuditHead, _HEAD, with_for_update=True, populate_existing=True)
    if found is not None:
        return found
    # Of several first writers at once, one makes the row and the others wait for it.
    first = insert_for(session, AuditHead).values(id=_HEAD, seq=0, hash=_GENESIS, noted_seq=0)
    session.execute(first.on_conflict_do_nothing())
    return session.get_one(AuditHead, _HEAD, with_for_update=True, populate_existing=True)


def _hash(columns: Mapping[str, Any]) -> str:
    # A JSON list keeps the columns apart, so that no text can move from one to the next.
    said = [columns["at"].isoformat() if name == "at" else columns[name] for name in _HASHED]
    return hashlib.sha256(json.dumps(said, ensure_ascii=True).encode()).hexdigest()
