"""The way in for a training body: the form, and the applicant's own page behind a mailed link."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request, Response
from sqlalchemy.orm import Session

from app.base.deps import Now, ReadingDep, Services, ServicesDep, SessionDep
from app.base.locales import N_, language
from app.base.pages import render
from app.base.rates import client_address
from app.base.routing import Router
from app.issuer import applications
from app.issuer import service as issuer
from app.issuer.applications import store
from app.issuer.applications.applying import Applicant, Post
from app.issuer.applications.tables import Application
from app.pages import publication
from app.pages.console.office import UNPROCESSABLE, see
from app.pages.forms import Filled, FilledForm, all_errors_of, errors_of
from credentials import CredentialsError

router = Router()

_MINE = "/apply/{token}"
_PER_DAY = 20
_PAGES = 6
_MAILS_PER_DAY = 5
_NEEDED = N_("This is needed, as plain text without control characters.")
_ERRORS = {
    "name": N_("A name is needed, without characters that cannot be seen."),
    "name_latin": N_("Use letters that can be seen, 200 at most."),
    "country": N_("Choose a country."),
    "url": N_("Write the whole address, like https://school.example."),
    "language": N_("Choose a language."),
    "time_zone": N_("Choose one of the list, like Africa/Nairobi."),
    "kind": N_("Choose what you are."),
    "awards": _NEEDED,
    "accredited_by": N_("Use letters that can be seen, 4000 at most."),
    "contact_name": N_("A name is needed."),
    "email": N_("This is not an e-mail address."),
    "did_method": N_("Choose how the world is to know the body."),
    "domain": N_("Write the domain alone, like school.example, in small letters."),
}
_OWN_ERRORS = {
    "text": N_("Write something, 4000 characters at most."),
    "file": N_("Choose a PDF, PNG or JPEG file. All files together have 10 MB at most."),
    "proof": N_(
        "The line is not at this address, or we cannot read the address. Look at it in a browser: "
        "it must open without a log-in, over https, and show the line."
    ),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """An applicant at their own page, for one request."""

    request: Request
    services: Services
    session: Session
    application: Application
    token: str
    at: Now
    form: Filled


def visit_to_look(
    token: str, request: Request, session: ReadingDep, services: ServicesDep, at: Now
) -> Visit:
    """For a page that changes nothing; raises `not-found` for a link that is nobody's."""
    _count(request, services)
    found = applications.application_of(session, token)
    return Visit(request, services, session, found, token, at, Filled())


def visit_to_work(
    token: str,
    form: FilledForm,
    request: Request,
    session: SessionDep,
    services: ServicesDep,
    at: Now,
) -> Visit:
    """For a form. The form was read before the transaction begins."""
    _count(request, services)
    found = applications.application_of(session, token)
    return Visit(request, services, session, found, token, at, form)


Looking = Annotated[Visit, Depends(visit_to_look)]
Working = Annotated[Visit, Depends(visit_to_work)]


@router.get("/apply")
def blank(request: Request) -> Response:
    """An empty form."""
    values = {"language": language(), "time_zone": "UTC", "did_method": "web"}
    return _form(request, values)


@router.post("/apply")
def apply(
    form: FilledForm, request: Request, services: ServicesDep, session: SessionDep, at: Now
) -> Response:
    """Take an application in. Whoever applies gets a mail, and nobody learns anything here."""
    services.limiter.hit("apply", client_address(request), services.settings.code_rate)
    try:
        with session.begin_nested():
            found = applications.apply(
                session, _applicant(form), post=_post(services), mail_language=language(), at=at
            )
    except CredentialsError as error:
        return _form(request, form.values, errors=all_errors_of(error, _ERRORS))
    # Only what would be mailed counts, so that a mistyped form keeps nobody out. What is
    # refused here was never stored.
    services.limiter.hit_daily("apply-from", client_address(request), _PER_DAY)
    name = sha256(found.email.encode()).hexdigest()
    services.limiter.hit_daily("apply-mail", name, _MAILS_PER_DAY)
    return render(request, "apply_sent.html", email=found.email)


