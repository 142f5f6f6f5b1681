"""Keys for programs of the training body: made for a purpose, shown once, ended at any time."""

from collections.abc import Mapping
from datetime import UTC, datetime, time

from fastapi import Response

from app.base import accounts
from app.base.accounts import SCOPES
from app.base.accounts.tables import ApiKeyRow
from app.base.locales import N_
from app.base.routing import Router
from app.pages.console.office import UNPROCESSABLE, LookingToOwn, Office, Owning, see
from app.pages.forms import Filled, errors_of
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/console/programs"
_ERRORS = {
    "name": N_("Write for which program the key is, with 80 characters at most."),
    "scopes": N_("Choose at least one thing that the program may do."),
    "expires_at": N_("Choose a day that is still to come, or leave it empty."),
}


@router.get(_PAGE)
def all_of_them(office: LookingToOwn) -> Response:
    """The keys, what each may do, and when it was used last."""
    return _all(office)


@router.post(_PAGE)
def make(office: Owning) -> Response:
    """A new key, shown this once. To change a key, make a new one and then end the old one."""
    try:
        key = accounts.create_api_key(
            office.session,
            organisation_id=office.organisation.id,
            scopes=_scopes(office.form),
            name=_name(office.form),
            actor=office.actor,
            at=office.at,
            expires_at=_end(office),
        )
    except CredentialsError as error:
        return _all(office, errors=errors_of(error.problem, _ERRORS))
    office.session.flush()
    return _all(office, key=key)


@router.post(f"{_PAGE}/{{key_id}}/end")
def end(key_id: str, office: Owning) -> Response:
    """Make a key worthless from now on."""
    accounts.end_api_key(
        office.session,
        key_id,
        organisation_id=office.organisation.id,
        actor=office.actor,
        at=office.at,
    )
    return see(_PAGE)


def _all(office: Office, *, errors: Mapping[str, str] | None = None, key: str = "") -> Response:
    found = accounts.keys_of(office.session, office.organisation.id)
    return office.page(
        "programs.html",
        status=UNPROCESSABLE if errors else 200,
        keys=[(row, _state(row, at=office.at)) for row in found],
        scopes=SCOPES,
        values=office.form.values if errors else {},
        errors=errors or {},
        key=key,
    )


def _state(row: ApiKeyRow, *, at: datetime) -> str:
    if row.ended_at is not None:
        return "ended"
    return "expired" if row.expires_at is not None and at >= row.expires_at else "works"


def _scopes(form: Filled) -> frozenset[str]:
    chosen = frozenset(scope for scope in SCOPES if form.has(f"scope-{scope}"))
    if not chosen:
        raise refuse(ProblemCode.BAD_VALUE, "no scope is chosen", "/scopes")
    return chosen


def _name(form: Filled) -> str:
    name = " ".join(form.text("name").split())
    if not name or len(name) > ApiKeyRow.name.type.length or not name.isprintable():
        raise refuse(ProblemCode.BAD_VALUE, "a name is needed", "/name")
    return name


def _end(office: Office) -> datetime | None:
    """The end of the last day on which the key works."""
    last = office.form.day("expires_at")
    if last is None:
        return None
    if last < office.at.date():
        raise refuse(ProblemCode.BAD_VALUE, "the day is past", "/expires_at")
    return datetime.combine(last, time(23, 59, 59), tzinfo=UTC)
