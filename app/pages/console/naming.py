"""The owner asks for another name; the operator decides, because it stands in the trusted list."""

from collections.abc import Mapping

from fastapi import Response

from app.base.locales import N_
from app.base.routing import Router
from app.issuer import organisations
from app.pages.console.office import UNPROCESSABLE, LookingToOwn, Office, Owning, see
from app.pages.forms import errors_of
from credentials import CredentialsError

router = Router()

_PAGE = "/console/profile/name"
_ERRORS = {
    "name": N_("A name is needed, without characters that cannot be seen."),
    "name_latin": N_("Use letters that can be seen, 200 at most."),
    "reason": N_("Say why, in 2000 characters at most."),
}


@router.get(_PAGE)
def blank(office: LookingToOwn) -> Response:
    """The name as it is, to be changed."""
    body = office.organisation
    return _form(office, {"name": body.name, "name_latin": body.name_latin or ""})


@router.post(_PAGE)
def ask(office: Owning) -> Response:
    """Send the request to the operator."""
    form = office.form
    try:
        with office.session.begin_nested():
            organisations.ask_for_name(
                office.session,
                office.organisation,
                form.text("name"),
                name_latin=form.text("name_latin") or None,
                reason=form.text("reason"),
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _form(office, form.values, errors=errors_of(error.problem, _ERRORS))
    return see("/console/profile")


def _form(
    office: Office, values: Mapping[str, str], *, errors: Mapping[str, str] | None = None
) -> Response:
    return office.page(
        "naming.html",
        status=UNPROCESSABLE if errors else 200,
        values=values,
        errors=errors or {},
    )
