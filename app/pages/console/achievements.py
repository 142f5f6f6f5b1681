"""What a training body awards: described in its own language, and fixed by the first award."""

from collections.abc import Mapping

from fastapi import APIRouter, Response

from app.base import locales
from app.base.locales import N_
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.issuer.tables import Achievement
from app.pages.console import store
from app.pages.console.office import (
    UNPROCESSABLE,
    Issuing,
    Looking,
    LookingToIssue,
    Office,
    see,
)
from app.pages.forms import Filled, errors_of
from credentials import CredentialsError, ProblemCode, refuse

router = APIRouter()

_PAGE = "/console/achievements"
_NEEDED = N_("This is needed, as plain text without control characters.")
_ERRORS = {
    "code": N_("This is needed, and each code can stand for one thing only."),
    "name": _NEEDED,
    "description": _NEEDED,
    "criteria": _NEEDED,
    "achievement_type": _NEEDED,
    "language": N_("Write the language as its short name, like en, ar or pt-BR."),
    "validity_months": N_("A number of months from 1 to 600, or nothing."),
    "translations": N_("The translation is in the language of the original. Choose another one."),
}
_TRANSLATED = ("name", "description", "criteria")


@router.get(_PAGE)
def all_of_them(office: Looking) -> Response:
    """What can be awarded, and how often it was."""
    return office.page(
        "achievements.html",
        achievements=issuer_store.achievements(office.session, office.organisation.id),
        awarded=store.awarded_numbers(office.session, office.organisation.id),
    )


@router.get(f"{_PAGE}/new")
def blank(office: LookingToIssue) -> Response:
    """An empty form."""
    values = {"language": office.organisation.language, "achievement_type": "Certificate"}
    return _form(office, values)


@router.post(f"{_PAGE}/new")
def create(office: Issuing) -> Response:
    """Add something to award."""
    try:
        with office.session.begin_nested():
            issuer.create_achievement(
                office.session,
                office.organisation,
                _described(office.form),
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        return _form(office, office.form.values, errors=errors_of(error.problem, _ERRORS))
    return see(_PAGE)


@router.get(f"{_PAGE}/{{achievement_id}}")
def one(achievement_id: str, office: Looking) -> Response:
    """The form while it was never awarded, and afterwards what was agreed on."""
    found = _achievement(office, achievement_id)
    if issuer_store.is_awarded(office.session, found.id):
        return office.page("achievement.html", achievement=found)
    return _form(office, _values(found), achievement=found)


@router.post(f"{_PAGE}/{{achievement_id}}")
def change(achievement_id: str, office: Issuing) -> Response:
    """Describe it anew; refused once somebody was awarded it."""
    found = _achievement(office, achievement_id)
    try:
        with office.session.begin_nested():
            issuer.change_achievement(
                office.session,
                office.organisation,
                found.id,
                _described(office.form),
                actor=office.actor,
                at=office.at,
            )
    except CredentialsError as error:
        errors = errors_of(error.problem, _ERRORS)
        return _form(office, office.form.values, errors=errors, achievement=found)
    return see(_PAGE)


def _achievement(office: Office, achievement_id: str) -> Achievement:
    found = issuer_store.achievement(
        office.session, f"urn:uuid:{achievement_id}", organisation_id=office.organisation.id
    )
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such achievement")
    return found


def _form(
    office: Office,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    achievement: Achievement | None = None,
) -> Response:
    return office.page(
        "achievement_form.html",
        status=UNPROCESSABLE if errors else 200,
        values=values,
        errors=errors or {},
        achievement=achievement,
        other_languages=[(name, locales.own_name(name)) for name in locales.LANGUAGES],
    )


def _described(form: Filled) -> issuer.Description:
    translations: tuple[issuer.Translation, ...] = ()
    words = {name: form.text(f"translated_{name}") for name in _TRANSLATED}
    if any(words.values()):
        language = form.text("translated_language")
        translations = (issuer.Translation(language=language, **words),)
    return issuer.Description(
        code=form.text("code"),
        name=form.text("name"),
        description=form.text("description"),
        criteria=form.text("criteria"),
        achievement_type=form.text("achievement_type"),
        language=form.text("language"),
        translations=translations,
        suspendable=form.has("suspendable"),
        validity_months=form.number("validity_months"),
    )


def _values(found: Achievement) -> dict[str, str]:
    """A stored achievement as the form's fields."""
    names = ("code", "name", "description", "criteria", "achievement_type", "language")
    values = {name: str(getattr(found, name)) for name in names}
    values["validity_months"] = str(found.validity_months or "")
    if found.suspendable:
        values["suspendable"] = "yes"
    for translation in found.translations[:1]:
        values |= {f"translated_{name}": text for name, text in translation.items()}
    return values
