"""One's own account: its log-ins, its password and its one-time codes, for staff and operators."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import HTMLResponse, Response

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
from app.base.locales import N_, gettext
from app.base.routing import Router
from app.issuer.tables import Organisation
from app.pages.console.entrance import PASSWORD_ERRORS, unfit
from app.pages.console.office import UNPROCESSABLE, Visitor, account_working, owes_codes, see
from app.pages.forms import Filled, FilledForm, errors_of
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/console/account"
_CODES = f"{_PAGE}/codes"
_SERVICE = "Skills passport"
_OLD_WRONG = N_("This is not your password.")
_CODE_WRONG = N_("This is not the code that your phone shows now. Wait for the next one.")


@dataclass(frozen=True, slots=True)
class Self:
    """Somebody who is signed in, at their own account; staff have an organisation."""

    request: Request
    services: Services
    session: Session
    account: Account
    organisation: Organisation | None
    at: datetime
    form: Filled

    @property
    def token(self) -> str:
        """The token of this very log-in."""
        return self.request.cookies[pages.session_cookie(self.request)]

    @property
    def owes_codes(self) -> bool:
        """Whether the account may not be without one-time codes."""
        if self.organisation is None:
            return operator_owes_codes(self.session, self.account, self.services)
        return owes_codes(self.session, self.account, self.organisation)

    def page(self, name: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page in the frame of the account's kind."""
        frame = "operator" if self.account.role == OPERATOR else "console"
        return pages.render(
            self.request,
            f"console/{name}",
            status=status,
            frame=f"{frame}/frame.html",
            account=self.account,
            organisation=self.organisation,
            may=frozenset(self.account.roles),
            **context,
        )


def _self(
    request: Request,
    services: Services,
    session: Session,
    account: Account | None,
    *,
    at: datetime,
    form: Filled,
) -> Self:
    if account is None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "nobody is signed in here")
    organisation = None
    if account.organisation_id is not None:
        organisation = session.get_one(Organisation, account.organisation_id)
    return Self(request, services, session, account, organisation, at, form)


def self_looking(
    request: Request, visitor: Visitor, session: ReadingDep, services: ServicesDep, at: Now
) -> Self:
    """For a page that changes nothing; raises `not-signed-in`."""
    return _self(request, services, session, visitor, at=at, form=Filled())


def self_working(
    form: FilledForm,
    request: Request,
    account: Annotated[Account | None, Depends(account_working)],
    session: SessionDep,
    services: ServicesDep,
    at: Now,
) -> Self:
    """For a form; raises `not-signed-in`."""
    return _self(request, services, session, account, at=at, form=form)


LookingAtSelf = Annotated[Self, Depends(self_looking)]
WorkingAtSelf = Annotated[Self, Depends(self_working)]


@router.get(_PAGE)
def account(one: LookingAtSelf) -> Response:
    """Who one is here, and where one is signed in."""
    return _account(one)


@router.post(f"{_PAGE}/password")
def change_password(one: WorkingAtSelf) -> Response:
    """Choose another password; every other log-in ends, and this one goes on under a new name."""
    password = one.form.values.get("password", "")
    if not _knows_password(one):
        return _account(one, errors=_wrong_old())
    problem = unfit(password, one.form.values.get("again", ""))
    if problem is not None:
        return _account(one, errors=errors_of(problem, PASSWORD_ERRORS))
    accounts.change_password(one.session, one.account, password=password, at=one.at)
    response = see(_PAGE)
    token = accounts.renew_session(one.session, one.account, at=one.at)
    pages.set_cookie(one.request, response, "session", token)
    return response


@router.post(f"{_PAGE}/sign-out-everywhere")
def sign_out_everywhere(one: WorkingAtSelf) -> Response:
    """End every log-in, this one too."""
    accounts.end_log_ins(one.session, one.account)
    response = see("/console/sign-in")
    pages.set_cookie(one.request, response, "session", "", max_age=0)
    return response


# ── One-time codes ──────────────────────────────────────────────────────────────────────


@router.get(_CODES)
def codes(one: LookingAtSelf) -> Response:
    """Whether there are codes, and how to set them up."""
    return _codes(one)


@router.post(f"{_CODES}/begin")
def begin(one: WorkingAtSelf) -> Response:
    """A new secret for the phone, which counts once a code of it was typed."""
    if not _knows_password(one):
        return _codes(one, errors=_wrong_old())
    secret = accounts.begin_codes(one.session, one.account, custody=one.services.custody)
    return _enrol(one, secret)


@router.post(f"{_CODES}/confirm")
def confirm(one: WorkingAtSelf) -> Response:
    """Make the new secret count; other log-ins end. The recovery codes are shown this once."""
    one.services.limiter.hit("confirm-code", one.account.id, one.services.settings.code_rate)
    custody = one.services.custody
    secret = accounts.waiting_secret(one.session, one.account, custody=custody)
    try:
        recovery = accounts.confirm_codes(
            one.session, one.account, one.form.text("code"), custody=custody, at=one.at
        )
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.CODE_WRONG:
            raise
        return _enrol(one, secret, errors=errors_of(error.problem, {"code": _CODE_WRONG}))
    accounts.end_other_log_ins(one.session, one.account, keep=one.token)
    return one.page("codes_recovery.html", codes=recovery)


@router.post(f"{_CODES}/recovery")
def new_recovery(one: WorkingAtSelf) -> Response:
    """Ten new recovery codes in place of the old ones."""
    if not accounts.has_codes(one.session, one.account):
        raise refuse(ProblemCode.CONFLICT, "there are no one-time codes to recover from")
    if not _knows_password(one):
        return _codes(one, errors=_wrong_old())
    made = accounts.new_recovery_codes(one.session, one.account, custody=one.services.custody)
    return one.page("codes_recovery.html", codes=made)


def _account(one: Self, *, errors: dict[str, str] | None = None) -> Response:
    found = accounts.log_ins_of(one.session, one.account, at=one.at)
    return one.page(
        "account.html",
        status=UNPROCESSABLE if errors else 200,
        log_ins=[(login, accounts.is_of(login, one.token)) for login in found],
        has_codes=accounts.has_codes(one.session, one.account),
        errors=errors or {},
    )


def _codes(one: Self, *, errors: dict[str, str] | None = None) -> Response:
    return one.page(
        "codes.html",
        status=UNPROCESSABLE if errors else 200,
        has_codes=accounts.has_codes(one.session, one.account),
        owes_codes=one.owes_codes,
        left=accounts.recovery_codes_left(one.session, one.account),
        errors=errors or {},
    )


def _enrol(one: Self, secret: str, *, errors: dict[str, str] | None = None) -> Response:
    return one.page(
        "codes_enrol.html",
        status=UNPROCESSABLE if errors else 200,
        secret=" ".join(secret[start : start + 4] for start in range(0, len(secret), 4)),
        address=accounts.address_for_phone(one.account, secret, service=_SERVICE),
        errors=errors or {},
    )


def _knows_password(one: Self) -> bool:
    one.services.limiter.hit("password", one.account.id, one.services.settings.code_rate)
    return accounts.password_fits(one.account, one.form.values.get("old", ""))


def _wrong_old() -> dict[str, str]:
    return {"old": gettext(_OLD_WRONG)}
