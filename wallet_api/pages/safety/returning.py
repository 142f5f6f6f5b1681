"""Come back with a code of a training body, and refuse that somebody else does."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import RedirectResponse
from starlette.responses import Response

from app.base import problems
from app.base.pages import render
from app.base.routing import Router
from credentials import CredentialsError, ProblemCode
from wallet_api import devices, lent
from wallet_api.access import HOME, CountedTry, OurForm, VisitDep, remember_device
from wallet_api.returning import service as returns
from wallet_api.returning.service import ReturnState

router = Router(include_in_schema=False)

_PAGE = f"{HOME}/return"


@router.get(_PAGE)
def ask(request: Request) -> Response:
    """Where the code is typed."""
    return render(request, "safety/return.html", is_wrong=False, is_lent=lent.is_lent(request))


@router.post(_PAGE, dependencies=[CountedTry, OurForm])
def come_back(
    visit: VisitDep,
    code: Annotated[str, Form(max_length=200)] = "",
    whose: Annotated[str, Form(alias="lent", max_length=10)] = "",
) -> Response:
    """Open the passport with a code whose time has come, and show its new paper once."""
    request = visit.request
    is_lent = whose == "yes"
    try:
        found = returns.look_up(visit.session, code)
        if returns.state(found, at=visit.at) is not ReturnState.READY:
            return render(
                request,
                "safety/return_waits.html",
                is_waiting=returns.state(found, at=visit.at) is ReturnState.WAITING,
                opens_at=found.opens_at,
            )
        passport, token = returns.come_back(
            visit.session, code, vouches=visit.ports.vouches, at=visit.at
        )
    except CredentialsError as error:
        if error.problem.code is ProblemCode.CODE_CLOSED:
            return render(request, "safety/return_waits.html", is_waiting=False)
        if error.problem.code is not ProblemCode.CODE_WRONG:
            raise
        status = problems.STATUS[error.problem.code]
        return render(request, "safety/return.html", status=status, is_wrong=True, is_lent=is_lent)
    opened = devices.open_here(visit.session, passport, visit.device, is_lent=is_lent, at=visit.at)
    ends = opened.closes_at.timestamp() if opened.closes_at else 0
    page = render(
        request,
        "passport_paper.html",
        return_link=f"{visit.public_url}/p/{token}",
        made_at=visit.at,
        closes=lent.closing_at(ends, now=visit.at),
    )
    remember_device(request, page, opened.token, closes_at=opened.closes_at)
    return page


@router.post(f"{HOME}/returns/{{return_id}}/refuse", dependencies=[OurForm])
def refuse(return_id: str, visit: VisitDep) -> Response:
    """Say that it was somebody else who came to the training body."""
    found = visit.open_passport()
    returns.refuse_return(visit.session, found, return_id, at=visit.at)
    return RedirectResponse(HOME, status_code=303)
