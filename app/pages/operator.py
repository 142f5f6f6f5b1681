"""The operator's pages: training bodies, their staff, and who is accredited by whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Request, Response
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse

from app.base import accounts, outbox, pages
from app.base.accounts import OPERATOR, Account
from app.base.deps import Now, ReadingDep, Services, ServicesDep, SessionDep
from app.base.locales import N_, language
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.issuer.tables import Organisation
from app.pages import operator_store as store
from app.pages import publication
from app.pages.console.office import UNPROCESSABLE, Visitor, account_working, see
from app.pages.forms import Filled, FilledForm, errors_of
from app.trust import service as trust
from app.trust.snapshot import show_at_once
from app.trust.tables import TrustRecord
from credentials import CredentialsError, ProblemCode, Standing, refuse

router = APIRouter()

_BODY = "/operator/bodies/{slug}"
_TRUST = "/operator/trust"
_RECORD = f"{_TRUST}/{{record_id}}"
_BODY_ERRORS = {
    "slug": N_("Small letters a–z, digits and dashes, and no other body may have it."),
    "name": N_("A name is needed, without characters that cannot be seen."),
    "name_latin": N_("Use letters that can be seen, 200 at most."),
    "url": N_("Write the whole address, like https://school.example."),
    "country": N_("Two capital letters, like KE or PH."),
    "language": N_("Write the language as its short name, like en, ar or pt-BR."),
    "time_zone": N_("Choose one of the list, like Africa/Nairobi."),
    "did_method": N_("Choose how the world is to know the body."),
    "domain": N_("Write the domain alone, like school.example, in small letters."),
    "cryptosuite": N_("Choose the form of the signature."),
}
_STAFF_ERRORS = {
    "email": N_("This is not an e-mail address, or somebody elsewhere signs in with it."),
    "name": N_("A name is needed."),
}
_RECORD_ERRORS = {
    "did": N_("Write the identifier in its one form, like did:web:school.example."),
    "name": N_("A name is needed, without characters that cannot be seen."),
    "accredited_by": N_("An accreditation says who gave it; without one, leave this empty."),
    "achievement_types": N_("Names of kinds in English, like Certificate, one in each line."),
    "valid_from": N_("This is not a date."),
    "valid_until": N_("This is not a date, or it lies before the first day."),
    "country": N_("Two capital letters, like KE or PH."),
    "url": N_("Write the whole address, like https://school.example."),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """The operator at work, for one request; `form` is what they sent."""

    request: Request
    services: Services
    session: Session
    account: Account
    at: datetime
    form: Filled

    @property
    def actor(self) -> str:
        """How the audit trail names who does this."""
        return f"account:{self.account.id}"

    def page(self, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page of the operator's."""
        return pages.render(
            self.request, f"operator/{name}", status=status, account=self.account, **context
        )


def desk_to_look(
    request: Request, visitor: Visitor, session: ReadingDep, services: ServicesDep, at: Now
) -> Desk:
    """For a page that changes nothing; raises `not-signed-in`, `not-allowed`."""
    return Desk(request, services, session, _operator(visitor), at, Filled())


def desk_to_work(
    form: FilledForm,
    request: Request,
    account: Annotated[Account | None, Depends(account_working)],
    session: SessionDep,
    services: ServicesDep,
    at: Now,
) -> Desk:
    """For a form. The form was read before the transaction begins."""
    return Desk(request, services, session, _operator(account), at, form)


Looking = Annotated[Desk, Depends(desk_to_look)]
Working = Annotated[Desk, Depends(desk_to_work)]


# ── Training bodies ─────────────────────────────────────────────────────────────────────


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
        return _body_form(desk, desk.form.values, errors=errors_of(error.problem, _BODY_ERRORS))
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


def _operator(account: Account | None) -> Account:
    if account is None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "nobody is signed in here")
    if account.role != OPERATOR:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is for the operator of the service")
    return account


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
        staff=store.staff(desk.session, organisation.id),
        listed=next(iter(store.listed(store.records_of(desk.session, organisation.did))), None),
        address=publication.address_of(organisation),
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


# ── The trusted list ────────────────────────────────────────────────────────────────────

Change = Literal["suspend", "reinstate", "end"]
# A suspension is of the issuer, whichever of its records is named; an end is of one record.
_OF_THE_ISSUER = {"suspend": trust.suspend_issuer, "reinstate": trust.reinstate_issuer}


@router.get(_TRUST)
def records(desk: Looking) -> Response:
    """Who is accredited by whom for what, own and foreign, with what has ended."""
    return desk.page("trust.html", bodies=store.listed(trust.records(desk.session)))


@router.get(f"{_TRUST}/new")
def blank_record(desk: Looking, did: str = "") -> Response:
    """An empty form; for a body of this service its name is filled in."""
    own = issuer.organisation_by_did(desk.session, did) if did else None
    values = {"did": did[:500], "standing": Standing.ACCREDITED.value}
    if own is not None:
        values |= {"name": own.name, "country": own.country or "", "url": own.url or ""}
    return _record_form(desk, values)


@router.post(f"{_TRUST}/new")
def create_record(desk: Working) -> Response:
    """Record what is known of an issuer; it is seen at once."""
    try:
        with desk.session.begin_nested():
            trust.record(desk.session, _statement(desk.form), actor=desk.actor, at=desk.at)
    except CredentialsError as error:
        errors = errors_of(error.problem, _RECORD_ERRORS)
        return _record_form(desk, desk.form.values, errors=errors)
    show_at_once(desk.session, desk.services.trust)
    return see(_TRUST)


@router.get(f"{_RECORD}/{{change}}")
def ask_change(record_id: str, change: Change, desk: Looking) -> Response:
    """What the change means for certificates of the past and the future."""
    return desk.page("trust_change.html", record=_record(desk, record_id), change=change)


@router.post(f"{_RECORD}/{{change}}")
def change_record(record_id: str, change: Change, desk: Working) -> Response:
    """Suspend or reinstate an issuer, or end one record; nothing is ever deleted."""
    if change == "end":
        trust.end(desk.session, record_id, actor=desk.actor, at=desk.at)
    else:
        found = _record(desk, record_id)
        _OF_THE_ISSUER[change](desk.session, found.did, actor=desk.actor, at=desk.at)
    show_at_once(desk.session, desk.services.trust)
    return see(_TRUST)


def _record(desk: Desk, record_id: str) -> TrustRecord:
    found = store.record(desk.session, record_id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such record")
    return found


def _record_form(
    desk: Desk, values: Mapping[str, str], *, errors: Mapping[str, str] | None = None
) -> Response:
    return desk.page(
        "trust_form.html",
        status=UNPROCESSABLE if errors else 200,
        values=values,
        errors=errors or {},
        bodies=issuer_store.organisations(desk.session),
    )


def _statement(form: Filled) -> trust.Statement:
    accredited = form.text("standing") == Standing.ACCREDITED
    return trust.Statement(
        did=form.text("did"),
        name=form.text("name"),
        standing=Standing.ACCREDITED if accredited else Standing.KNOWN,
        accredited_by=form.text("accredited_by") or None,
        achievement_types=frozenset(form.text("achievement_types").replace(",", " ").split()),
        valid_from=_start(form.day("valid_from")),
        valid_until=_end(form.day("valid_until")),
        country=form.text("country").upper() or None,
        url=form.text("url") or None,
    )


def _start(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=UTC)


def _end(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(23, 59, 59), tzinfo=UTC)
