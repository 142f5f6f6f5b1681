"""Certificates: find one, fetch it as a file, withdraw, pause or correct it, print its slip."""

from collections.abc import Callable, Mapping
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response

from app.base import audit, codes
from app.base.locales import N_
from app.issuer import people
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.issuer.awards import Correction
from app.issuer.delivery.files import Kind, signed_kind
from app.issuer.people import Person
from app.issuer.tables import ACTIVE, REPLACED, REVOKED, SUSPENDED, Achievement, Award
from app.pages.console import store
from app.pages.console.files import download
from app.pages.console.office import (
    UNPROCESSABLE,
    Issuing,
    Looking,
    LookingToIssue,
    Office,
    see,
)
from app.pages.console.slips import slip_of
from app.pages.forms import Filled, errors_of
from app.status import service as status
from credentials import CredentialsError, ProblemCode, refuse

router = APIRouter()

_PAGE = "/console/awards"
_ONE = f"{_PAGE}/{{award_id}}"
_AT_ONCE = 50
_Words = Annotated[str, Query(max_length=200)]
_State = Literal["", "active", "suspended", "revoked", "replaced"]
_Start = Annotated[int, Query(ge=0, le=10_000_000)]

# The reasons that can be chosen, as they are stored; their wording is in the templates.
REASONS: Mapping[str, tuple[str, ...]] = {
    "revoke": (
        "awarded-in-error",
        "result-changed",
        "obtained-by-deception",
        "asked-by-the-person",
    ),
    "suspend": ("under-review", "asked-by-the-person"),
    "replace": ("misspelt-name", "wrong-birth-date", "wrong-day", "name-changed"),
}
_REASON = {"reason": N_("Choose why."), "sure": N_("Tick the box to show that you are sure.")}
_PERSON = {
    "name": N_("A name is needed, without characters that cannot be seen."),
    "name_latin": N_("Use letters that can be seen, 200 at most."),
    "birth_date": N_("Give a real birth date, or else a register number."),
    "register_number": N_("Use letters and numbers that can be seen, 60 at most."),
    "email": N_("This is not an e-mail address. Correct it, or leave it empty."),
    "awarded_on": N_("This day lies in the future."),
    "reason": N_("Choose why."),
}


@router.get(_PAGE)
def find(office: Looking, words: _Words = "", state: _State = "", start: _Start = 0) -> Response:
    """The certificates, newest first, narrowed down by words and by state."""
    found = store.find_awards(
        office.session,
        office.organisation.id,
        words=words,
        state=state,
        limit=_AT_ONCE + 1,
        offset=start,
    )
    return office.page(
        "awards.html",
        found=found[:_AT_ONCE],
        words=words,
        state=state,
        start=start,
        before=max(0, start - _AT_ONCE) if start else None,
        after=start + _AT_ONCE if len(found) > _AT_ONCE else None,
    )


@router.get(_ONE)
def one(award_id: str, office: Looking) -> Response:
    """A certificate: what it says, what became of it, and what can be done."""
    award = _award(office, award_id)
    purposes = {place.purpose for place in status.positions(office.session, award.id)}
    return office.page(
        "award.html",
        award=award,
        achievement=_achievement(office, award),
        claim=issuer_store.claim(office.session, award.id),
        signed_kind=signed_kind(award),
        printed_code=codes.printed_code(award.verification_code or ""),
        reasons=store.reasons(office.session, award.id),
        events=store.events(office.session, award.id),
        replaces=store.replaced_award(office.session, award),
        can_suspend=award.state == ACTIVE and status.SUSPENSION in purposes,
    )


@router.get(f"{_ONE}/certificate/{{kind}}")
def file(award_id: str, kind: Kind, office: Looking) -> Response:
    """The certificate as a file: PDF to print, picture with the credential in it, signed text."""
    award = _award(office, award_id)
    achievement = _achievement(office, award)
    return download(award, office.organisation, achievement, kind, url=office.public_url)


# ── Withdraw, pause, resume ─────────────────────────────────────────────────────────────


@router.get(f"{_ONE}/revoke")
def ask_revoke(award_id: str, office: LookingToIssue) -> Response:
    """Why, and whether they are sure: it cannot be undone."""
    return _ask(office, _award(office, award_id), "revoke")


@router.post(f"{_ONE}/revoke")
def revoke(award_id: str, office: Issuing) -> Response:
    """Withdraw it for ever."""
    return _changed(office, award_id, "revoke", issuer.revoke)


@router.get(f"{_ONE}/suspend")
def ask_suspend(award_id: str, office: LookingToIssue) -> Response:
    """Why it is paused."""
    return _ask(office, _award(office, award_id), "suspend")


@router.post(f"{_ONE}/suspend")
def suspend(award_id: str, office: Issuing) -> Response:
    """Pause it until further notice."""
    return _changed(office, award_id, "suspend", issuer.suspend)


@router.post(f"{_ONE}/reinstate")
def reinstate(award_id: str, office: Issuing) -> Response:
    """End the pause."""
    award = _award(office, award_id)
    issuer.reinstate(
        office.session, office.organisation, award.id, actor=office.actor, at=office.at
    )
    return see(f"{_PAGE}/{award_id}")


# ── Correct ─────────────────────────────────────────────────────────────────────────────


