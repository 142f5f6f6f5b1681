"""Put events in line for the webhooks that want them, in the transaction that makes them true."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.base.webhooks.tables import EVENTS, READER_EVENTS, Webhook, WebhookMessage

_EVENTS = {**EVENTS, **READER_EVENTS}


@dataclass(frozen=True, slots=True)
class Happened:
    """An action of the audit trail: of which body or employer, about what, and when."""

    action: str
    organisation_id: str | None
    subject: str
    at: datetime


def announce(session: Session, happened: Iterable[Happened]) -> None:
    """Write a message for each webhook that is told of one of these."""
    told = [item for item in happened if item.action in _EVENTS and item.organisation_id]
    if not told:
        return
    bodies = {item.organisation_id for item in told}
    listening = session.scalars(
        select(Webhook).where(Webhook.organisation_id.in_(bodies), Webhook.disabled_at.is_(None))
    ).all()
    for item in told:
        for webhook in listening:
            wants = _EVENTS[item.action] in webhook.events
            if webhook.organisation_id == item.organisation_id and wants:
                session.add(_message(webhook, item))


def _message(webhook: Webhook, item: Happened) -> WebhookMessage:
    return WebhookMessage(
        id=secrets.token_hex(16),
        webhook_id=webhook.id,
        event=_EVENTS[item.action],
        subject=item.subject,
        created_at=item.at,
        due_at=item.at,
        tries=0,
    )
