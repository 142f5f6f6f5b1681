"""Employers whose programs check, as the operator sees them: accounts, keys, checks a day."""

from fastapi import Response

from app.base.locales import N_
from app.base.routing import Router
from app.pages.console.office import UNPROCESSABLE, see
from app.pages.forms import errors_of
from app.pages.operator.office import Desk, Looking, Working
from app.verifier.readers import service, store
from app.verifier.readers.tables import ReaderAccount
from credentials import CredentialsError, Problem

router = Router()

_ALL = "/operator/employers"
_ONE = f"{_ALL}/{{reader_id}}"
_ERRORS = {
    "name": N_("A name is needed, without characters that cannot be seen."),
    "daily_checks": N_("A whole number of checks a day, or nothing."),
}


@router.get(_ALL)
def everybody(desk: Looking) -> Response:
    """Every employer, and a form for another one."""
    return _all(desk)


@router.post(_ALL)
def create(desk: Working) -> Response:
    """Make an employer with its first key, which is shown this once."""
    try:
        made = service.create(
            desk.session,
            name=desk.form.text("name"),
            daily_checks=desk.form.number("daily_checks"),
            actor=desk.actor,
            at=desk.at,
        )
    except CredentialsError as error:
        return _all(desk, problem=error.problem)
    return _one(desk, made, key=service.give_key(desk.session, made, actor=desk.actor, at=desk.at))


@router.get(_ONE)
def one(reader_id: str, desk: Looking) -> Response:
    """One employer and its keys."""
    return _one(desk, service.reader(desk.session, reader_id))


@router.post(f"{_ONE}/keys")
def give_key(reader_id: str, desk: Working) -> Response:
    """Another key, shown this once."""
    found = service.reader(desk.session, reader_id)
    key = service.give_key(desk.session, found, actor=desk.actor, at=desk.at)
    return _one(desk, found, key=key)


@router.post(f"{_ONE}/keys/{{key_id}}/end")
def end_key(reader_id: str, key_id: str, desk: Working) -> Response:
    """Make a key worthless."""
    found = service.reader(desk.session, reader_id)
    service.end_key(desk.session, found, key_id, actor=desk.actor, at=desk.at)
    return see(f"{_ALL}/{found.id}")


@router.post(f"{_ONE}/end")
def end(reader_id: str, desk: Working) -> Response:
    """End the employer with all its keys."""
    found = service.reader(desk.session, reader_id)
    service.end(desk.session, found, actor=desk.actor, at=desk.at)
    return see(_ALL)


def _all(desk: Desk, *, problem: Problem | None = None) -> Response:
    return desk.page(
        "employers.html",
        status=UNPROCESSABLE if problem else 200,
        readers=store.accounts(desk.session),
        usual=desk.services.settings.reader_checks,
        values=desk.form.values,
        errors=errors_of(problem, _ERRORS) if problem else {},
    )


def _one(desk: Desk, found: ReaderAccount, *, key: str = "") -> Response:
    return desk.page(
        "employer.html",
        reader=found,
        keys=service.keys(desk.session, found),
        usual=desk.services.settings.reader_checks,
        key=key,
    )
