"""The trusted list: who is accredited by whom for what, kept by the operator."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Literal

from fastapi import Response

from app.base.locales import N_
from app.base.routing import Router
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.pages.console.office import UNPROCESSABLE, see
from app.pages.forms import Filled, errors_of
from app.pages.operator import store
from app.pages.operator.office import Desk, Looking, Working
from app.trust import service as trust
from app.trust.snapshot import show_at_once
from app.trust.tables import TrustRecord
from credentials import CredentialsError, ProblemCode, Standing, refuse

router = Router()

_TRUST = "/operator/trust"
_RECORD = f"{_TRUST}/{{record_id}}"
_RECORD_ERRORS = {
    "did": N_("Write the identifier in its one form, like did:web:school.example."),
    "name": N_("A name is needed, without characters that cannot be seen."),
    "accredited_by": N_("An accreditation says who gave it; without one, leave this empty."),
    "achievement_types": N_("Names of kinds in English, like Certificate, one in each line."),
    "valid_from": N_("This is not a date."),
    "valid_until": N_("This is not a date, or it lies before the first day."),
    "country": N_("Choose a country."),
    "url": N_("Write the whole address, like https://school.example."),
    "list_issuers": N_("Identifiers like did:web:registry.example, one in each line, at most 10."),
}

Change = Literal["suspend", "reinstate", "end"]
# A suspension is of the issuer, whichever of its records is named; an end is of one record.
_OF_THE_ISSUER = {"suspend": trust.suspend_issuer, "reinstate": trust.reinstate_issuer}


@router.get(_TRUST)
def records(desk: Looking) -> Response:
    """Who is accredited by whom for what, own and foreign, with what has ended."""
    return desk.page("trust.html", bodies=store.listed(trust.records(desk.session)))


@router.get(f"{_TRUST}/new")
def blank_record(desk: Looking, did: str = "") -> Response:
    """An empty form; for a body of this service its name is filled in."""
    own = issuer.organisation_by_did(desk.session, did) if did else None
    values = {"did": did[:500], "standing": Standing.ACCREDITED.value}
    if own is not None:
        values |= {"name": own.name, "country": own.country or "", "url": own.url or ""}
    return _record_form(desk, values)


@router.post(f"{_TRUST}/new")
def create_record(desk: Working) -> Response:
    """Record what is known of an issuer; it is seen at once."""
    try:
        with desk.session.begin_nested():
            trust.record(desk.session, _statement(desk.form), actor=desk.actor, at=desk.at)
    except CredentialsError as error:
        errors = errors_of(error.problem, _RECORD_ERRORS)
        return _record_form(desk, desk.form.values, errors=errors)
    show_at_once(desk.session, desk.services.trust)
    return see(_TRUST)


@router.get(f"{_RECORD}/{{change}}")
def ask_change(record_id: str, change: Change, desk: Looking) -> Response:
    """What the change means for certificates of the past and the future."""
    return desk.page("trust_change.html", record=_record(desk, record_id), change=change)


@router.post(f"{_RECORD}/{{change}}")
def change_record(record_id: str, change: Change, desk: Working) -> Response:
    """Suspend or reinstate an issuer, or end one record; nothing is ever deleted."""
    if change == "end":
        trust.end(desk.session, record_id, actor=desk.actor, at=desk.at)
    else:
        found = _record(desk, record_id)
        _OF_THE_ISSUER[change](desk.session, found.did, actor=desk.actor, at=desk.at)
    show_at_once(desk.session, desk.services.trust)
    return see(_TRUST)


def _record(desk: Desk, record_id: str) -> TrustRecord:
    found = store.record(desk.session, record_id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such record")
    return found


def _record_form(
    desk: Desk, values: Mapping[str, str], *, errors: Mapping[str, str] | None = None
) -> Response:
    return desk.page(
        "trust_form.html",
        status=UNPROCESSABLE if errors else 200,
        values=values,
        errors=errors or {},
        bodies=issuer_store.organisations(desk.session),
    )


def _statement(form: Filled) -> trust.Statement:
    accredited = form.text("standing") == Standing.ACCREDITED
    return trust.Statement(
        did=form.text("did"),
        name=form.text("name"),
        standing=Standing.ACCREDITED if accredited else Standing.KNOWN,
        accredited_by=form.text("accredited_by") or None,
        achievement_types=frozenset(form.text("achievement_types").replace(",", " ").split()),
        valid_from=_start(form.day("valid_from")),
        valid_until=_end(form.day("valid_until")),
        country=form.text("country").upper() or None,
        url=form.text("url") or None,
        list_issuers=frozenset(form.text("list_issuers").split()),
    )


def _start(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), tzinfo=UTC)


def _end(day: date | None) -> datetime | None:
    return None if day is None else datetime.combine(day, time(23, 59, 59), tzinfo=UTC)
