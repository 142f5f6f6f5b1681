"""The queries about webhooks, and the messages that are due."""

from datetime import datetime

from sqlalchemy import Select, delete, func, select
from sqlalchemy.orm import Session

from app.base.webhooks.tables import Webhook, WebhookMessage, WebhookTry


def webhook(session: Session, webhook_id: str, *, organisation_id: str) -> Webhook | None:
    """A webhook of that organisation, and of no other, locked until the transaction ends."""
    return session.scalars(
        select(Webhook)
        .where(Webhook.id == webhook_id, Webhook.organisation_id == organisation_id)
        .with_for_update()
    ).one_or_none()


def webhooks(session: Session, organisation_id: str) -> list[Webhook]:
    """The webhooks of an organisation, oldest first."""
    return list(
        session.scalars(
            select(Webhook)
            .where(Webhook.organisation_id == organisation_id)
            .order_by(Webhook.created_at, Webhook.id)
        )
    )


def message(session: Session, message_id: str, *, webhook_id: str) -> WebhookMessage | None:
    """A message of that webhook."""
    return session.scalars(
        select(WebhookMessage).where(
            WebhookMessage.id == message_id, WebhookMessage.webhook_id == webhook_id
        )
    ).one_or_none()


def messages(
    session: Session, webhook_id: str, *, limit: int, offset: int = 0
) -> list[WebhookMessage]:
    """The messages of a webhook, newest first."""
    return list(
        session.scalars(
            select(WebhookMessage)
            .where(WebhookMessage.webhook_id == webhook_id)
            .order_by(WebhookMessage.created_at.desc(), WebhookMessage.id)
            .limit(limit)
            .offset(offset)
        )
    )


def tries(session: Session, message_ids: list[str]) -> list[WebhookTry]:
    """Each try to deliver these messages, in order."""
    return list(
        session.scalars(
            select(WebhookTry)
            .where(WebhookTry.message_id.in_(message_ids))
            .order_by(WebhookTry.message_id, WebhookTry.number)
        )
    )


def number_waiting(session: Session, webhook_id: str) -> int:
    """How many messages wait to be delivered."""
    waiting = select(func.count()).where(
        WebhookMessage.webhook_id == webhook_id, WebhookMessage.due_at.is_not(None)
    )
    return session.scalar(waiting) or 0


def due_exists(session: Session, *, at: datetime) -> bool:
    """Whether something is to be sent; looking does not wait for whoever writes."""
    return session.execute(_due(at).limit(1)).first() is not None


def due(session: Session, *, at: datetime, limit: int) -> list[tuple[WebhookMessage, Webhook]]:
    """The messages that are to be sent now, locked so that nobody else takes them."""
    query = _due(at).limit(limit).with_for_update(of=WebhookMessage, skip_locked=True)
    return [(message, webhook) for message, webhook in session.execute(query)]


def forget_old(session: Session, *, before: datetime) -> None:
    """Delete messages that were delivered or given up, with their tries."""
    session.execute(
        delete(WebhookMessage).where(
            WebhookMessage.due_at.is_(None), WebhookMessage.created_at < before
        )
    )


def _due(at: datetime) -> Select[WebhookMessage, Webhook]:
    return (
        select(WebhookMessage, Webhook)
        .join(Webhook, Webhook.id == WebhookMessage.webhook_id)
        .where(WebhookMessage.due_at <= at, Webhook.disabled_at.is_(None))
        .order_by(WebhookMessage.due_at, WebhookMessage.id)
    )
