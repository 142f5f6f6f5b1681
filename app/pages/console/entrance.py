"""The way in and out: the one-time link that sets a password, signing in, signing out."""

from hashlib import sha256

from fastapi import Request, Response
from sqlalchemy.orm import Session

from app.base import accounts, pages
from app.base.accounts import OPERATOR, Account
from app.base.deps import (
    Now,
    ReadingDep,
    Services,
    ServicesDep,
    SessionDep,
    operator_owes_codes,
)
from app.base.locales import N_
from app.base.rates import client_address
from app.base.routing import Router
from app.issuer.tables import Organisation
from app.pages.console.office import UNPROCESSABLE, Visitor, owes_codes, see
from app.pages.forms import FilledForm, errors_of
from credentials import CredentialsError, Problem, ProblemCode

router = Router()

_ADDRESSES = 10
_CODES_PER_DAY = 50
# The cookie of somebody who owes the one-time code; it opens nothing else.
_HALF = "half"
_TOO_SHORT = N_("A password has at least 12 characters. Three or four words in a row are good.")
_DIFFERENT = N_("The two passwords are not the same. Type both again.")
PASSWORD_ERRORS = {"password": _TOO_SHORT, "again": _DIFFERENT}


@router.get("/console/sign-in")
def ask(request: Request, visitor: Visitor) -> Response:
    """Address and password; who is signed in already goes on."""
    if visitor is not None:
        return see(home_of(visitor))
    return pages.render(request, "console/sign_in.html", email="", is_wrong=False)


@router.post("/console/sign-in")
def sign_in(
    form: FilledForm, request: Request, services: ServicesDep, session: SessionDep, at: Now
) -> Response:
    """Begin a log-in. An unknown address and a wrong password are answered alike."""
    email = form.text("email")
    _count(request, services, email)
    try:
        account = accounts.authenticate(
            session, email=email, password=form.values.get("password", "")
        )
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.CODE_WRONG:
            raise
        return pages.render(
            request, "console/sign_in.html", status=UNPROCESSABLE, email=email, is_wrong=True
        )
    return _go_on(request, services, session, account, at=at)


@router.get("/console/sign-in/code")
def ask_code(request: Request, session: ReadingDep, at: Now) -> Response:
    """The one-time code, from who gave the right password just now."""
    if _half_way(request, session, at=at) is None:
        return see("/console/sign-in")
    return pages.render(request, "console/sign_in_code.html", is_wrong=False)


@router.post("/console/sign-in/code")
def sign_in_with_code(
    form: FilledForm, request: Request, services: ServicesDep, session: SessionDep, at: Now
) -> Response:
    """Begin a log-in with a one-time code or a recovery code, each of which works once."""
    account = _half_way(request, session, at=at)
    if account is None:
        return see("/console/sign-in")
    services.limiter.hit_daily("sign-in-code", account.id, _CODES_PER_DAY)
    half = request.cookies.get(pages.cookie_name(request, _HALF), "")
    token = accounts.finish_half_login(
        session, half, form.text("code"), custody=services.custody, at=at
    )
    if token is None:
        if _half_way(request, session, at=at) is None:
            return see("/console/sign-in")
        return pages.render(
            request, "console/sign_in_code.html", status=UNPROCESSABLE, is_wrong=True
        )
    response = _welcome(request, services, session, account, token)
    pages.set_cookie(request, response, _HALF, "", max_age=0)
    return response


@router.post("/console/sign-out")
def sign_out(_ours: FilledForm, request: Request, session: SessionDep) -> Response:
    """End the log-in, here and on the server."""
    token = request.cookies.get(pages.session_cookie(request))
    if token:
        accounts.sign_out(session, token)
    response = see("/console/sign-in")
    pages.set_cookie(request, response, "session", "", max_age=0)
    return response


@router.get("/console/setup/{token}")
def setup(
    token: str, request: Request, services: ServicesDep, session: ReadingDep, at: Now
) -> Response:
    """What the one-time link opens; looking does not use it up."""
    services.limiter.hit("setup", client_address(request), services.settings.code_rate)
    account = accounts.setup_account(session, token, at=at)
    return pages.render(request, "console/setup.html", email=account.email, errors={})


@router.post("/console/setup/{token}")
def choose(
    token: str,
    form: FilledForm,
    request: Request,
    services: ServicesDep,
    session: SessionDep,
    at: Now,
) -> Response:
    """Set the password and sign in; the link is worth nothing afterwards."""
    services.limiter.hit("setup", client_address(request), services.settings.code_rate)
    account = accounts.setup_account(session, token, at=at)
    password = form.values.get("password", "")
    problem = unfit(password, form.values.get("again", ""))
    if problem is not None:
        return pages.render(
            request,
            "console/setup.html",
            status=UNPROCESSABLE,
            email=account.email,
            errors=errors_of(problem, PASSWORD_ERRORS),
        )
    chosen = accounts.choose_password(session, token, password=password, at=at)
    return _go_on(request, services, session, chosen, at=at)


def unfit(password: str, again: str) -> Problem | None:
    """What is wrong with a new password that was typed twice."""
    if not accounts.MIN_PASSWORD <= len(password) <= accounts.MAX_PASSWORD:
        return Problem(ProblemCode.REQUEST_INVALID, "too short or too long", "/password")
    if password != again:
        return Problem(ProblemCode.REQUEST_INVALID, "not the same", "/again")
    return None


def _count(request: Request, services: Services, email: str) -> None:
    """One try for the address of the network and one for the account, known or not.

    Many addresses together may try an account more often than one: a stranger who only wants
    to keep somebody out needs many addresses too.
    """
    rate = services.settings.code_rate
    services.limiter.hit("sign-in", client_address(request), rate)
    name = sha256(email.lower().encode()).hexdigest()
    services.limiter.hit("sign-in-account", name, rate * _ADDRESSES)


def _go_on(
    request: Request, services: Services, session: Session, account: Account, *, at: Now
) -> Response:
    """What follows the right password: the one-time code, or the log-in."""
    if not accounts.has_codes(session, account):
        token = accounts.begin_session(session, account, at=at)
        return _welcome(request, services, session, account, token)
    response = see("/console/sign-in/code")
    half = accounts.begin_half_login(session, account, at=at)
    max_age = int(accounts.HALF_LIFE.total_seconds())
    pages.set_cookie(request, response, _HALF, half, max_age=max_age)
    return response


def _half_way(request: Request, session: Session, *, at: Now) -> Account | None:
    token = request.cookies.get(pages.cookie_name(request, _HALF))
    return accounts.half_account(session, token, at=at) if token else None


def _welcome(
    request: Request, services: Services, session: Session, account: Account, token: str
) -> Response:
    if account.role == OPERATOR:
        owes = operator_owes_codes(session, account, services)
    else:
        organisation = session.get_one(Organisation, account.organisation_id)
        owes = owes_codes(session, account, organisation)
    response = see("/console/account/codes" if owes else home_of(account))
    pages.set_cookie(request, response, "session", token)
    return response


def home_of(account: Account) -> str:
    """Where an account begins."""
    return "/operator" if account.role == OPERATOR else "/console"