@router.get(f"{_ONE}/replace")
def ask_replace(award_id: str, office: LookingToIssue) -> Response:
    """The person as the certificate names them, to be corrected."""
    award = _award(office, award_id)
    values = {name: text or "" for name, text in (award.person or {}).items()}
    values["awarded_on"] = award.awarded_on.isoformat() if award.awarded_on else ""
    return _correct(office, award, values)


@router.post(f"{_ONE}/replace")
def replace(award_id: str, office: Issuing) -> Response:
    """Issue a corrected certificate; the old one says that it was replaced."""
    award = _award(office, award_id)
    try:
        with office.session.begin_nested():
            made = issuer.replace(
                office.session,
                office.organisation,
                award.id,
                correction=_correction(office.form),
                desk=office.desk,
                actor=office.actor,
                at=office.at,
            ).award
    except CredentialsError as error:
        return _correct(office, award, office.form.values, errors=errors_of(error.problem, _PERSON))
    return see(f"{_PAGE}/{made.id.rpartition(':')[2]}")


# ── Claim slips ─────────────────────────────────────────────────────────────────────────


@router.post(f"{_ONE}/slip")
def slip(award_id: str, office: Issuing) -> Response:
    """The slip again, as long as its code was not used."""
    award = _award(office, award_id)
    audit.record(
        office.session,
        actor=office.actor,
        action="slip.shown",
        subject=award.id,
        organisation_id=office.organisation.id,
        at=office.at,
        digest=award.digest,
    )
    return _slip(office, award, renewed=False)


@router.post(f"{_ONE}/new-code")
def new_code(award_id: str, office: Issuing) -> Response:
    """A new code in place of one that was lost or closed; the old one is dead at once."""
    award = _award(office, award_id)
    issuer.replace_code(
        office.session,
        office.organisation,
        award.id,
        custody=office.services.custody,
        actor=office.actor,
        at=office.at,
    )
    return _slip(office, award, renewed=True)


def _award(office: Office, award_id: str) -> Award:
    found = issuer_store.award(
        office.session, f"urn:uuid:{award_id}", organisation_id=office.organisation.id
    )
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    return found


def _achievement(office: Office, award: Award) -> Achievement | None:
    return office.session.get(Achievement, award.achievement_id) if award.achievement_id else None


def _ask(
    office: Office,
    award: Award,
    what: Literal["revoke", "suspend"],
    *,
    errors: Mapping[str, str] | None = None,
) -> Response:
    if award.state not in (ACTIVE, SUSPENDED):
        # It was done before, perhaps in another window: what there is now is the answer.
        return see(f"{_PAGE}/{award.id.rpartition(':')[2]}")
    return office.page(
        f"award_{what}.html",
        status=UNPROCESSABLE if errors else 200,
        award=award,
        achievement=_achievement(office, award),
        reasons=REASONS[what],
        chosen=office.form.text("reason"),
        errors=errors or {},
    )


def _changed(
    office: Office,
    award_id: str,
    what: Literal["revoke", "suspend"],
    change: Callable[..., Award],
) -> Response:
    award = _award(office, award_id)
    try:
        if office.form.text("reason") not in REASONS[what]:
            raise refuse(ProblemCode.BAD_VALUE, "not one of the reasons", "/reason")
        if not office.form.has("sure"):
            raise refuse(ProblemCode.BAD_VALUE, "the box was not ticked", "/sure")
    except CredentialsError as error:
        return _ask(office, award, what, errors=errors_of(error.problem, _REASON))
    change(
        office.session,
        office.organisation,
        award.id,
        reason=office.form.text("reason"),
        actor=office.actor,
        at=office.at,
    )
    return see(f"{_PAGE}/{award_id}")


def _correct(
    office: Office,
    award: Award,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
) -> Response:
    if award.state in (REVOKED, REPLACED) or award.achievement_id is None:
        raise refuse(ProblemCode.CONFLICT, "only a certificate in force can be replaced")
    return office.page(
        "award_replace.html",
        status=UNPROCESSABLE if errors else 200,
        award=award,
        achievement=_achievement(office, award),
        reasons=REASONS["replace"],
        values=values,
        errors=errors or {},
    )


def _correction(form: Filled) -> Correction:
    if form.text("reason") not in REASONS["replace"]:
        raise refuse(ProblemCode.BAD_VALUE, "not one of the reasons", "/reason")
    person = Person(
        name=people.normal_form(form.text("name")),
        name_latin=form.text("name_latin") or None,
        birth_date=form.day("birth_date"),
        register_number=form.text("register_number") or None,
        email=form.text("email") or None,
    )
    return Correction(person=person, awarded_on=form.day("awarded_on"), reason=form.text("reason"))


def _slip(office: Office, award: Award, *, renewed: bool) -> Response:
    claim = issuer_store.claim(office.session, award.id)
    achievement = _achievement(office, award)
    found = (
        slip_of(award, claim, achievement.name, desk=office.desk) if claim and achievement else None
    )
    if found is None or award.state not in (ACTIVE, SUSPENDED):
        raise refuse(ProblemCode.CONFLICT, "there is no code that could be printed")
    back = f"{_PAGE}/{award.id.rpartition(':')[2]}"
    return office.page("slips.html", slips=[found], back=back, renewed=renewed)
