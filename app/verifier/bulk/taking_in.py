"""Take in what somebody wants to have checked: sealed, in pieces, and then one job for all.

The database is written in short transactions, so that nobody waits for a large archive. Only
the last of them asks for the job; what never came in whole is deleted within a day.
"""

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base import jobs
from app.base.codes import new_token, token_digest
from app.base.custody import Custody
from app.base.db import Database
from app.verifier.bulk import items as sealing
from app.verifier.bulk import store
from app.verifier.bulk.items import Brought
from app.verifier.bulk.tables import NOTHING, WAITING, BulkCheck, BulkItem
from app.verifier.bulk.unpacking import MOST_ITEMS
from credentials import CredentialsError, ProblemCode, refuse

JOB = "bulk-check"
LONGEST = timedelta(days=30)
_AT_ONCE = 100
_BYTES_AT_ONCE = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How long the result is kept, who asks, and the earlier check to compare with.

    `count` is told how many items there are, and raises when they are too many for a day.
    """

    kept_for: timedelta
    actor: str
    reader_id: str | None = None
    since: BulkCheck | None = None
    count: Callable[[Session, int], None] = lambda _session, _checks: None


def take_in(
    database: Database, brought: Iterable[Brought], wish: Wish, *, custody: Custody, at: datetime
) -> str:
    """Store what was brought and ask for the job; the token of the result's link.

    Raises `bad-value` for nothing to check and for a time of more than thirty days,
    `too-large` for too many items, and what `unpacking` raises; then nothing stays.
    """
    if not timedelta(0) < wish.kept_for <= LONGEST:
        raise refuse(ProblemCode.BAD_VALUE, "it is kept for thirty days at most", "/keep")
    token = new_token()
    made = _check(wish, token, at=at)
    check_id = made.id
    with database.session() as session:
        session.add(made)
    try:
        total = _store(database, check_id, brought, custody=custody)
        with database.reading() as session:
            wish.count(session, total)
    except CredentialsError:
        with database.session() as session:
            store.forget(session, check_id)
        raise
    with database.session() as session:
        session.get_one(BulkCheck, check_id).total = total
        jobs.enqueue(
            session,
            JOB,
            subject=f"bulk check {check_id}",
            actor=wish.actor,
            at=at,
            payload={"check": check_id},
        )
    return token


def _check(wish: Wish, token: str, *, at: datetime) -> BulkCheck:
    return BulkCheck(
        id=secrets.token_hex(16),
        token_digest=token_digest(token),
        reader_id=wish.reader_id,
        total=0,
        created_at=at,
        expires_at=at + wish.kept_for,
        since_id=wish.since.id if wish.since else None,
        since_at=wish.since.created_at if wish.since else None,
    )


def _store(
    database: Database, check_id: str, brought: Iterable[Brought], *, custody: Custody
) -> int:
    total = 0
    for part in _parts(brought):
        if total + len(part) > MOST_ITEMS:
            raise refuse(ProblemCode.TOO_LARGE, f"more than {MOST_ITEMS} items", "/file")
        with database.session() as session:
            for item in part:
                total += 1
                session.add(_item(check_id, total, item, custody=custody))
    if not total:
        raise refuse(ProblemCode.BAD_VALUE, "there is nothing to check", "/file")
    return total


def _parts(brought: Iterable[Brought]) -> Iterator[list[Brought]]:
    """So many at once that neither memory nor the others who write suffer."""
    part: list[Brought] = []
    size = 0
    for item in brought:
        part.append(item)
        size += len(item.content)
        if len(part) == _AT_ONCE or size > _BYTES_AT_ONCE:
            yield part
            part, size = [], 0
    if part:
        yield part


def _item(check_id: str, number: int, item: Brought, *, custody: Custody) -> BulkItem:
    place = (check_id, number)
    content = None
    if not item.refused:
        content = sealing.seal(item.content, place, "content", custody=custody)
    return BulkItem(
        check_id=check_id,
        number=number,
        sealed_name=sealing.seal_name(item, place, custody=custody),
        sealed_content=content,
        digest=hashlib.sha256(item.content or item.name.encode()).hexdigest(),
        state=NOTHING if item.refused else WAITING,
        cause=item.refused or None,
    )
