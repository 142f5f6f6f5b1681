"""One certificate: fetch it as a file, correct it, print its slip."""

from collections.abc import Mapping
from datetime import datetime

from fastapi import Response

from app.base import audit, codes, days
from app.base.locales import N_, gettext
from app.base.routing import Router
from app.issuer import corrections, people
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.issuer.attribution import Attribution
from app.issuer.corrections import Correction, ReplacementReason
from app.issuer.corrections import store as correction_store
from app.issuer.corrections.tables import REVOCATION, SUSPENSION, WRONG_CLAIM
from app.issuer.delivery import mailing
from app.issuer.delivery.duplicates import print_duplicate
from app.issuer.delivery.files import Kind, name_of, signed_kind
from app.issuer.delivery.slips import slip_of
from app.issuer.tables import ACTIVE, CLAIMED, IN_FORCE, REPLACED, REVOKED, Achievement, Award
from app.pages.console import store
from app.pages.console.files import attached, download
from app.pages.console.office import (
    UNPROCESSABLE,
    Issuing,
    Looking,
    LookingToIssue,
    Office,
    see,
)
from app.pages.console.person_form import person_errors, person_of, values_of
from app.pages.forms import Filled
from app.status import service as status
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/console/awards"
_ONE = f"{_PAGE}/{{award_id}}"

_THE_SAME = N_("Nothing is different from the certificate that there is.")
_CORRECTION = {
    "awarded_on": N_("This day lies in the future."),
    "reason": N_("Choose why."),
    "person": N_(
        "Name, birth date and register number are all different: this is another person."
        " Withdraw the certificate, and award the other person."
    ),
}


@router.get(_ONE)
def one(award_id: str, office: Looking) -> Response:
    """A certificate: what it says, what became of it, and what can be done."""
    return shown(office, award_of(office, award_id))


def shown(office: Office, award: Award, *, errors: Mapping[str, str] | None = None) -> Response:
    """The page of a certificate; `errors` are of the form on it that was refused."""
    purposes = {place.purpose for place in status.positions(office.session, award.id)}
    return office.page(
        "award.html",
        status=UNPROCESSABLE if errors else 200,
        errors=errors or {},
        values=office.form.values,
        award=award,
        delivery=mailing.delivery_of(office.session, award),
        can_mail=mailing.can_mail(office.session, award),
        achievement=achievement_of(office, award),
        attribution=Attribution.stored(award.attribution),
        issued_on=days.today(office.organisation.time_zone, at=award.issued_at),
        claim=issuer_store.claim(office.session, award.id),
        signed_kind=signed_kind(award),
        printed_code=codes.printed_code(award.verification_code or ""),
        reasons=correction_store.reasons(office.session, award.id)
        or store.reasons(office.session, award.id),
        events=store.events(office.session, award.id),
        replaces=store.replaced_award(office.session, award),
        waiting=correction_store.waiting_case(office.session, award.id, kind=REVOCATION),
        me=office.actor,
        undoing=correction_store.waiting_case(office.session, award.id, kind=WRONG_CLAIM),
        notes=correction_store.notes(office.session, award.id),
        pauses=correction_store.records(office.session, award.id, kind=SUSPENSION),
        can_suspend=award.state == ACTIVE and status.SUSPENSION in purposes,
    )


@router.get(f"{_ONE}/certificate/{{kind}}")
def file(award_id: str, kind: Kind, office: Looking) -> Response:
    """The certificate as a file: PDF to print, picture with the credential in it, signed text."""
    award = award_of(office, award_id)
    achievement = achievement_of(office, award)
    return download(award, office.organisation, achievement, kind, url=office.public_url)


@router.post(f"{_ONE}/duplicate")
def duplicate(award_id: str, office: Issuing) -> Response:
    """The paper again for somebody who lost it, marked as a duplicate of today."""
    award = award_of(office, award_id)
    content = print_duplicate(
        office.session,
        office.organisation,
        award,
        public_url=office.public_url,
        actor=office.actor,
        at=office.at,
    )
    return attached(content, filename=name_of(award, "pdf"), media_type="application/pdf")


# ── Correct ─────────────────────────────────────────────────────────────────────────────


