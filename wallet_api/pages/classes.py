"""A class at the wall: scan its code, say who one is, wait for staff, and keep the certificate."""

from typing import Annotated

from fastapi import Depends, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.base import pages, problems
from app.base.codes import code_digest, parse_code
from app.base.deps import Now, ReadingDep, ServicesDep
from app.base.pages import render
from app.base.routing import Router
from credentials import CredentialsError, ProblemCode
from wallet_api import lent, store
from wallet_api import passport as passports
from wallet_api.access import (
    DeviceToken,
    OurForm,
    PortsDep,
    VisitDep,
    count_try,
)
from wallet_api.claiming import received, typed_date
from wallet_api.pages.claim import taken_page
from wallet_api.ports import ClassOffer

router = Router(include_in_schema=False)

_COOKIE = "class"
_WAITING = "/g/waiting"
_KEPT_FOR = 2 * 24 * 3600
_EVERY_SECONDS = "5"
# A whole class asks within a minute, over one connection.
_PER_CODE = 300
_Text = Annotated[str, Form(max_length=200)]
_Field = Annotated[str, Field(max_length=200)]


class WhoForm(BaseModel):
    """Who somebody says they are: a name, and a birth date in three fields or a number."""

    name: _Field = ""
    day: _Field = ""
    month: _Field = ""
    year: _Field = ""
    number: _Field = ""

    @property
    def fact(self) -> str:
        """The number, else the date; empty when neither can be read."""
        date = typed_date(day=self.day, month=self.month, year=self.year)
        return self.number.strip() or date or ""


@router.get(_WAITING)
def waiting(
    request: Request, session: ReadingDep, ports: PortsDep, device: DeviceToken, at: Now
) -> Response:
    """How it stands; the browser asks again by itself while staff decide."""
    token = _token(request)
    try:
        found = ports.classes.standing(session, token or "", at=at)
    except CredentialsError as error:
        return _refused(request, error)
    here = passports.open_on(session, device, at=at)
    held = store.holdings(session, here.id) if here else []
    page = render(
        request,
        "class_waiting.html",
        standing=found,
        people_here=sorted({certificate.person for certificate in held}),
        is_lent=lent.is_lent(request),
    )
    if found.state == "waiting":
        page.headers["Refresh"] = _EVERY_SECONDS
    return page


@router.post(f"{_WAITING}/accept", dependencies=[OurForm])
def accept(
    visit: VisitDep,
    into: _Text = "new",
    whose: Annotated[str, Form(alias="lent", max_length=10)] = "",
) -> Response:
    """Put what staff handed over into the passport on this device, or into a new one."""
    here = visit.passport()
    token = _token(visit.request) or ""
    try:
        claimed = received(
            visit.session,
            lambda passport_id: visit.ports.classes.take(
                visit.session, token, passport_id=passport_id, at=visit.at
            ),
            into=here if into == "here" else None,
            custody=visit.services.custody,
            at=visit.at,
        )
    except CredentialsError as error:
        # A page is an ordinary answer, so what was begun has to be undone here.
        visit.session.rollback()
        return _refused(visit.request, error)
    response = taken_page(visit, claimed, here=here, is_lent=whose == "yes")
    pages.set_cookie(visit.request, response, _COOKIE, "", max_age=0)
    return response


def count_code(code: str, services: ServicesDep) -> None:
    """Count one use of a class code; named among the dependencies, it runs before the session."""
    services.limiter.hit("class", code_digest(code), _PER_CODE)


@router.get("/g/{code}", dependencies=[Depends(count_code)])
def offer(
    request: Request,
    code: str,
    session: ReadingDep,
    services: ServicesDep,
    ports: PortsDep,
    at: Now,
) -> Response:
    """Whose class this is, and the question who one is."""
    try:
        canonical = parse_code(code)
        found = ports.classes.look_up(session, canonical, at=at)
    except CredentialsError as error:
        # A class shares one connection, so only a wrong code counts against the address.
        count_try(request, services)
        return _refused(request, error)
    return _question(request, code, found)


@router.post("/g/{code}", dependencies=[Depends(count_code), OurForm])
def ask(code: str, visit: VisitDep, form: Annotated[WhoForm, Form()]) -> Response:
    """Take a place in the queue. Whoever asks learns nothing of what fits."""
    request, desk = visit.request, visit.ports.classes
    try:
        canonical = parse_code(code)
        found = desk.look_up(visit.session, canonical, at=visit.at)
    except CredentialsError as error:
        return _refused(request, error)
    try:
        token = desk.ask(visit.session, canonical, name=form.name, fact=form.fact, at=visit.at)
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.BAD_VALUE:
            return _refused(request, error)
        return _question(request, code, found, form=form)
    response = RedirectResponse(_WAITING, status_code=303)
    # Kept in the browser and not in the address, which may stand on a screen that others see.
    pages.set_cookie(request, response, _COOKIE, token, max_age=_KEPT_FOR)
    return response


def _token(request: Request) -> str | None:
    held = request.cookies.get(pages.cookie_name(request, _COOKIE))
    return held if held and passports.is_token(held) else None


def _question(
    request: Request, code: str, found: ClassOffer, *, form: WhoForm | None = None
) -> HTMLResponse:
    return render(
        request,
        "class_ask.html",
        status=200 if form is None else 422,
        code=code,
        offer=found,
        form=form or WhoForm(),
        is_wrong=form is not None,
    )


def _refused(request: Request, error: CredentialsError) -> HTMLResponse:
    code = error.problem.code
    return render(request, "class_refused.html", status=problems.STATUS[code], reason=code.value)
