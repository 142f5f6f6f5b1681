"""Award one person: what was earned, who, the facts, a look at it, and then the signature."""

from collections.abc import Mapping, Sequence

from fastapi import Query, Response

from app.base import days
from app.base.locales import N_
from app.base.routing import Router
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.issuer.achievements.results import read as read_results
from app.issuer.likeness import Likeness, likeness
from app.issuer.organisations import Assessor, Centre, Provider, entries
from app.issuer.paper import certificate_facts
from app.issuer.service import Grant
from app.issuer.tables import Achievement
from app.pages.console.office import UNPROCESSABLE, Issuing, LookingToIssue, Office, see
from app.pages.console.person_form import latin_proposal, person_errors, person_of
from app.pages.forms import Filled
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

_PAGE = "/console/awards/new"
# Results are named by the body; in the form each has the number of its place.
_RESULT = "result-"
_SENTENCES = {
    "awarded_on": N_("Give a day that is not in the future, and after the birth."),
    "certificate_number": N_("Another certificate of yours has this number. Give another one."),
    "provider": N_("This provider had ended on that day. Choose another one."),
    "centre": N_("This centre had ended on that day. Choose another one."),
    "assessors": N_(
        "Give numbers of your register, with a comma between them, of assessors who were"
        " accredited for this on that day."
    ),
    "register_reference": N_("Use letters and numbers that can be seen, 120 at most."),
    "results": N_("This result is not possible, or it does not count as passed."),
}


@router.get(_PAGE)
def begin(office: LookingToIssue, achievement: str = Query("", max_length=60)) -> Response:
    """Choose what was earned; then the form for it."""
    offered = issuer_store.achievements(office.session, office.organisation.id)
    chosen = offered[0] if len(offered) == 1 else _offered(offered, achievement)
    if chosen is None:
        return office.page("award_choose.html", offered=offered)
    today = days.today(office.organisation.time_zone, at=office.at)
    return _form(office, chosen, {"awarded_on": today.isoformat()})


@router.post(_PAGE)
def work(office: Issuing) -> Response:
    """Show how it will look; award it when that was confirmed; nothing before."""
    form = office.form
    if not form.text("code"):
        return see(_PAGE)
    chosen = issuer.achievement_by_code(office.session, office.organisation, form.text("code"))
    proposal = latin_proposal(form, language=office.organisation.language)
    if form.has("back"):
        values = dict(form.values)
        if form.has("take_proposal") and proposal is not None:
            values["name_latin"] = proposal.text
        return _form(office, chosen, values)
    try:
        grant = _grant(form, chosen)
        if form.has("confirmed"):
            return _awarded(office, chosen, grant)
        return _preview(office, chosen, grant)
    except CredentialsError as error:
        errors = person_errors(error.problem, form, _SENTENCES)
        if "results" in errors:
            errors = {_result_field(form, chosen, error.problem.pointer): errors["results"]}
        return _form(office, chosen, form.values, errors=errors)


def _offered(offered: list[Achievement], code: str) -> Achievement | None:
    return next((item for item in offered if item.code == code), None)


def _awarded(office: Office, achievement: Achievement, grant: Grant) -> Response:
    alike = _alike(office, achievement, grant)
    if alike.is_somebody and not office.form.has("another_person"):
        return _preview(office, achievement, grant, is_unanswered=True)
    with office.session.begin_nested():
        made = issuer.award(
            office.session,
            office.organisation,
            achievement,
            grant,
            desk=office.desk,
            actor=office.actor,
            at=office.at,
        ).award
    return see(f"/console/awards/{made.id.rpartition(':')[2]}")


def _alike(office: Office, achievement: Achievement, grant: Grant) -> Likeness:
    return likeness(office.session, grant.person, achievement_id=achievement.id)


def _preview(
    office: Office, achievement: Achievement, grant: Grant, *, is_unanswered: bool = False
) -> Response:
    """The certificate as it will be: made in full, looked at, and taken back."""
    alike = _alike(office, achievement, grant)
    rehearsal = office.session.begin_nested()
    try:
        made = issuer.award(
            office.session,
            office.organisation,
            achievement,
            grant,
            desk=office.desk,
            actor=office.actor,
            at=office.at,
        ).award
        facts = certificate_facts(
            made, office.organisation, achievement, public_url=office.public_url
        )
    finally:
        rehearsal.rollback()
    return office.page(
        "award_preview.html",
        status=UNPROCESSABLE if is_unanswered else 200,
        achievement=achievement,
        facts=facts,
        # A number that is made here is another one in the end.
        has_own_number=grant.certificate_number is not None,
        person=grant.person,
        values=office.form.values,
        alike=alike,
        is_unanswered=is_unanswered,
        proposal=latin_proposal(office.form, language=office.organisation.language),
    )


def _grant(form: Filled, achievement: Achievement) -> Grant:
    day = form.day("awarded_on")
    if day is None:
        # An empty field is not today: the clerk took the day out.
        raise refuse(ProblemCode.BAD_VALUE, "a day is needed", "/awarded_on")
    written = {
        measure["name"]: form.text(f"{_RESULT}{number}")
        for number, measure in enumerate(achievement.results or ())
    }
    assessors = form.text("assessors").replace("،", ",").split(",")
    return Grant(
        person=person_of(form),
        awarded_on=day,
        certificate_number=form.text("certificate_number") or None,
        provider_id=form.text("provider") or None,
        centre_id=form.text("centre") or None,
        assessor_ids=tuple(number.strip() for number in assessors if number.strip()),
        register_reference=form.text("register_reference") or None,
        shows_former_names=form.has("shows_former_names"),
        results=read_results(achievement, written),
    )


def _result_field(form: Filled, achievement: Achievement, pointer: str) -> str:
    """The field of the result that is wrong: those left empty were not read at all."""
    fields = [f"{_RESULT}{number}" for number in range(len(achievement.results or ()))]
    filled = [field for field in fields if form.text(field)]
    return filled[int(pointer.split("/")[2])]


def _form(
    office: Office,
    achievement: Achievement,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
) -> Response:
    own = {"organisation_id": office.organisation.id}
    return office.page(
        "award_new.html",
        status=UNPROCESSABLE if errors else 200,
        achievement=achievement,
        values=values,
        errors=errors or {},
        centres=_choices(entries(office.session, Centre, **own)),
        providers=_choices(entries(office.session, Provider, **own)),
        assessors=entries(office.session, Assessor, **own),
    )


def _choices(registered: Sequence[Centre] | Sequence[Provider]) -> list[tuple[str, str]]:
    """What can be chosen of a register, by name; what has ended cannot."""
    return [(item.code, f"{item.name} · {item.code}") for item in registered if item.until is None]
