"""A person asks what is held about them: it is told, corrected, or deleted where it can be."""

import json
from typing import Annotated

from fastapi import Depends, Query, Response

from app.base.accounts import OWNER
from app.base.locales import N_
from app.base.routing import Router
from app.batches import keeping_store as lines
from app.issuer import store as issuer_store
from app.issuer.privacy import held, keeping
from app.issuer.record import store
from app.issuer.record.store import Wanted
from app.issuer.tables import REPLACED, REVOKED, Award
from app.pages.console.files import attached
from app.pages.console.office import UNPROCESSABLE, Office, looking_as, see, working_as
from app.pages.console.record.asking import AT_ONCE
from app.pages.forms import errors_of
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/console/record/people"
_ONE = f"{_PAGE}/{{award_id}}"
_Looking = Annotated[Office, Depends(looking_as(OWNER))]
_Owning = Annotated[Office, Depends(working_as(OWNER))]
_Words = Annotated[str, Query(max_length=200)]
_ERRORS = {
    "identity_check": N_("Say how you made sure who is asking."),
    "unclaimed_days": N_("Write a number of days that is allowed here, or leave it empty."),
    "sure": N_("Tick the box to show that you are sure."),
}


@router.get(_PAGE)
def find(office: _Looking, words: _Words = "") -> Response:
    """Look for a person by name or number, and say how long data is kept."""
    return _page(office, words=words)


@router.post(f"{_PAGE}/days")
def choose_days(office: _Owning) -> Response:
    """Keep what nobody fetched for fewer days than the service does."""
    try:
        with office.session.begin_nested():
            keeping.choose_days(
                office.session,
                office.organisation,
                office.form.number("unclaimed_days"),
                longest=office.services.settings.unclaimed_days,
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _page(office, words="", errors=errors_of(error.problem, _ERRORS))
    return see(_PAGE)


@router.get(_ONE)
def one(award_id: str, office: _Looking) -> Response:
    """Everything that is held about the person of one certificate."""
    return _one(office, _award(office, award_id))


@router.post(f"{_ONE}/file")
def save(award_id: str, office: _Owning) -> Response:
    """The same as a file for the person. How their identity was checked is noted."""
    award = _award(office, award_id)
    try:
        with office.session.begin_nested():
            _note_check(office, award)
    except CredentialsError as error:
        return _one(office, award, errors=errors_of(error.problem, _ERRORS))
    held.note_told(office.session, award, actor=office.actor, at=office.at)
    content = json.dumps(_held(office, award), ensure_ascii=False, indent=2).encode()
    return attached(content, filename="what-is-held.json", media_type="application/json")


@router.post(f"{_ONE}/delete")
def delete(award_id: str, office: _Owning) -> Response:
    """Delete what can be deleted: all of it once the certificate is withdrawn."""
    award = _award(office, award_id, for_change=True)
    try:
        with office.session.begin_nested():
            _note_check(office, award)
            if not office.form.has("sure"):
                raise refuse(ProblemCode.BAD_VALUE, "the box was not ticked", "/sure")
    except CredentialsError as error:
        return _one(office, award, errors=errors_of(error.problem, _ERRORS))
    claim = issuer_store.claim_for_change(office.session, award.id)
    forget = keeping.erase if award.state in (REVOKED, REPLACED) else keeping.minimise
    forget(office.session, award, claim, actor=office.actor, at=office.at)
    lines.empty_line_of(office.session, award)
    return see(f"{_PAGE}/{award_id}")


def _page(office: Office, *, words: str, errors: dict[str, str] | None = None) -> Response:
    found = []
    if words.strip():
        body = office.organisation.id
        found = store.find(office.session, body, Wanted(words=words, sort="name"), limit=AT_ONCE)
    days = office.form.text("unclaimed_days") if errors else office.organisation.unclaimed_days
    return office.page(
        "record/people.html",
        status=UNPROCESSABLE if errors else 200,
        found=found,
        words=words,
        days=days or "",
        longest=office.services.settings.unclaimed_days,
        shortest=keeping.SHORTEST_DAYS,
        errors=errors or {},
    )


def _one(office: Office, award: Award, *, errors: dict[str, str] | None = None) -> Response:
    return office.page(
        "record/person.html",
        status=UNPROCESSABLE if errors else 200,
        award=award,
        held=_held(office, award),
        checks=held.IDENTITY_CHECKS,
        chosen=office.form.text("identity_check"),
        is_ended=award.state in (REVOKED, REPLACED),
        errors=errors or {},
    )


def _held(office: Office, award: Award) -> dict[str, object]:
    line = lines.line_of(office.session, award)
    return held.held(office.session, award, line=line.values if line else None)


def _note_check(office: Office, award: Award) -> None:
    how = office.form.text("identity_check")
    held.note_check(office.session, award, how, actor=office.actor, at=office.at)


def _award(office: Office, award_id: str, *, for_change: bool = False) -> Award:
    find_award = issuer_store.award_for_change if for_change else issuer_store.award
    found = find_award(
        office.session, f"urn:uuid:{award_id}", organisation_id=office.organisation.id
    )
    if found is None or found.achievement_id is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    return found
