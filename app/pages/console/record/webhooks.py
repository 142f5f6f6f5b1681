"""Webhooks: which programs of the body are told what, and what became of each message."""

from typing import Annotated

from fastapi import Depends, Response

from app.base.accounts import OWNER
from app.base.locales import N_
from app.base.routing import Router
from app.base.webhooks import service as webhooks
from app.base.webhooks.tables import EVENTS, Webhook
from app.pages.console.office import UNPROCESSABLE, Office, looking_as, see, working_as
from app.pages.console.record.asking import AT_ONCE, Start, turned
from app.pages.forms import errors_of
from credentials import CredentialsError

router = Router()

_PAGE = "/console/record/webhooks"
_ONE = f"{_PAGE}/{{webhook_id}}"
_Looking = Annotated[Office, Depends(looking_as(OWNER))]
_Owning = Annotated[Office, Depends(working_as(OWNER))]
_ERRORS = {
    "url": N_("Write the whole address, beginning with https:// and with 500 letters at most."),
    "events": N_("Choose at least one thing to be told."),
}
_KINDS = tuple(dict.fromkeys(EVENTS.values()))


@router.get(_PAGE)
def all_of_them(office: _Looking) -> Response:
    """The webhooks of the body, and a form for another."""
    return _page(office)


@router.post(_PAGE)
def add(office: _Owning) -> Response:
    """Register an address; its secret is shown this once."""
    try:
        with office.session.begin_nested():
            made = webhooks.add(
                office.session,
                office.organisation.id,
                url=office.form.text("url"),
                events=_chosen(office),
                custody=office.services.custody,
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _page(office, errors=errors_of(error.problem, _ERRORS))
    return _one(office, made.webhook, secret=made.secret)


@router.get(_ONE)
def one(webhook_id: str, office: _Looking, start: Start = 0) -> Response:
    """One webhook: what it is told, and what became of each message."""
    found = webhooks.webhook_to_see(office.session, office.organisation.id, webhook_id)
    return _one(office, found, start=start)


@router.post(_ONE)
def change(webhook_id: str, office: _Owning) -> Response:
    """Another address or other events; one that was stopped goes on."""
    found = _webhook(office, webhook_id)
    try:
        with office.session.begin_nested():
            webhooks.change(
                office.session,
                found,
                url=office.form.text("url"),
                events=_chosen(office),
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _one(office, found, errors=errors_of(error.problem, _ERRORS))
    return see(f"{_PAGE}/{webhook_id}")


@router.post(f"{_ONE}/secret")
def renew_secret(webhook_id: str, office: _Owning) -> Response:
    """A new secret, shown this once; the old one signs beside it for another day."""
    made = webhooks.renew_secret(
        office.session,
        _webhook(office, webhook_id),
        custody=office.services.custody,
        actor=office.actor,
        at=office.at,
    )
    return _one(office, made.webhook, secret=made.secret)


@router.post(f"{_ONE}/end")
def end(webhook_id: str, office: _Owning) -> Response:
    """Remove it with everything that waits for it."""
    webhooks.end(office.session, _webhook(office, webhook_id), actor=office.actor, at=office.at)
    return see(_PAGE)


@router.post(f"{_ONE}/messages/{{message_id}}")
def resend(webhook_id: str, message_id: str, office: _Owning) -> Response:
    """Send a message again, with the same id."""
    webhooks.resend(office.session, _webhook(office, webhook_id), message_id, at=office.at)
    return see(f"{_PAGE}/{webhook_id}")


def _webhook(office: Office, webhook_id: str) -> Webhook:
    return webhooks.webhook(office.session, office.organisation.id, webhook_id)


def _chosen(office: Office) -> list[str]:
    return [kind for kind in _KINDS if office.form.has(kind)]


def _page(office: Office, *, errors: dict[str, str] | None = None) -> Response:
    return office.page(
        "record/webhooks.html",
        status=UNPROCESSABLE if errors else 200,
        webhooks=webhooks.webhooks(office.session, office.organisation.id),
        kinds=_KINDS,
        url=office.form.text("url"),
        chosen=_chosen(office),
        errors=errors or {},
    )


def _one(
    office: Office,
    webhook: Webhook,
    *,
    secret: str = "",
    start: int = 0,
    errors: dict[str, str] | None = None,
) -> Response:
    found = webhooks.delivery_log(office.session, webhook, limit=AT_ONCE + 1, offset=start)
    return office.page(
        "record/webhook.html",
        status=UNPROCESSABLE if errors else 200,
        webhook=webhook,
        secret=secret,
        kinds=_KINDS,
        url=office.form.text("url") if errors else webhook.url,
        chosen=_chosen(office) if errors else webhook.events,
        errors=errors or {},
        **turned(found, start=start),
    )
