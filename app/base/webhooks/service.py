"""What a training body does with its webhooks: add, change, end, look what was sent, send again."""

import re
import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base import audit
from app.base.custody import Custody
from app.base.webhooks import store
from app.base.webhooks.tables import EVENTS, Webhook, WebhookMessage, WebhookTry
from credentials import ProblemCode, refuse

MOST_WEBHOOKS = 10
OVERLAP = timedelta(hours=24)
SEALED_FOR = "webhook secrets"
_PREFIX = "whsec_"
_URL = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]{1,255}(?:/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]*)?")
_LONGEST_URL = 500


@dataclass(frozen=True, slots=True)
class Shown:
    """A webhook with its secret, which is shown this once."""

    webhook: Webhook
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message and what became of each try."""

    message: WebhookMessage
    tries: list[WebhookTry]


def add(
    session: Session,
    organisation_id: str,
    *,
    url: str,
    events: Collection[str],
    known: Mapping[str, str] = EVENTS,
    custody: Custody,
    actor: str,
    at: datetime,
) -> Shown:
    """Register an address for some of the `known` events.

    Raises `bad-value` with the field, `conflict` for too many.
    """
    if len(store.webhooks(session, organisation_id)) >= MOST_WEBHOOKS:
        raise refuse(ProblemCode.CONFLICT, f"a body has at most {MOST_WEBHOOKS} webhooks")
    made = Webhook(
        id=secrets.token_hex(16),
        organisation_id=organisation_id,
        url=_checked_url(url),
        events=_checked_events(events, known),
        created_at=at,
        failures=0,
    )
    secret = _PREFIX + secrets.token_urlsafe(32)
    made.sealed_secret = custody.seal(secret, purpose=SEALED_FOR, bound_to=made.id)
    session.add(made)
    session.flush()
    _record(session, made, "webhook.added", actor=actor, at=at)
    return Shown(made, secret)


def change(
    session: Session,
    webhook: Webhook,
    *,
    url: str,
    events: Collection[str],
    actor: str,
    at: datetime,
) -> Webhook:
    """Give it another address or other events, and let it go on if it was stopped."""
    webhook.url, webhook.events = _checked_url(url), _checked_events(events)
    webhook.failures, webhook.disabled_at = 0, None
    _record(session, webhook, "webhook.changed", actor=actor, at=at)
    return webhook


def renew_secret(
    session: Session, webhook: Webhook, *, custody: Custody, actor: str, at: datetime
) -> Shown:
    """A new secret; the old one signs beside it for another day."""
    secret = _PREFIX + secrets.token_urlsafe(32)
    webhook.sealed_old_secret = webhook.sealed_secret
    webhook.old_secret_until = at + OVERLAP
    webhook.sealed_secret = custody.seal(secret, purpose=SEALED_FOR, bound_to=webhook.id)
    _record(session, webhook, "webhook.secret-renewed", actor=actor, at=at)
    return Shown(webhook, secret)


def end(session: Session, webhook: Webhook, *, actor: str, at: datetime) -> None:
    """Remove it with everything that waits for it."""
    _record(session, webhook, "webhook.ended", actor=actor, at=at)
    session.delete(webhook)


def webhook(session: Session, organisation_id: str, webhook_id: str) -> Webhook:
    """A webhook of that organisation, locked to be changed; raises `not-found`."""
    found = store.webhook(session, webhook_id, organisation_id=organisation_id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such webhook")
    return found


def webhook_to_see(session: Session, organisation_id: str, webhook_id: str) -> Webhook:
    """The same, to be looked at in a session that only reads; raises `not-found`."""
    for found in store.webhooks(session, organisation_id):
        if found.id == webhook_id:
            return found
    raise refuse(ProblemCode.NOT_FOUND, "there is no such webhook")


def webhooks(session: Session, organisation_id: str) -> list[Webhook]:
    """The webhooks of an organisation, oldest first."""
    return store.webhooks(session, organisation_id)


def delivery_log(
    session: Session, webhook: Webhook, *, limit: int, offset: int = 0
) -> list[Delivery]:
    """What was sent to a webhook or waits for it, newest first, with every try."""
    messages = store.messages(session, webhook.id, limit=limit, offset=offset)
    tries: dict[str, list[WebhookTry]] = {}
    for item in store.tries(session, [message.id for message in messages]):
        tries.setdefault(item.message_id, []).append(item)
    return [Delivery(message, tries.get(message.id, [])) for message in messages]


def resend(session: Session, webhook: Webhook, message_id: str, *, at: datetime) -> None:
    """Have a message sent again now, with the same id; raises `not-found`, `conflict`."""
    found = store.message(session, message_id, webhook_id=webhook.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such message")
    if webhook.disabled_at is not None:
        raise refuse(ProblemCode.CONFLICT, "the webhook is stopped")
    found.due_at = at


def _checked_url(url: str) -> str:
    url = url.strip()
    # What may be reached is decided again, by its addresses, whenever something is sent.
    if len(url) > _LONGEST_URL or not _URL.fullmatch(url):
        raise refuse(ProblemCode.BAD_VALUE, "an address like https://host/path", "/url")
    return url


def _checked_events(events: Collection[str], known: Mapping[str, str] = EVENTS) -> list[str]:
    if not events or not set(events) <= set(known.values()):
        names = ", ".join(known.values())
        raise refuse(ProblemCode.BAD_VALUE, f"one or more of {names}", "/events")
    return sorted(set(events))


def _record(session: Session, webhook: Webhook, action: str, *, actor: str, at: datetime) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=f"webhook:{webhook.id}",
        organisation_id=webhook.organisation_id,
        at=at,
    )
