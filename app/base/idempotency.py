"""Idempotency keys: the same request sent twice is carried out once and answered alike.

The stored answer is part of the transaction that did the work, so there is never one
without the other.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import String, delete, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.base.db import Base
from credentials import ProblemCode, refuse

KEPT_FOR = timedelta(hours=24)
_LONGEST_KEY = 200


class IdempotentAnswer(Base):
    """The answer to one request of one client, kept for 24 hours."""

    __tablename__ = "idempotent_answer"

    scope: Mapped[str] = mapped_column(String(200), primary_key=True)
    key: Mapped[str] = mapped_column(String(_LONGEST_KEY), primary_key=True)
    request_digest: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    media_type: Mapped[str] = mapped_column(String(100))
    headers: Mapped[dict[str, str]]
    body: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(index=True)


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An HTTP answer as it was sent."""

    status: int
    media_type: str
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


def request_digest(method: str, path: str, body: bytes) -> str:
    """What makes two requests the same: method, path and body."""
    return hashlib.sha256(f"{method}\n{path}\n".encode() + body).hexdigest()


def once(
    session: Session, *, scope: str, key: str | None, request_digest: str, at: datetime
) -> StoredAnswer | None:
    """The answer that this request already got; None when it is to be carried out.

    `scope` is who asks for what ("key:… award"). `key` None asks for nothing. Raises
    CredentialsError with `idempotency-mismatch` when the key belongs to another request, and
    with `in-progress` when the same key is being worked on right now.
    """
    if key is None:
        return None
    if not 0 < len(key) <= _LONGEST_KEY or not key.isprintable():
        raise refuse(ProblemCode.REQUEST_INVALID, "the Idempotency-Key has the wrong form")
    _claim(session, scope, key)
    stored = session.get(IdempotentAnswer, (scope, key))
    if stored is None:
        return None
    if at - stored.created_at >= KEPT_FOR:
        session.delete(stored)
        # The new answer has the same primary key.
        session.flush()
        return None
    if stored.request_digest != request_digest:
        raise refuse(ProblemCode.IDEMPOTENCY_MISMATCH, "the body differs from the first request")
    return StoredAnswer(stored.status, stored.media_type, stored.body, dict(stored.headers))


def keep(
    session: Session,
    *,
    scope: str,
    key: str | None,
    request_digest: str,
    answer: StoredAnswer,
    at: datetime,
) -> None:
    """Keep the answer for a repeated request; to be called in the transaction of the work."""
    if key is None:
        return
    session.add(
        IdempotentAnswer(
            scope=scope,
            key=key,
            request_digest=request_digest,
            status=answer.status,
            media_type=answer.media_type,
            headers=answer.headers,
            body=answer.body,
            created_at=at,
        )
    )


def forget_old(session: Session, *, at: datetime) -> None:
    """Delete answers that are past their time; they may hold personal data."""
    session.execute(delete(IdempotentAnswer).where(IdempotentAnswer.created_at <= at - KEPT_FOR))


def _claim(session: Session, scope: str, key: str) -> None:
    # On SQLite a session has the one write lock, so the first request has ended before the
    # second begins. PostgreSQL lets both in; the lock ends with the transaction.
    if session.get_bind().dialect.name != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(f"{scope}\n{key}".encode()).digest()[:8], signed=True)
    free = session.scalar(text("SELECT pg_try_advisory_xact_lock(:number)"), {"number": number})
    if not free:
        raise refuse(ProblemCode.IN_PROGRESS, "the first request has not ended yet")
