"""The first page of the console."""

from fastapi import Request, Response

from app.base import accounts
from app.base.deps import Now, ReadingDep, ServicesDep
from app.base.routing import Router
from app.batches import service as batches
from app.batches import store as batch_store
from app.issuer import store as issuer_store
from app.issuer.corrections import store as correction_store
from app.pages.console import store
from app.pages.console.entrance import home_of
from app.pages.console.office import Visitor, office_to_look, see

router = Router()

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
        waiting_for_confirmation=correction_store.number_waiting(
            session, office.organisation.id, actor=office.actor
        ),
        open_requests=correction_store.number_open(session, office.organisation.id),
        numbers=store.numbers(session, office.organisation.id),
        achievements=issuer_store.achievements(session, office.organisation.id),
        lists=[(batch, batches.progress_of(session, batch)) for batch in found],
    )
