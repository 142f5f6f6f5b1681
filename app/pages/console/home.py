"""The first page of the console, and the training body's own page."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.base import accounts
from app.base.deps import Now, ReadingDep, ServicesDep
from app.batches import service as batches
from app.batches import store as batch_store
from app.issuer import store as issuer_store
from app.pages import publication
from app.pages.console import store
from app.pages.console.entrance import home_of
from app.pages.console.files import attached
from app.pages.console.office import (
    UNPROCESSABLE,
    Looking,
    Office,
    Visitor,
    Working,
    office_to_look,
    see,
)
from app.pages.forms import FilledForm
from credentials import ProblemCode, refuse

router = APIRouter()

_RECENT = 5


@router.get("/console")
def home(
    request: Request, visitor: Visitor, session: ReadingDep, services: ServicesDep, at: Now
) -> Response:
    """What there is and what comes next; whoever is not signed in is asked to."""
    if visitor is None:
        return see("/console/sign-in")
    if visitor.role != accounts.STAFF:
        return see(home_of(visitor))
    office = office_to_look(request, visitor, session, services, at)
    found = batch_store.batches(session, office.organisation.id, limit=_RECENT)
    return office.page(
        "home.html",
        numbers=store.numbers(session, office.organisation.id),
        achievements=issuer_store.achievements(session, office.organisation.id),
        lists=[(batch, batches.progress_of(session, batch)) for batch in found],
    )


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


async def published(_form: FilledForm, office: Looking) -> bytes | None:
    """What stands at the address of the body's file now, read before the transaction begins."""
    if office.organisation.did_method != "domain":
        raise refuse(ProblemCode.NOT_FOUND, "its identity is not published by itself")
    return await publication.published(office.services, office.organisation.did)


@router.post("/console/profile/check")
def check(found: Annotated[bytes | None, Depends(published)], office: Working) -> Response:
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
        address=publication.address_of(office.organisation),
        document=publication.file_of(office.session, office.organisation, services=office.services)
        if is_domain
        else "",
    )
