"""The help with names: what the reader types from a document, beside what the certificate says."""

from fastapi import Request, Response

from app.base.deps import Now, ServicesDep
from app.base.names.comparison import compare
from app.base.pages import render
from app.base.routing import Router
from app.pages.forms import FilledForm
from app.verifier import names

router = Router()

_UNPROCESSABLE = 422


@router.post("/verify/name")
def compare_name(request: Request, form: FilledForm, services: ServicesDep, at: Now) -> Response:
    """What agrees and what differs; whose name it is, only a person can decide."""
    named = names.opened(form.text("ticket"), custody=services.custody, at=at)
    typed = form.text("name")
    found = compare(named.names, typed, former=named.former)
    return render(
        request,
        "name_compared.html",
        status=200 if found else _UNPROCESSABLE,
        named=named,
        typed=typed,
        found=found,
    )


@router.post("/verify/address")
def compare_address(request: Request, form: FilledForm, services: ServicesDep, at: Now) -> Response:
    """Whether a badge was given to the e-mail address that the reader knows."""
    found = names.addressed(form.text("ticket"), custody=services.custody, at=at)
    typed = form.text("address")
    return render(
        request,
        "address_compared.html",
        status=200 if typed else _UNPROCESSABLE,
        typed=typed,
        is_same=found.is_for(typed),
    )
