"""The training body's own page: how the world knows it, and what it may change of itself."""

from collections.abc import Mapping
from typing import Annotated

from fastapi import Depends, Response

from app.base.accounts import KEY_MANAGER, OWNER
from app.base.locales import N_
from app.base.routing import Router
from app.issuer import organisations
from app.issuer import service as issuer
from app.issuer.organisations import OrganisationSettings
from app.pages import publication
from app.pages.console.files import attached
from app.pages.console.office import (
    UNPROCESSABLE,
    Looking,
    LookingToOwn,
    Office,
    Owning,
    looking_as,
    see,
    working_as,
)
from app.pages.forms import Filled, FilledForm, all_errors_of
from app.trust import service as trust
from credentials import CredentialsError, IssuerStanding, ProblemCode, refuse

router = Router()

_SETTINGS_ERRORS = {
    "url": N_("Write the whole address, like https://school.example."),
    "country": N_("Choose a country."),
    "language": N_("Choose a language."),
    "time_zone": N_("Choose one of the list, like Africa/Nairobi."),
}


@router.get("/console/profile")
def profile(office: Looking) -> Response:
    """How the world knows the training body, and the file to publish on its own domain."""
    return _profile(office, wrong="")


@router.get("/console/profile/did.json")
def file_to_publish(office: Looking) -> Response:
    """The file itself, to be handed to whoever looks after the website."""
    if office.organisation.did_method != "domain":
        raise refuse(ProblemCode.NOT_FOUND, "its identity is not published by itself")
    text = publication.file_of(office.session, office.organisation, services=office.services)
    return attached(text.encode(), filename="did.json", media_type="application/json")


# Whoever looks after the keys, or after everything.
_LookingToPublish = Annotated[Office, Depends(looking_as(KEY_MANAGER, OWNER))]
_Publishing = Annotated[Office, Depends(working_as(KEY_MANAGER, OWNER))]


async def published(_form: FilledForm, office: _LookingToPublish) -> bytes | None:
    """What stands at the address of the body's file now, read before the transaction begins."""
    if office.organisation.did_method != "domain":
        raise refuse(ProblemCode.NOT_FOUND, "its identity is not published by itself")
    return await publication.published(office.services, office.organisation.did)


@router.post("/console/profile/check")
def check(found: Annotated[bytes | None, Depends(published)], office: _Publishing) -> Response:
    """Look whether the file is where it has to be."""
    wrong = publication.approve(
        office.session, office.organisation, found, services=office.services, actor=office.actor
    )
    return _profile(office, wrong=wrong) if wrong else see("/console/profile")


def _profile(office: Office, *, wrong: str) -> Response:
    is_domain = office.organisation.did_method == "domain"
    return office.page(
        "profile.html",
        status=UNPROCESSABLE if wrong else 200,
        wrong=wrong,
        seen=_seen(office),
        named=organisations.newest_name_change(office.session, office.organisation.id),
        address=publication.address_of(
            office.organisation, public_url=office.services.settings.public_url
        ),
        document=publication.file_of(office.session, office.organisation, services=office.services)
        if is_domain
        else "",
    )


def _seen(office: Office) -> IssuerStanding:
    """What the trusted list says of an award of today, of a kind that it covers if there is one."""
    did, at = office.organisation.did, office.at
    kinds = trust.covered_types(office.session, did)
    return office.services.trust.current().judge(did, types=kinds, awarded_at=at, at=at)


@router.get("/console/profile/settings")
def settings(office: LookingToOwn) -> Response:
    """What the owner may change."""
    found = OrganisationSettings.of(office.organisation)
    return _settings(office, _values(found))


@router.post("/console/profile/settings")
def change_settings(office: Owning) -> Response:
    """Change it, from now on."""
    try:
        with office.session.begin_nested():
            issuer.change_settings(
                office.session,
                office.organisation,
                _filled(office.form),
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        errors = all_errors_of(error, _SETTINGS_ERRORS)
        return _settings(office, office.form.values, errors=errors)
    return see("/console/profile")


def _settings(
    office: Office, values: Mapping[str, str], *, errors: Mapping[str, str] | None = None
) -> Response:
    return office.page(
        "settings.html",
        status=UNPROCESSABLE if errors else 200,
        values=values,
        errors=errors or {},
        time_zones=issuer.time_zones(),
    )


def _filled(form: Filled) -> OrganisationSettings:
    return OrganisationSettings(
        url=form.text("url") or None,
        country=form.text("country").upper() or None,
        language=form.text("language"),
        time_zone=form.text("time_zone"),
        lists_need_approval=form.has("lists_need_approval"),
    )


def _values(found: OrganisationSettings) -> dict[str, str]:
    """The settings as the form's fields."""
    values = {
        "url": found.url or "",
        "country": found.country or "",
        "language": found.language,
        "time_zone": found.time_zone,
    }
    return values | ({"lists_need_approval": "yes"} if found.lists_need_approval else {})
