"""The API for webhooks: what the pages can do, for a program whose key is for that."""

from datetime import datetime
from typing import Annotated, Self

from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field

from app.base.routing import Router
from app.base.webhooks import service as webhooks
from app.base.webhooks.service import Delivery
from app.base.webhooks.tables import Webhook
from app.issuer.repeating import RepeatableRoute
from app.issuer.routes import Office, WebhooksOffice

router = Router(tags=["webhooks"], route_class=RepeatableRoute)

_ALL = "/api/v1/organisations/{slug}/webhooks"
_ONE = f"{_ALL}/{{webhook_id}}"


class WebhookBody(BaseModel):
    """Where the program listens, and what it is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(max_length=500)
    events: list[str] = Field(min_length=1, max_length=50)


class WebhookAnswer(BaseModel):
    """A webhook; `secret` is there only in the answer that made it."""

    id: str
    url: str
    events: list[str]
    created_at: datetime
    disabled_at: datetime | None
    secret: str | None = None

    @classmethod
    def of(cls, webhook: Webhook, *, secret: str | None = None) -> Self:
        """A stored webhook."""
        names = cls.model_fields.keys() - {"secret"}
        return cls(**{name: getattr(webhook, name) for name in names}, secret=secret)


class TryAnswer(BaseModel):
    """One try to deliver a message."""

    at: datetime
    status: int | None
    reason: str


class MessageAnswer(BaseModel):
    """A message and what became of it; its id is the same however often it is sent."""

    id: str
    event: str
    subject: str
    created_at: datetime
    delivered_at: datetime | None
    due_at: datetime | None
    tries: list[TryAnswer]

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        """A stored message with its tries."""
        tries = [
            TryAnswer(at=item.at, status=item.status, reason=item.reason) for item in delivery.tries
        ]
        names = cls.model_fields.keys() - {"tries"}
        return cls(**{name: getattr(delivery.message, name) for name in names}, tries=tries)


@router.get(_ALL)
def all_of_them(office: WebhooksOffice) -> list[WebhookAnswer]:
    """The webhooks of the training body."""
    found = webhooks.webhooks(office.session, office.organisation.id)
    return [WebhookAnswer.of(item) for item in found]


@router.post(_ALL, status_code=201)
def add(body: WebhookBody, office: WebhooksOffice) -> WebhookAnswer:
    """Register an address. Its secret is in this answer and in no other."""
    made = webhooks.add(
        office.session,
        office.organisation.id,
        url=body.url,
        events=body.events,
        custody=office.services.custody,
        actor=office.actor,
        at=office.at,
    )
    return WebhookAnswer.of(made.webhook, secret=made.secret)


@router.get(_ONE)
def one(webhook_id: str, office: WebhooksOffice) -> WebhookAnswer:
    """One webhook."""
    return WebhookAnswer.of(_webhook(office, webhook_id))


@router.put(_ONE)
def change(webhook_id: str, body: WebhookBody, office: WebhooksOffice) -> WebhookAnswer:
    """Another address or other events; one that was stopped goes on."""
    changed = webhooks.change(
        office.session,
        _webhook(office, webhook_id),
        url=body.url,
        events=body.events,
        actor=office.actor,
        at=office.at,
    )
    return WebhookAnswer.of(changed)


@router.delete(_ONE, status_code=204)
def end(webhook_id: str, office: WebhooksOffice) -> None:
    """Remove it with everything that waits for it."""
    found = _webhook(office, webhook_id)
    webhooks.end(office.session, found, actor=office.actor, at=office.at)


@router.post(f"{_ONE}/secret")
def renew_secret(webhook_id: str, office: WebhooksOffice) -> WebhookAnswer:
    """A new secret; the old one signs beside it for another day."""
    made = webhooks.renew_secret(
        office.session,
        _webhook(office, webhook_id),
        custody=office.services.custody,
        actor=office.actor,
        at=office.at,
    )
    return WebhookAnswer.of(made.webhook, secret=made.secret)


@router.get(f"{_ONE}/messages")
def messages(
    webhook_id: str,
    office: WebhooksOffice,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
) -> list[MessageAnswer]:
    """What was sent or waits, newest first, with every try."""
    found = webhooks.delivery_log(
        office.session, _webhook(office, webhook_id), limit=limit, offset=offset
    )
    return [MessageAnswer.of(item) for item in found]


@router.post(f"{_ONE}/messages/{{message_id}}/resend", status_code=202)
def resend(webhook_id: str, message_id: str, office: WebhooksOffice) -> None:
    """Have a message sent again, with the same id."""
    webhooks.resend(office.session, _webhook(office, webhook_id), message_id, at=office.at)


def _webhook(office: Office, webhook_id: str) -> Webhook:
    return webhooks.webhook(office.session, office.organisation.id, webhook_id)
