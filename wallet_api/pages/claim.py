"""The claim pages: type or scan the code, give the second fact, read, accept."""

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.base import problems
from app.base.codes import parse_code, printed_code
from app.base.deps import ReadingDep
from app.base.pages import render
from app.base.routing import Router
from credentials import CredentialsError, ProblemCode, refuse
from wallet_api import devices, lent, store
from wallet_api.access import (
    CountedTry,
    CountedUnlessSeen,
    OurForm,
    PortsDep,
    Visit,
    VisitDep,
    remember_device,
    seen_token,
)
from wallet_api.claiming import Claimed, are_numbers, claim, typed_date
from wallet_api.ports import Offer
from wallet_api.tables import Passport

router = Router(include_in_schema=False)

_Text = Annotated[str, Form(max_length=200)]
_Field = Annotated[str, Field(max_length=200)]


class FactForm(BaseModel):
    """The second fact as it is typed: a date in three fields, or a number."""

    day: _Field = ""
    month: _Field = ""
    year: _Field = ""
    number: _Field = ""

    @property
    def fact(self) -> str | None:
        """The number, else the date; None when neither can be read."""
        date = typed_date(day=self.day, month=self.month, year=self.year)
        return self.number.strip() or date

    @property
    def is_no_day(self) -> bool:
        """Whether the date has three numbers, and there is no such day."""
        return not self.fact and are_numbers(self.day, self.month, self.year)


@router.get("/claim")
def ask_for_code(request: Request) -> HTMLResponse:
    """Where a code from paper is typed."""
    return render(request, "claim_code.html", typed_code="", wrong=False)


@router.post("/claim", dependencies=[OurForm])
def typed_code(request: Request, code: _Text = "") -> Response:
    """Lead to the page of the code that was typed."""
    try:
        canonical = parse_code(code)
    except CredentialsError as error:
        status = problems.STATUS[error.problem.code]
        return render(request, "claim_code.html", status=status, typed_code=code, wrong=True)
    return RedirectResponse(f"/c/{printed_code(canonical)}", status_code=303)


@router.get("/c/{code}", dependencies=[CountedTry])
def offer(request: Request, code: str, session: ReadingDep, ports: PortsDep) -> Response:
    """Who issued what, and the question for the second fact."""
    try:
        found = ports.desk.look_up(session, parse_code(code))
    except CredentialsError as error:
        return _refused(request, error)
    return _question(request, code, found)


@router.post("/c/{code}", dependencies=[CountedUnlessSeen, OurForm])
def second_fact(code: str, visit: VisitDep, form: Annotated[FactForm, Form()]) -> Response:
    """Check the birth date or the register number, and show what would be taken."""
    desk, request = visit.ports.desk, visit.request
    fact = form.fact
    try:
        canonical = parse_code(code)
        found = desk.look_up(visit.session, canonical)
        if not fact:
            # Nothing was guessed, so nothing is counted.
            return _question(request, code, found, unreadable=form)
        tried = desk.attempt(visit.session, canonical, fact, at=visit.at)
    except CredentialsError as error:
        return _refused(request, error)
    if tried.shown is None:
        # The wrong try is counted by the commit that follows a normal return.
        if tried.tries_left == 0:
            closed = refuse(ProblemCode.CODE_CLOSED, "too many wrong facts were given")
            return _refused(request, closed)
        return _question(request, code, found, tries_left=tried.tries_left)
    here = visit.passport()
    held = store.holdings(visit.session, here.id) if here else []
    return render(
        request,
        "claim_accept.html",
        code=code,
        offer=found,
        shown=tried.shown,
        ticket=tried.ticket,
        # Whose passport is open here is said by name: a link that somebody else sent may
        # have opened theirs.
        people_here=sorted({certificate.person for certificate in held}),
        is_lent=lent.is_lent(request),
    )


@router.post("/c/{code}/accept", dependencies=[OurForm])
def accept(
    code: str,
    visit: VisitDep,
    ticket: _Text = "",
    into: _Text = "new",
    whose: Annotated[str, Form(alias="lent", max_length=10)] = "",
) -> Response:
    """Put the certificate into the passport on this device, or into a new one.

    Not counted as a try: without a ticket an open code looks like an unknown one.
    """
    here = visit.passport()
    try:
        claimed = claim(
            visit.session,
            parse_code(code),
            ticket,
            into=here if into == "here" else None,
            desk=visit.ports.desk,
            custody=visit.services.custody,
            at=visit.at,
        )
    except CredentialsError as error:
        # A page is an ordinary answer, so what was begun has to be undone here.
        visit.session.rollback()
        return _refused(visit.request, error)
    return taken_page(visit, claimed, here=here, is_lent=whose == "yes")


def taken_page(
    visit: Visit, claimed: Claimed, *, here: Passport | None, is_lent: bool
) -> HTMLResponse:
    """The passport that took a certificate is opened in this browser, and its paper shown once."""
    has_closed_another = here is not None and here.id != claimed.passport.id
    opened = devices.open_here(
        visit.session, claimed.passport, visit.device, is_lent=is_lent, at=visit.at
    )
    ends = opened.closes_at.timestamp() if opened.closes_at else 0
    return_token = claimed.return_token
    response = render(
        visit.request,
        "claim_done.html",
        holding=claimed.holding,
        return_link=f"{visit.public_url}/p/{return_token}" if return_token else None,
        made_at=claimed.passport.paper_at or claimed.passport.created_at,
        has_email=bool(claimed.passport.email) and not is_lent,
        has_closed_another=has_closed_another,
        closes=lent.closing_at(ends, now=visit.at),
    )
    remember_device(visit.request, response, opened.token, closes_at=opened.closes_at)
    return response


def _question(
    request: Request,
    code: str,
    found: Offer,
    *,
    tries_left: int | None = None,
    unreadable: FactForm | None = None,
) -> HTMLResponse:
    return render(
        request,
        "claim_fact.html",
        status=200 if tries_left is None and unreadable is None else 422,
        code=code,
        seen=seen_token(request.app.state.services, code),
        offer=found,
        tries_left=tries_left,
        unreadable=unreadable,
    )


def _refused(request: Request, error: CredentialsError) -> HTMLResponse:
    code = error.problem.code
    return render(request, "claim_refused.html", status=problems.STATUS[code], reason=code.value)