@router.get(_MINE)
def mine(visit: Looking) -> Response:
    """How the application stands, and what was written."""
    return _page(visit)


@router.post(f"{_MINE}/confirm")
def confirm(visit: Working) -> Response:
    """Yes, it was me. A program that looks into mail follows links, but presses no button."""
    applications.confirm(visit.session, visit.application, at=visit.at)
    return see(f"/apply/{visit.token}")


@router.post(f"{_MINE}/answer")
def answer(visit: Working) -> Response:
    """Write to the operator."""
    try:
        with visit.session.begin_nested():
            applications.answer(
                visit.session, visit.application, visit.form.text("text"), at=visit.at
            )
    except CredentialsError as error:
        return _page(visit, errors=errors_of(error.problem, _OWN_ERRORS))
    return see(f"/apply/{visit.token}")


@router.post(f"{_MINE}/documents")
def add_document(visit: Working) -> Response:
    """Hand in one paper."""
    try:
        with visit.session.begin_nested():
            applications.add_document(
                visit.session,
                visit.application,
                visit.form.content,
                filename=visit.form.filename,
                custody=visit.services.custody,
                at=visit.at,
            )
    except CredentialsError as error:
        return _page(visit, errors=errors_of(error.problem, _OWN_ERRORS))
    return see(f"/apply/{visit.token}")


async def published(_form: FilledForm, visit: Looking, services: ServicesDep) -> bytes | None:
    """What stands at the address of the proof now, read before the transaction begins."""
    url = applications.proof_url(visit.application)
    return await publication.proof(services, url) if url else None


@router.post(f"{_MINE}/check")
def check(proof: Annotated[bytes | None, Depends(published)], visit: Working) -> Response:
    """Look whether the line is where it has to be."""
    try:
        with visit.session.begin_nested():
            applications.prove(visit.session, visit.application, proof, at=visit.at)
    except CredentialsError as error:
        return _page(visit, errors=errors_of(error.problem, _OWN_ERRORS))
    return see(f"/apply/{visit.token}")


def _count(request: Request, services: Services) -> None:
    # Nobody guesses a link of 128 bits; somebody who hands in papers opens a page each time.
    rate = services.settings.code_rate * _PAGES
    services.limiter.hit("application", client_address(request), rate)


def _post(services: Services) -> Post:
    return Post(services.custody, services.settings.public_url)


def _form(
    request: Request, values: Mapping[str, str], *, errors: Mapping[str, str] | None = None
) -> Response:
    return render(
        request,
        "apply.html",
        status=UNPROCESSABLE if errors else 200,
        values=values,
        errors=errors or {},
        kinds=applications.KINDS,
        time_zones=issuer.time_zones(),
        public_url=request.app.state.services.settings.public_url,
    )


def _page(visit: Visit, *, errors: Mapping[str, str] | None = None) -> Response:
    found = visit.application
    return render(
        visit.request,
        "application.html",
        status=UNPROCESSABLE if errors else 200,
        application=found,
        body=applications.body_of(visit.session, found),
        documents=store.documents(visit.session, found.id),
        messages=store.messages(visit.session, found.id),
        proof_url=applications.proof_url(found),
        proof_line=applications.proof_line(found),
        mine=f"/apply/{visit.token}",
        values=visit.form.values if errors else {},
        errors=errors or {},
    )


def _applicant(form: Filled) -> Applicant:
    method = form.text("did_method")
    return Applicant(
        name=form.text("name"),
        name_latin=form.text("name_latin") or None,
        country=form.text("country").upper(),
        url=form.text("url") or None,
        language=form.text("language"),
        time_zone=form.text("time_zone"),
        kind=form.text("kind"),
        awards=form.text("awards"),
        accredited_by=form.text("accredited_by"),
        contact_name=form.text("contact_name"),
        email=form.text("email"),
        did_method=method,
        domain=form.text("domain").lower() if method == "domain" else None,
    )
