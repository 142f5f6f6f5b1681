"""The signing keys of a training body: new ones are published first, old ones stay published."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, time
from typing import Any

from fastapi import Response
from sqlalchemy.orm import Session

from app.base import accounts
from app.base.locales import N_, gettext
from app.base.routing import Router
from app.issuer import signing_keys
from app.issuer.tables import Organisation
from app.pages import publication
from app.pages.console.office import UNPROCESSABLE, KeyManaging, Looking, Office, see
from app.pages.forms import errors_of
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/console/signing-keys"
_PASSWORD = N_("This is not your password.")
_SURE = N_("Tick the box to show that you are sure.")
_ERRORS = {
    "since": N_("Choose the day since when it may be in wrong hands: today or earlier."),
    "": N_("The keys are as they were. Look at what stands here now."),
}


@router.get(_PAGE)
def look(office: Looking) -> Response:
    """The keys, what each is for, and what can be done."""
    return _look(office)


@router.post(f"{_PAGE}/new")
def begin(office: KeyManaging) -> Response:
    """Make new keys and publish them; nothing is signed with them yet."""
    return _changed(office, signing_keys.begin_rotation)


@router.post(f"{_PAGE}/use")
def finish(office: KeyManaging) -> Response:
    """Sign with the new keys from now on."""
    return _changed(office, signing_keys.finish_rotation)


@router.post(f"{_PAGE}/{{key_id}}/give-up")
def give_up(key_id: str, office: KeyManaging) -> Response:
    """Say that a key is in wrong hands; what it signed does not count any more."""

    def change(session: Session, organisation: Organisation, **who: Any) -> None:
        signing_keys.give_up(session, organisation, key_id, since=_since(office), **who)

    if not office.form.has("sure"):
        _owned(office, key_id)
        return _look(office, errors={"sure": gettext(_SURE)}, about=key_id)
    return _changed(office, change, about=key_id)


def _changed(office: Office, change: Callable[..., None], *, about: str = "") -> Response:
    office.services.limiter.hit("password", office.account.id, office.services.settings.code_rate)
    if about:
        _owned(office, about)
    if not accounts.password_fits(office.account, office.form.values.get("old", "")):
        return _look(office, errors={"old": gettext(_PASSWORD)}, about=about)
    try:
        with office.session.begin_nested():
            change(
                office.session,
                office.organisation,
                custody=office.services.custody,
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _look(office, errors=errors_of(error.problem, _ERRORS), about=about)
    return see(_PAGE)


def _owned(office: Office, key_id: str) -> None:
    found = signing_keys.keys_of(
        office.session, office.organisation, custody=office.services.custody
    )
    if key_id not in {key.id for key in found}:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such key")


def _since(office: Office) -> datetime:
    day = office.form.day("since")
    if day is None:
        raise refuse(ProblemCode.BAD_VALUE, "a day is needed", "/since")
    return datetime.combine(day, time(), tzinfo=UTC)


def _look(office: Office, *, errors: Mapping[str, str] | None = None, about: str = "") -> Response:
    keys = signing_keys.keys_of(
        office.session, office.organisation, custody=office.services.custody
    )
    ready = signing_keys.ready_at(office.organisation, keys)
    return office.page(
        "signing_keys.html",
        status=UNPROCESSABLE if errors else 200,
        keys=keys,
        waits=any(key.state == "pending" for key in keys),
        ready=ready,
        is_ready=ready is not None and office.at >= ready,
        address=publication.address_of(
            office.organisation, public_url=office.services.settings.public_url
        ),
        errors=errors or {},
        about=about,
        values=office.form.values if errors else {},
    )
