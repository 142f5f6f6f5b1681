"""The staff of a training body: who works here, with which roles; owners invite and end."""

from collections.abc import Mapping

from fastapi import Response

from app.base import accounts, audit, outbox, pages
from app.base.accounts import ROLES, Account
from app.base.locales import N_, language
from app.base.mistakes import Mistakes
from app.base.routing import Router
from app.pages.console.office import (
    UNPROCESSABLE,
    Looking,
    LookingToOwn,
    Office,
    Owning,
    see,
)
from app.pages.forms import Filled, all_errors_of, errors_of
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/console/staff"
_ONE = f"{_PAGE}/{{account_id}}"
_ERRORS = {
    "email": N_("This is not an e-mail address, or somebody signs in with it already."),
    "name": N_("A name is needed."),
    "roles": N_("Choose at least one role."),
    "owner": N_("Your training body needs an owner. Make somebody else an owner first."),
}


@router.get(_PAGE)
def all_of_them(office: Looking) -> Response:
    """Who works here and what each may do."""
    return _all(office)


@router.post(_PAGE)
def invite(office: Owning) -> Response:
    """Make an account for somebody; the one-time link is shown this once, and mailed."""
    form, found = office.form, Mistakes()
    try:
        with office.session.begin_nested():
            account = found.of(
                accounts.create_account,
                office.session,
                email=form.text("email"),
                name=found.of(_name, form) or "",
                role=accounts.STAFF,
                organisation_id=office.organisation.id,
                roles=found.of(_roles, form) or (),
                actor=office.actor,
                at=office.at,
            )
            # What is wrong takes the account back with it.
            found.settle()
            link = _mailed_link(office, account)
    except CredentialsError as error:
        return _all(office, errors=all_errors_of(error, _ERRORS))
    return _all(office, link=link, invited=account)


@router.post(f"{_PAGE}/codes-required")
def require_codes(office: Owning) -> Response:
    """Demand one-time codes of all staff, or leave it to them."""
    required = office.form.has("required")
    if office.organisation.codes_required != required:
        office.organisation.codes_required = required
        audit.record(
            office.session,
            actor=office.actor,
            action="organisation.codes-required" if required else "organisation.codes-optional",
            subject=office.organisation.did,
            organisation_id=office.organisation.id,
            at=office.at,
        )
    return see(_PAGE)


@router.get(_ONE)
def one(account_id: str, office: LookingToOwn) -> Response:
    """One of the staff: roles, a new link, and the end of the account."""
    return _one(office, _member(office, account_id))


@router.post(f"{_ONE}/roles")
def change_roles(account_id: str, office: Owning) -> Response:
    """Give other roles. Their log-ins end; one's own goes on under a new name."""
    account = _locked(office, account_id)
    try:
        with office.session.begin_nested():
            accounts.change_roles(
                office.session, account, _roles(office.form), actor=office.actor, at=office.at
            )
    except CredentialsError as error:
        return _one(office, account, errors=errors_of(error.problem, _ERRORS))
    response = see(_PAGE)
    if account.id == office.account.id:
        token = accounts.renew_session(office.session, account, at=office.at)
        pages.set_cookie(office.request, response, "session", token)
    return response


@router.post(f"{_ONE}/link")
def new_link(account_id: str, office: Owning) -> Response:
    """A new link to choose a password; it is shown this once, and mailed."""
    account = _locked(office, account_id)
    return _one(office, account, link=_mailed_link(office, account))


@router.post(f"{_ONE}/remove-codes")
def remove_codes(account_id: str, office: Owning) -> Response:
    """Take the one-time codes off somebody's account whose phone and recovery codes are gone."""
    account = _locked(office, account_id)
    accounts.remove_codes(office.session, account, actor=office.actor, at=office.at)
    accounts.end_log_ins(office.session, account)
    return see(f"{_PAGE}/{account.id}")


@router.post(f"{_ONE}/end")
def end(account_id: str, office: Owning) -> Response:
    """End an account with all its log-ins; the last owner stays."""
    account = _locked(office, account_id)
    try:
        with office.session.begin_nested():
            accounts.end_account(office.session, account, actor=office.actor, at=office.at)
    except CredentialsError as error:
        return _one(office, account, errors=errors_of(error.problem, _ERRORS))
    return see(_PAGE)


def _locked(office: Office, account_id: str) -> Account:
    return accounts.member(office.session, account_id, organisation_id=office.organisation.id)


def _member(office: Office, account_id: str) -> Account:
    found = {one.id: one for one in accounts.staff_of(office.session, office.organisation.id)}
    if account_id not in found:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such account")
    return found[account_id]


def _name(form: Filled) -> str:
    name = " ".join(form.text("name").split())
    if not name or len(name) > Account.name.type.length:
        raise refuse(ProblemCode.BAD_VALUE, "a name is needed", "/name")
    return name


def _roles(form: Filled) -> list[str]:
    chosen = [role for role in ROLES if form.has(f"role-{role}")]
    if not chosen:
        raise refuse(ProblemCode.BAD_VALUE, "no role is chosen", "/roles")
    return chosen


def _mailed_link(office: Office, account: Account) -> str:
    token = accounts.setup_link(office.session, account, at=office.at)
    link = f"{office.public_url}/console/setup/{token}"
    outbox.enqueue(
        office.session,
        recipient=account.email,
        template="mail/setup.txt",
        language=language(),
        context={"organisation": office.organisation.name, "link": link},
        at=office.at,
    )
    return link


def _all(
    office: Office,
    *,
    errors: Mapping[str, str] | None = None,
    link: str = "",
    invited: Account | None = None,
) -> Response:
    staff = accounts.staff_of(office.session, office.organisation.id)
    return office.page(
        "staff.html",
        status=UNPROCESSABLE if errors else 200,
        staff=[(one, accounts.has_codes(office.session, one)) for one in staff],
        roles=ROLES,
        chosen=_ticked(office.form),
        values=office.form.values,
        errors=errors or {},
        link=link,
        invited=invited,
    )


def _one(
    office: Office,
    account: Account,
    *,
    errors: Mapping[str, str] | None = None,
    link: str = "",
) -> Response:
    return office.page(
        "staff_one.html",
        status=UNPROCESSABLE if errors else 200,
        one=account,
        has_codes=accounts.has_codes(office.session, account),
        roles=ROLES,
        chosen=_ticked(office.form) if errors else account.roles,
        errors=errors or {},
        link=link,
    )


def _ticked(form: Filled) -> list[str]:
    return [role for role in ROLES if form.has(f"role-{role}")]
