"""Who is asking for a passport: a browser by its cookie, a program by the return link's token."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.base import accounts, pages
from app.base.accounts import Account
from app.base.deps import Now, ReadingDep, Services, ServicesDep, SessionDep, csrf
from app.base.rates import client_address
from credentials import ProblemCode, refuse
from wallet_api import lent
from wallet_api import passport as passports
from wallet_api.ports import WalletPorts
from wallet_api.tables import Passport

HOME = "/passport"

_COOKIE = "device"
# Browsers keep no cookie for longer (RFC 6265bis §5.5).
_KEPT_FOR = 400 * 24 * 3600


def ports(services: ServicesDep) -> WalletPorts:
    """What app/main.py gave to the holder's side."""
    found: WalletPorts = services.ports["wallet"]
    return found


PortsDep = Annotated[WalletPorts, Depends(ports)]


def count_try(request: Request, services: ServicesDep) -> None:
    """Count one try of a claim code by this address; raises `too-many-requests`.

    It is named among the dependencies of a route, which run before its session begins.
    """
    services.limiter.hit("claim", client_address(request), services.settings.code_rate)


def seen_token(services: Services, code: str) -> str:
    """What the page of a code gives to its form, so that one claim counts as one try.

    A class that claims over one connection would otherwise lock itself out.
    """
    return services.pages.form_token("claim", code)


async def count_unless_seen(request: Request, code: str, services: ServicesDep) -> None:
    """Count a try, unless the form is from the page of this very code."""
    sent = (await request.form()).get("seen", "")
    right = seen_token(services, code)
    if isinstance(sent, str) and hmac.compare_digest(sent.encode(), right.encode()):
        return
    await run_in_threadpool(count_try, request, services)


def count_reading(request: Request, services: ServicesDep) -> None:
    """Count one try of a link of 128 bits; raises `too-many-requests`."""
    services.limiter.hit("link", client_address(request), services.settings.verify_rate)


CountedTry = Depends(count_try)
CountedUnlessSeen = Depends(count_unless_seen)
CountedReading = Depends(count_reading)
# For the forms of our own pages.
OurForm = Depends(csrf)


# ── A browser ───────────────────────────────────────────────────────────────────────────


def device_token(request: Request) -> str | None:
    """What this browser's cookie holds, if it can be one of ours."""
    held = request.cookies.get(pages.cookie_name(request, _COOKIE))
    return held if held and passports.is_token(held) else None


DeviceToken = Annotated[str | None, Depends(device_token)]


def remember_device(
    request: Request, response: Response, token: str, *, closes_at: datetime | None = None
) -> None:
    """Give the browser the cookie by which it is known again.

    On a lent device, where the passport closes at `closes_at`, it ends with the browser.
    """
    if closes_at is None:
        pages.set_cookie(request, response, _COOKIE, token, max_age=_KEPT_FOR)
        lent.say_own(request, response)
    else:
        pages.set_cookie(request, response, _COOKIE, token)
        lent.say_lent(request, response, closes_at)


def forget_cookie(request: Request, response: Response) -> None:
    """Take that cookie from the browser."""
    pages.set_cookie(request, response, _COOKIE, "", max_age=0)
    lent.say_own(request, response)


def passport_to_read(session: ReadingDep, token: DeviceToken, at: Now) -> Passport | None:
    """The passport that is open in this browser, for a page that changes nothing."""
    return passports.open_on(session, token, at=at)


PassportToRead = Annotated[Passport | None, Depends(passport_to_read)]


class NothingOpenError(Exception):
    """No passport is open in this browser; its page is where one is opened."""


def install(application: FastAPI) -> None:
    """Lead whoever has no passport open to the page that says how to open one."""

    @application.exception_handler(NothingOpenError)
    def lead_home(_request: Request, _error: NothingOpenError) -> Response:
        return home()


def home() -> Response:
    """Lead to the passport's page, without a trace of where somebody came from."""
    return RedirectResponse(HOME, status_code=303, headers={"Cache-Control": "no-store"})


def open_passport(found: PassportToRead) -> Passport:
    """The same, for a page that there is only in an open passport."""
    if found is None:
        raise NothingOpenError
    return found


OpenPassport = Annotated[Passport, Depends(open_passport)]
# For a page that needs to know only that there is one.
InOpenPassport = Depends(open_passport)


@dataclass(frozen=True, slots=True)
class Visit:
    """What a page needs that may change something, all of one request.

    `device` is the token of this browser's cookie, if it has one.
    """

    request: Request
    services: Services
    session: Session
    ports: WalletPorts
    device: str | None
    at: datetime

    @property
    def public_url(self) -> str:
        """The service's own address."""
        return self.services.settings.public_url

    def passport(self) -> Passport | None:
        """The passport that is open in this browser."""
        return passports.open_on(self.session, self.device, at=self.at)

    def open_passport(self) -> Passport:
        """The same, for what can only be done in an open passport."""
        return open_passport(self.passport())


def visit(
    request: Request,
    services: ServicesDep,
    session: SessionDep,
    ports: PortsDep,
    device: DeviceToken,
    at: Now,
) -> Visit:
    """One request to a page of the holder's."""
    return Visit(request, services, session, ports, device, at)


VisitDep = Annotated[Visit, Depends(visit)]


# ── Staff of an organisation, who may answer for it ─────────────────────────────────────


def staff_here(request: Request, session: Session, *, at: datetime) -> Account | None:
    """The account that is signed in on this browser; it is only looked at, not kept awake."""
    token = request.cookies.get(pages.session_cookie(request))
    login = accounts.live_login(session, token, at=at) if token else None
    return session.get(Account, login.account_id) if login else None


def staff_to_read(request: Request, session: ReadingDep, at: Now) -> Account | None:
    """The same, for a page that changes nothing."""
    return staff_here(request, session, at=at)


StaffToRead = Annotated[Account | None, Depends(staff_to_read)]


# ── A program ───────────────────────────────────────────────────────────────────────────

_bearer = HTTPBearer(auto_error=False, description="The token of the passport's return link")
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def holder_to_read(session: ReadingDep, bearer: _Bearer) -> Passport:
    """The passport whose return token a program sent; raises `not-signed-in`."""
    return _holder(session, bearer)


def holder_to_change(session: SessionDep, bearer: _Bearer) -> Passport:
    """The same, in the transaction that will change it."""
    return _holder(session, bearer)


def optional_holder(session: SessionDep, bearer: _Bearer) -> Passport | None:
    """The same, where a new passport can be made instead; a wrong token is refused."""
    return _holder(session, bearer) if bearer else None


HolderToRead = Annotated[Passport, Depends(holder_to_read)]
HolderToChange = Annotated[Passport, Depends(holder_to_change)]
OptionalHolder = Annotated[Passport | None, Depends(optional_holder)]


def _holder(session: Session, bearer: HTTPAuthorizationCredentials | None) -> Passport:
    found = passports.by_return_token(session, bearer.credentials) if bearer else None
    if found is None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "the token of a return link is needed")
    return found
