"""Training bodies and their staff, as the operator sees them."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import Depends, Request, Response

from app.base import accounts, outbox
from app.base.accounts import Account
from app.base.deps import Now, ReadingDep, ServicesDep
from app.base.locales import N_, language
from app.base.routing import Router
from app.issuer import organisations
from app.issuer import service as issuer
from app.issuer.applications import store as application_store
from app.issuer.tables import Organisation
from app.pages import publication
from app.pages.console.office import UNPROCESSABLE, Visitor, see
from app.pages.forms import Filled, FilledForm, all_errors_of, errors_of
from app.pages.operator import store
from app.pages.operator.office import Desk, Looking, Working, desk_to_look
from app.trust.snapshot import show_at_once
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_BODY = "/operator/bodies/{slug}"
_BODY_ERRORS = {
    "slug": N_("Small letters a–z, digits and dashes, and no other body may have it."),
    "name": N_("A name is needed, without characters that cannot be seen."),
    "name_latin": N_("Use letters that can be seen, 200 at most."),
    "url": N_("Write the whole address, like https://school.example."),
    "country": N_("Choose a country."),
    "language": N_("Choose a language."),
    "time_zone": N_("Choose one of the list, like Africa/Nairobi."),
    "did_method": N_("Choose how the world is to know the body."),
    "domain": N_("Write the domain alone, like school.example, in small letters."),
    "cryptosuite": N_("Choose the form of the signature."),
}
_NAME_ERRORS = {"reason": N_("Say why, in 2000 characters at most.")}
_STAFF_ERRORS = {
    "email": N_("This is not an e-mail address, or somebody elsewhere signs in with it."),
    "name": N_("A name is needed."),
}


@router.get("/operator")
def home(
    request: Request, visitor: Visitor, session: ReadingDep, services: ServicesDep, at: Now
) -> Response:
    """The training bodies of this service, and how each stands on the trusted list."""
    if visitor is None:
        return see("/console/sign-in")
    desk = desk_to_look(request, visitor, session, services, at)
    standings = store.standings(desk.session)
    return desk.page(
        "home.html",
        applications=application_store.undecided(desk.session),
        renaming=organisations.bodies_that_ask_for_a_name(desk.session),
        bodies=[
            (body, standings.get(body.did, "unknown"))
            for body in issuer.organisations(desk.session)
        ],
    )


@router.get("/operator/bodies/new")
def blank_body(desk: Looking) -> Response:
    """An empty form."""
    return _body_form(desk, {"language": "en", "time_zone": "UTC", "did_method": "web"})


@router.post("/operator/bodies/new")
def create_body(desk: Working) -> Response:
    """Make a training body; its identity never changes afterwards."""
    try:
        with desk.session.begin_nested():
            made = issuer.create_organisation(
                desk.session,
                _profile(desk.form),
                custody=desk.services.custody,
                public_url=desk.services.settings.public_url,
                actor=desk.actor,
                at=desk.at,
            )
    except CredentialsError as error:
        return _body_form(desk, desk.form.values, errors=all_errors_of(error, _BODY_ERRORS))
    show_at_once(desk.session, desk.services.trust)
    return see(f"/operator/bodies/{made.slug}")


@router.get(_BODY)
def body(slug: str, desk: Looking) -> Response:
    """One training body: its identity, its staff, its standing."""
    return _body(desk, slug)


async def published(
    slug: str, _form: FilledForm, desk: Looking, services: ServicesDep
) -> bytes | None:
    """What stands at the address of the body's file now, read before the transaction begins."""
    found = issuer.organisation_by_slug(desk.session, slug)
    if found.did_method != "domain":
        raise refuse(ProblemCode.NOT_FOUND, "its identity is not published by itself")
    return await publication.published(services, found.did)


@router.post(f"{_BODY}/check")
def check(slug: str, found: Annotated[bytes | None, Depends(published)], desk: Working) -> Response:
    """Look whether the body's file is where it has to be."""
    organisation = issuer.organisation_by_slug(desk.session, slug)
    wrong = publication.approve(
        desk.session, organisation, found, services=desk.services, actor=desk.actor
    )
    return _body(desk, slug, wrong=wrong) if wrong else see(f"/operator/bodies/{slug}")


