"""Send what waits: leased before it is sent, tried again with growing waits for about a day.

When the process dies between a lease and its end, the message is sent again after the lease,
with the same id.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import anyio
from anyio.to_thread import run_sync
from sqlalchemy.orm import Session

from app.base import audit
from app.base.custody import Custody
from app.base.db import Database
from app.base.webhooks import store
from app.base.webhooks.service import SEALED_FOR
from app.base.webhooks.signing import HEADER, signature
from app.base.webhooks.tables import Webhook, WebhookMessage, WebhookTry
from credentials import CredentialsError

AT_ONCE = 20
MOST_TRIES = 10
KEPT_FOR = timedelta(days=30)
# After so many tries in a row that were not answered well, over days, it is stopped.
MOST_FAILURES = 50
_LEASE = timedelta(minutes=2)
_AT_ONE_ADDRESS = 4
_ROUNDS = 10
_WAITS = tuple(
    timedelta(seconds=seconds)
    for seconds in (30, 120, 600, 1800, 3600, 2 * 3600, 4 * 3600, 6 * 3600, 8 * 3600)
)


class Poster(Protocol):
    """What hands a message over, to public https addresses only."""

    async def post(
        self, url: str, *, content: bytes, headers: Mapping[str, str]
    ) -> tuple[int | None, str]:
        """The status of the answer, and why it does not count: empty when it does."""
        ...


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message that is to be sent now."""

    message_id: str
    url: str
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)


async def send_due(database: Database, poster: Poster, *, custody: Custody, at: datetime) -> int:
    """Try to deliver what is due, at most twenty messages; the number of tries."""
    leased = await run_sync(partial(lease, database, custody=custody, at=at))
    answers: list[tuple[Outgoing, int | None, str]] = []

    turns = {outgoing.url: anyio.Semaphore(_AT_ONE_ADDRESS) for outgoing in leased}

    async def hand_over(outgoing: Outgoing) -> None:
        # Whoever waits for a slow program must not be taken for one that does not answer.
        async with turns[outgoing.url]:
            status, reason = await poster.post(
                outgoing.url, content=outgoing.body, headers=outgoing.headers
            )
        answers.append((outgoing, status, reason))

    async with anyio.create_task_group() as group:
        for outgoing in leased:
            group.start_soon(hand_over, outgoing)
    await run_sync(partial(_note_all, database, answers, at=at))
    return len(answers)


async def send_all(database: Database, poster: Poster, *, custody: Custody, at: datetime) -> None:
    """Send what is due, until little is left or it is somebody else's turn."""
    for _ in range(_ROUNDS):
        if await send_due(database, poster, custody=custody, at=at) < AT_ONCE:
            return


def lease(database: Database, *, custody: Custody, at: datetime) -> Sequence[Outgoing]:
    """Take what is due, so that nobody else sends it while it is being sent."""
    with database.reading() as session:
        if not store.due_exists(session, at=at):
            return ()
    with database.session() as session:
        leased = []
        for message, webhook in store.due(session, at=at, limit=AT_ONCE):
            message.due_at = at + _LEASE
            try:
                leased.append(_outgoing(message, webhook, custody=custody, at=at))
            except CredentialsError:
                # The secret of one webhook does not open; that keeps nobody else waiting.
                message.due_at = at + _WAITS[-1]
        return leased


def forget_old(session: Session, *, at: datetime) -> None:
    """Delete what was delivered or given up more than thirty days ago."""
    store.forget_old(session, before=at - KEPT_FOR)


def _note_all(
    database: Database, answers: Sequence[tuple[Outgoing, int | None, str]], *, at: datetime
) -> None:
    if not answers:
        return
    with database.session() as session:
        for outgoing, status, reason in answers:
            _note(session, outgoing.message_id, status, reason, at=at)


def _note(
    session: Session, message_id: str, status: int | None, reason: str, *, at: datetime
) -> None:
    message = session.get(WebhookMessage, message_id)
    # It was ended while the message was on its way.
    if message is None:
        return
    webhook = session.get_one(Webhook, message.webhook_id)
    message.tries += 1
    session.add(
        WebhookTry(
            message_id=message_id, number=message.tries, at=at, status=status, reason=reason[:200]
        )
    )
    if not reason:
        message.delivered_at, message.due_at, webhook.failures = at, None, 0
        return
    webhook.failures += 1
    may_wait = message.tries < MOST_TRIES
    message.due_at = at + _WAITS[min(message.tries, len(_WAITS)) - 1] if may_wait else None
    if webhook.failures >= MOST_FAILURES and webhook.disabled_at is None:
        webhook.disabled_at = at
        audit.record(
            session,
            actor="service",
            action="webhook.stopped",
            subject=f"webhook:{webhook.id}",
            organisation_id=webhook.organisation_id,
            at=at,
        )


def _outgoing(
    message: WebhookMessage, webhook: Webhook, *, custody: Custody, at: datetime
) -> Outgoing:
    told = {
        "id": message.id,
        "type": message.event,
        "created_at": message.created_at.isoformat(),
        "data": {"id": message.subject},
    }
    body = json.dumps(told).encode()
    sealed = [webhook.sealed_secret]
    if webhook.sealed_old_secret and webhook.old_secret_until and at < webhook.old_secret_until:
        sealed.append(webhook.sealed_old_secret)
    secrets = [custody.unseal(item, purpose=SEALED_FOR, bound_to=webhook.id) for item in sealed]
    headers = {
        "Content-Type": "application/json",
        "Passport-Event": message.id,
        HEADER: signature(body, secrets, at=at),
    }
    return Outgoing(message.id, webhook.url, body, headers)
