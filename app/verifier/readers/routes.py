"""The API of an employer's own account: what it may, its results, and its webhooks."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from app.base.routing import Router
from app.base.webhooks import service as webhooks
from app.base.webhooks.tables import READER_EVENTS, Webhook
from app.verifier.bulk import store as bulk_store
from app.verifier.readers.deps import OwnReader

router = Router(tags=["employers"])

_OWN = "/api/v1/reader"
_HOOKS = f"{_OWN}/webhooks"


class ReaderAccountAnswer(BaseModel):
    """An employer: its name, and how many checks a day it may ask for."""

    id: str
    name: str
    daily_checks: int


class KeptAnswer(BaseModel):
    """A result that is still kept; `reference` is what webhooks name it by."""

    reference: str
    total: int
    created_at: datetime
    finished_at: datetime | None
    expires_at: datetime


class ReaderHookBody(BaseModel):
    """Where the program listens. It is told when many checks at once are done."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: str = Field(max_length=500)


class ReaderHookAnswer(BaseModel):
    """A webhook; `secret` is there only in the answer that made it."""

    id: str
    url: str
    created_at: datetime
    disabled_at: datetime | None
    secret: str | None = None


@router.get(_OWN)
def own(office: OwnReader) -> ReaderAccountAnswer:
    """The employer that the API key belongs to."""
    quota = office.reader.daily_checks or office.services.settings.reader_checks
    return ReaderAccountAnswer(id=office.reader.id, name=office.reader.name, daily_checks=quota)


@router.get(f"{_OWN}/bulk-checks")
def kept(office: OwnReader) -> list[KeptAnswer]:
    """The results that its programs asked for and that are still kept, newest first.

    What is in them is behind their secret links alone.
    """
    return [
        KeptAnswer(
            reference=found.id,
            total=found.total,
            created_at=found.created_at,
            finished_at=found.finished_at,
            expires_at=found.expires_at,
        )
        for found in bulk_store.checks_of(office.session, office.reader.id, at=office.at)
    ]


@router.get(_HOOKS)
def hooks(office: OwnReader) -> list[ReaderHookAnswer]:
    """The addresses that are told."""
    return [_answer(item) for item in webhooks.webhooks(office.session, office.reader.id)]


@router.post(_HOOKS, status_code=201)
def add_hook(body: ReaderHookBody, office: OwnReader) -> ReaderHookAnswer:
    """Register an address. Its secret is in this answer and in no other."""
    made = webhooks.add(
        office.session,
        office.reader.id,
        url=body.url,
        events=READER_EVENTS.values(),
        known=READER_EVENTS,
        custody=office.services.custody,
        actor=office.actor,
        at=office.at,
    )
    return _answer(made.webhook, secret=made.secret)


@router.delete(f"{_HOOKS}/{{webhook_id}}", status_code=204)
def end_hook(webhook_id: str, office: OwnReader) -> None:
    """Remove it with everything that waits for it."""
    found = webhooks.webhook(office.session, office.reader.id, webhook_id)
    webhooks.end(office.session, found, actor=office.actor, at=office.at)


def _answer(webhook: Webhook, *, secret: str | None = None) -> ReaderHookAnswer:
    return ReaderHookAnswer(
        id=webhook.id,
        url=webhook.url,
        created_at=webhook.created_at,
        disabled_at=webhook.disabled_at,
        secret=secret,
    )