@router.get(f"{_ONE}/replace")
def ask_replace(award_id: str, office: LookingToIssue) -> Response:
    """The person as the certificate names them, to be corrected."""
    award = award_of(office, award_id)
    values = values_of(award.person)
    values["awarded_on"] = award.awarded_on.isoformat() if award.awarded_on else ""
    return _correct(office, award, values)


@router.post(f"{_ONE}/replace")
def replace(award_id: str, office: Issuing) -> Response:
    """Issue a corrected certificate; the old one says that it was replaced."""
    award = award_of(office, award_id)
    try:
        with office.session.begin_nested():
            correction = _correction(office.form)
            if _is_the_same(correction, award, at=office.at):
                errors = {"name": gettext(_THE_SAME)}
                return _correct(office, award, office.form.values, errors=errors)
            made = issuer.replace(
                office.session,
                office.organisation,
                award.id,
                correction=correction,
                desk=office.desk,
                actor=office.actor,
                at=office.at,
            ).award
    except CredentialsError as error:
        is_somebody_else = error.problem.pointer == "/person"
        said = {name: words for name, words in _CORRECTION.items() if name != "person"}
        errors = person_errors(
            error.problem, office.form, _CORRECTION if is_somebody_else else said
        )
        if "person" in errors:
            errors = {"name": errors["person"]}
        return _correct(office, award, office.form.values, errors=errors)
    return see(f"{_PAGE}/{made.id.rpartition(':')[2]}")


# ── Claim slips ─────────────────────────────────────────────────────────────────────────


@router.post(f"{_ONE}/slip")
def slip(award_id: str, office: Issuing) -> Response:
    """The slip again, as long as its code was not used."""
    award = award_of(office, award_id)
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
    award = award_of(office, award_id)
    issuer.replace_code(
        office.session,
        office.organisation,
        award.id,
        custody=office.services.custody,
        actor=office.actor,
        at=office.at,
    )
    return _slip(office, award, renewed=True)


def award_of(office: Office, award_id: str) -> Award:
    """The award in the address, if it is the body's own; raises `not-found`."""
    found = issuer_store.award(
        office.session, f"urn:uuid:{award_id}", organisation_id=office.organisation.id
    )
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    return found


def achievement_of(office: Office, award: Award) -> Achievement | None:
    """What was awarded; None for what a program issued."""
    return office.session.get(Achievement, award.achievement_id) if award.achievement_id else None


def _is_the_same(correction: Correction, award: Award, *, at: datetime) -> bool:
    """Whether it would only make papers and codes void; raises `bad-value` for a wrong field."""
    person = people.checked(correction.person, at=at.date())
    is_same_day = correction.awarded_on in (None, award.awarded_on)
    return is_same_day and person == people.stored_person(award.person or {})


def _correct(
    office: Office,
    award: Award,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
) -> Response:
    if award.state in (REVOKED, REPLACED) or award.achievement_id is None:
        raise refuse(ProblemCode.CONFLICT, "only a certificate in force can be replaced")
    claim = issuer_store.claim(office.session, award.id)
    return office.page(
        "award_replace.html",
        status=UNPROCESSABLE if errors else 200,
        award=award,
        achievement=achievement_of(office, award),
        reasons=list(ReplacementReason),
        waiting=correction_store.waiting_case(office.session, award.id, kind=REVOCATION),
        is_fetched=claim is not None and claim.state == CLAIMED,
        values=values,
        errors=errors or {},
    )


def _correction(form: Filled) -> Correction:
    reason = corrections.chosen(ReplacementReason, form.text("reason"))
    return Correction(person=person_of(form), awarded_on=form.day("awarded_on"), reason=reason)


def _slip(office: Office, award: Award, *, renewed: bool) -> Response:
    claim = issuer_store.claim(office.session, award.id)
    achievement = achievement_of(office, award)
    found = (
        slip_of(award, claim, achievement.name, desk=office.desk) if claim and achievement else None
    )
    if found is None or award.state not in IN_FORCE:
        raise refuse(ProblemCode.CONFLICT, "there is no code that could be printed")
    back = f"{_PAGE}/{award.id.rpartition(':')[2]}"
    return office.page("slips.html", slips=[found], back=back, renewed=renewed)