@router.post(f"{_BODY}/name/{{decision}}")
def decide_name(slug: str, decision: Literal["grant", "decline"], desk: Working) -> Response:
    """Give the body the name that it asked for, or say why not."""
    body = issuer.organisation_by_slug(desk.session, slug)
    try:
        with desk.session.begin_nested():
            if decision == "grant":
                organisations.grant_name(desk.session, body, actor=desk.actor, at=desk.at)
            else:
                reason = desk.form.text("reason")
                organisations.decline_name(desk.session, body, reason, actor=desk.actor, at=desk.at)
    except CredentialsError as error:
        return _body(desk, slug, errors=errors_of(error.problem, _NAME_ERRORS))
    show_at_once(desk.session, desk.services.trust)
    return see(f"/operator/bodies/{slug}")


@router.post(f"{_BODY}/staff")
def invite(slug: str, desk: Working) -> Response:
    """Make an account for somebody of the staff, or a new link for one there is.

    The link is shown this once, and mailed.
    """
    organisation = issuer.organisation_by_slug(desk.session, slug)
    try:
        with desk.session.begin_nested():
            account = _account(desk, organisation)
            token = accounts.setup_link(desk.session, account, at=desk.at)
            link = f"{desk.services.settings.public_url}/console/setup/{token}"
            _mail_link(desk, organisation, account, link)
    except CredentialsError as error:
        return _body(desk, slug, errors=errors_of(error.problem, _STAFF_ERRORS))
    return _body(desk, slug, link=link, invited=account)


def _profile(form: Filled) -> issuer.Profile:
    method = form.text("did_method")
    return issuer.Profile(
        slug=form.text("slug"),
        name=form.text("name"),
        name_latin=form.text("name_latin") or None,
        url=form.text("url") or None,
        country=form.text("country").upper() or None,
        language=form.text("language"),
        time_zone=form.text("time_zone"),
        did_method=method,
        domain=form.text("domain").lower() if method == "domain" else None,
        cryptosuite=form.text("cryptosuite"),
    )


def _body_form(
    desk: Desk, values: Mapping[str, str], *, errors: Mapping[str, str] | None = None
) -> Response:
    return desk.page(
        "body_form.html",
        status=UNPROCESSABLE if errors else 200,
        values=values,
        errors=errors or {},
        public_url=desk.services.settings.public_url,
        time_zones=issuer.time_zones(),
    )


def _body(
    desk: Desk,
    slug: str,
    *,
    errors: Mapping[str, str] | None = None,
    wrong: str = "",
    link: str = "",
    invited: Account | None = None,
) -> Response:
    organisation = issuer.organisation_by_slug(desk.session, slug)
    is_domain = organisation.did_method == "domain"
    return desk.page(
        "body.html",
        status=UNPROCESSABLE if errors or wrong else 200,
        body=organisation,
        named=organisations.waiting_name_change(desk.session, organisation.id),
        staff=store.staff(desk.session, organisation.id),
        listed=next(iter(store.listed(store.records_of(desk.session, organisation.did))), None),
        address=publication.address_of(organisation, public_url=desk.services.settings.public_url),
        document=publication.file_of(desk.session, organisation, services=desk.services)
        if is_domain
        else "",
        values=desk.form.values,
        errors=errors or {},
        wrong=wrong,
        link=link,
        invited=invited,
    )


def _account(desk: Desk, organisation: Organisation) -> Account:
    email, name = desk.form.text("email"), " ".join(desk.form.text("name").split())
    known = accounts.account_by_email(desk.session, email)
    if known is not None:
        if known.organisation_id != organisation.id:
            raise refuse(ProblemCode.CONFLICT, "there is an account with this address", "/email")
        if desk.form.has("remove_codes"):
            # For an owner whose phone and recovery codes are gone, and who has no other owner.
            accounts.remove_codes(desk.session, known, actor=desk.actor, at=desk.at)
            accounts.end_log_ins(desk.session, known)
        return known
    if not name or len(name) > Account.name.type.length:
        raise refuse(ProblemCode.BAD_VALUE, "a name is needed", "/name")
    return accounts.create_account(
        desk.session,
        email=email,
        name=name,
        role=accounts.STAFF,
        organisation_id=organisation.id,
        actor=desk.actor,
        at=desk.at,
    )


def _mail_link(desk: Desk, organisation: Organisation, account: Account, link: str) -> None:
    outbox.enqueue(
        desk.session,
        recipient=account.email,
        template="mail/setup.txt",
        language=language(),
        context={"organisation": organisation.name, "link": link},
        at=desk.at,
    )
