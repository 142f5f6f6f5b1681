"""Applications before the operator: read, ask back, let the body try, approve, refuse."""

import re
from collections.abc import Callable, Mapping
from typing import Annotated, Any

from fastapi import Depends, Response

from app.base.deps import ServicesDep
from app.base.locales import N_
from app.base.routing import Router
from app.issuer import applications
from app.issuer.applications import store
from app.issuer.applications.tables import Application
from app.pages import publication
from app.pages.console.files import attached
from app.pages.console.office import UNPROCESSABLE, see
from app.pages.forms import FilledForm, errors_of
from app.pages.operator.office import Desk, Looking, Working
from app.trust.snapshot import show_at_once
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/operator/applications"
_ONE = f"{_PAGE}/{{application_id}}"
_SHOWN = 100
_ERRORS = {
    "text": N_("Write what the applicant is to read, 4000 characters at most."),
    "slug": N_("Small letters a–z, digits and dashes, and no other body may have it."),
    "domain": N_("Another body has this domain already."),
    "email": N_("Somebody signs in with this e-mail address already."),
    "proof": N_("The line is not at the address, or the address cannot be read."),
}

Decision = Callable[..., Any]


@router.get(_PAGE)
def all_of_them(desk: Looking) -> Response:
    """What waits, and what was decided."""
    return desk.page(
        "applications.html",
        waiting=store.undecided(desk.session),
        decided=store.decided(desk.session, limit=_SHOWN),
    )


@router.get(_ONE)
def one(application_id: str, desk: Looking) -> Response:
    """All that the applicant says, hands in and has shown."""
    return _application(desk, _found(desk, application_id))


@router.get(f"{_ONE}/documents/{{document_id}}")
def document(application_id: str, document_id: str, desk: Looking) -> Response:
    """A paper, to be saved: what a stranger handed in is never shown inside a page."""
    _found(desk, application_id)
    found = store.document(desk.session, document_id, application_id=application_id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such paper")
    content = applications.opened(found, custody=desk.services.custody)
    ending = applications.ENDINGS[found.media_type]
    return attached(content, filename=f"paper-{found.id[:8]}.{ending}", media_type=found.media_type)


@router.post(f"{_ONE}/ask")
def ask(application_id: str, desk: Working) -> Response:
    """Ask the applicant something."""
    return _written(desk, application_id, applications.ask)


@router.post(f"{_ONE}/refuse")
def turn_away(application_id: str, desk: Working) -> Response:
    """Refuse, with a reason that the applicant reads."""
    return _written(desk, application_id, applications.refuse_application)


@router.post(f"{_ONE}/try")
def let_try(application_id: str, desk: Working) -> Response:
    """Make the body, so that the applicant can try before it is decided."""
    return _let_in(desk, application_id, applications.let_try)


@router.post(f"{_ONE}/approve")
def approve(application_id: str, desk: Working) -> Response:
    """Let the body in, with the applicant as its owner."""
    return _let_in(desk, application_id, applications.approve)


async def published(
    application_id: str, _form: FilledForm, desk: Looking, services: ServicesDep
) -> bytes | None:
    """What stands at the address of the proof now, read before the transaction begins."""
    url = applications.proof_url(_found(desk, application_id))
    return await publication.proof(services, url) if url else None


@router.post(f"{_ONE}/check")
def check(
    application_id: str, proof: Annotated[bytes | None, Depends(published)], desk: Working
) -> Response:
    """Look whether the applicant's website shows the line."""
    found = _found(desk, application_id)
    try:
        with desk.session.begin_nested():
            applications.prove(desk.session, found, proof, at=desk.at)
    except CredentialsError as error:
        return _application(desk, found, errors=errors_of(error.problem, _ERRORS))
    return see(f"{_PAGE}/{application_id}")


def _written(desk: Desk, application_id: str, decision: Decision) -> Response:
    found = _found(desk, application_id)
    try:
        with desk.session.begin_nested():
            decision(
                desk.session,
                found,
                desk.form.text("text"),
                post=_post(desk),
                actor=desk.actor,
                at=desk.at,
            )
    except CredentialsError as error:
        return _application(desk, found, errors=errors_of(error.problem, _ERRORS))
    show_at_once(desk.session, desk.services.trust)
    return see(f"{_PAGE}/{application_id}")


def _let_in(desk: Desk, application_id: str, decision: Decision) -> Response:
    found = _found(desk, application_id)
    try:
        with desk.session.begin_nested():
            decision(
                desk.session,
                found,
                desk.form.text("slug"),
                post=_post(desk),
                actor=desk.actor,
                at=desk.at,
            )
    except CredentialsError as error:
        return _application(desk, found, errors=errors_of(error.problem, _ERRORS))
    show_at_once(desk.session, desk.services.trust)
    return see(f"{_PAGE}/{application_id}")


def _found(desk: Desk, application_id: str) -> Application:
    found = store.one(desk.session, application_id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such application")
    return found


def _post(desk: Desk) -> applications.Post:
    return applications.Post(desk.services.custody, desk.services.settings.public_url)


def _application(
    desk: Desk, found: Application, *, errors: Mapping[str, str] | None = None
) -> Response:
    body = applications.body_of(desk.session, found)
    return desk.page(
        "application.html",
        status=UNPROCESSABLE if errors else 200,
        application=found,
        documents=store.documents(desk.session, found.id),
        messages=store.messages(desk.session, found.id),
        body=body,
        issued=store.number_of_awards(desk.session, body.id) if body else 0,
        proof_url=applications.proof_url(found),
        values={"slug": _proposed_slug(found), **desk.form.values},
        errors=errors or {},
    )


def _proposed_slug(found: Application) -> str:
    """A short name from the name in Latin letters; the operator may write another."""
    return re.sub(r"[^a-z0-9]+", "-", (found.name_latin or found.name).lower()).strip("-")[:40]
