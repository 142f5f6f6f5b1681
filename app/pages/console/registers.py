"""A body's registers on the pages: centres, providers and assessors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from fastapi import Response

from app.base.locales import N_
from app.base.routing import Router
from app.issuer import organisations
from app.issuer import store as issuer_store
from app.issuer.organisations import (
    Assessor,
    AssessorDetails,
    Centre,
    CentreDetails,
    Provider,
    ProviderDetails,
)
from app.pages.console.office import (
    UNPROCESSABLE,
    Looking,
    LookingToOwn,
    Office,
    Owning,
    see,
)
from app.pages.forms import Filled, errors_of
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

Kind = Literal["centres", "providers", "assessors"]
Row = Centre | Provider | Assessor
Details = CentreDetails | ProviderDetails | AssessorDetails

_PAGE = "/console/registers/{kind}"
_NOT_A_DATE = N_("This is not a date.")
_ERRORS = {
    "code": N_("This is needed, and each code can stand for one entry only."),
    "name": N_("A name is needed, without characters that cannot be seen."),
    "name_latin": N_("Use letters that can be seen, 200 at most."),
    "address": N_("Use letters that can be seen, 500 at most."),
    "did": N_("Write the identifier in its one form, like did:web:school.example."),
    "url": N_("Write the whole address, like https://school.example."),
    "achievement_codes": N_("Choose among what you award."),
    "since": _NOT_A_DATE,
    "until": N_("This is not a date, or it lies before the first day."),
}


@dataclass(frozen=True, slots=True)
class _Register:
    """One of the registers: its table, and how its form is read."""

    table: type[Any]
    described: Callable[[Filled], Details]


@router.get(_PAGE)
def all_of_them(kind: Kind, office: Looking) -> Response:
    """Every entry, those that have ended at the end."""
    found: list[Row] = organisations.entries(
        office.session, _REGISTERS[kind].table, organisation_id=office.organisation.id
    )
    return office.page("register.html", kind=kind, entries=found)


@router.get(f"{_PAGE}/new")
def blank(kind: Kind, office: LookingToOwn) -> Response:
    """An empty form."""
    return _form(office, kind, {})


@router.post(f"{_PAGE}/new")
def add(kind: Kind, office: Owning) -> Response:
    """Enter somebody or something."""
    register = _REGISTERS[kind]
    try:
        with office.session.begin_nested():
            organisations.add_entry(
                office.session,
                office.organisation,
                register.table,
                register.described(office.form),
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _form(office, kind, office.form.values, errors=errors_of(error.problem, _ERRORS))
    return see(f"/console/registers/{kind}")


@router.get(f"{_PAGE}/{{entry_id}}")
def one(kind: Kind, entry_id: str, office: LookingToOwn) -> Response:
    """An entry, to be changed or to be given its last day."""
    found = _entry(office, kind, entry_id)
    return _form(office, kind, _values(found), entry=found)


@router.post(f"{_PAGE}/{{entry_id}}")
def change(kind: Kind, entry_id: str, office: Owning) -> Response:
    """Describe an entry anew; certificates keep what they say."""
    found, register = _entry(office, kind, entry_id), _REGISTERS[kind]
    try:
        with office.session.begin_nested():
            organisations.change_entry(
                office.session,
                office.organisation,
                register.table,
                found.id,
                register.described(office.form),
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        errors = errors_of(error.problem, _ERRORS)
        return _form(office, kind, office.form.values, errors=errors, entry=found)
    return see(f"/console/registers/{kind}")


def _entry(office: Office, kind: Kind, entry_id: str) -> Row:
    found: Row | None = organisations.entry(
        office.session,
        _REGISTERS[kind].table,
        entry_id,
        organisation_id=office.organisation.id,
    )
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such entry")
    return found


def _form(
    office: Office,
    kind: Kind,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    entry: Row | None = None,
) -> Response:
    return office.page(
        "register_form.html",
        status=UNPROCESSABLE if errors else 200,
        kind=kind,
        values=values,
        errors=errors or {},
        entry=entry,
        achievements=issuer_store.achievements(office.session, office.organisation.id)
        if kind == "assessors"
        else [],
    )


def _common(form: Filled) -> dict[str, Any]:
    return {
        "code": form.text("code"),
        "name": form.text("name"),
        "name_latin": form.text("name_latin") or None,
        "until": form.day("until"),
    }


def _centre(form: Filled) -> CentreDetails:
    return CentreDetails(**_common(form), address=form.text("address"))


def _provider(form: Filled) -> ProviderDetails:
    return ProviderDetails(
        **_common(form), did=form.text("did") or None, url=form.text("url") or None
    )


def _assessor(form: Filled) -> AssessorDetails:
    # The codes come one in each box, and a box that is not ticked is not sent.
    codes = tuple(name.removeprefix("for:") for name in form.values if name.startswith("for:"))
    return AssessorDetails(**_common(form), achievement_codes=codes, since=form.day("since"))


_REGISTERS: Mapping[Kind, _Register] = {
    "centres": _Register(Centre, _centre),
    "providers": _Register(Provider, _provider),
    "assessors": _Register(Assessor, _assessor),
}


def _values(row: Row) -> dict[str, str]:
    """A stored entry as the form's fields."""
    names = ("code", "name", "name_latin", "address", "did", "url", "since", "until")
    found = {name: getattr(row, name, None) for name in names}
    values = {
        name: value.isoformat() if isinstance(value, date) else value or ""
        for name, value in found.items()
    }
    codes = row.achievement_codes if isinstance(row, Assessor) else []
    return values | {f"for:{code}": "yes" for code in codes}
