"""What a training body awards: described, and fixed by the first award of each version."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Literal

from fastapi import Query, Response

from app.base import locales
from app.base.mistakes import Mistakes
from app.base.routing import Router
from app.issuer import service as issuer
from app.issuer import store as issuer_store
from app.issuer.achievements import examples, frameworks, pictures
from app.issuer.schemas import ExchangedAchievement
from app.issuer.tables import Achievement
from app.pages.console import store
from app.pages.console.achievements import form, preview, wording
from app.pages.console.office import (
    UNPROCESSABLE,
    Issuing,
    Looking,
    LookingToIssue,
    Office,
    see,
)
from credentials import CredentialsError, ProblemCode, refuse

router = Router()

PAGE = "/console/achievements"
_ONE = f"{PAGE}/{{achievement_id}}"
_Example = Annotated[str, Query(max_length=60)]
_Store = Callable[[issuer.Description], Achievement]


@router.get(PAGE)
def all_of_them(office: Looking) -> Response:
    """What can be awarded, with its earlier versions, and how often each was."""
    by_code: dict[str, list[Achievement]] = {}
    for item in issuer_store.all_achievements(office.session, office.organisation.id):
        by_code.setdefault(item.code, []).append(item)
    return office.page(
        "achievements.html",
        groups=list(by_code.values()),
        awarded=store.awarded_numbers(office.session, office.organisation.id),
    )


@router.get(f"{PAGE}/examples")
def gallery(office: Looking) -> Response:
    """Good examples to start from."""
    return office.page(
        "achievement_examples.html",
        examples=examples.examples(),
        sectors=dict(wording.choices(examples.SECTORS)),
    )


@router.get(f"{PAGE}/new")
def blank(office: LookingToIssue, example: _Example = "") -> Response:
    """An empty form, or one with the words of an example."""
    found = examples.example(example)
    if found is not None:
        return _form(office, form.filled_in(found.achievement))
    values = {"language": office.organisation.language, "achievement_type": "Certificate"}
    return _form(office, values)


@router.post(f"{PAGE}/new")
def create(office: Issuing) -> Response:
    """Add something to award, add a row to the form, or show how it will look."""

    def add(description: issuer.Description) -> Achievement:
        return issuer.create_achievement(
            office.session, office.organisation, description, actor=office.actor, at=office.at
        )

    return _sent(office, add)


@router.get(_ONE)
def one(achievement_id: str, office: Looking) -> Response:
    """The form while it was never awarded, and afterwards what was agreed on."""
    found = _achievement(office, achievement_id)
    newest = _newest(office, found)
    if newest is not found or found.retired_at or issuer_store.is_awarded(office.session, found.id):
        return office.page(
            "achievement.html",
            achievement=found,
            newest=newest,
            type_word=wording.type_word(found.achievement_type),
            assessments=dict(wording.assessments()),
            looks=list(preview.PEOPLE),
        )
    return _form(office, _values(found), achievement=found)


@router.post(_ONE)
def change(achievement_id: str, office: Issuing) -> Response:
    """Describe it anew; refused once somebody was awarded it."""
    found = _achievement(office, achievement_id)

    def store_change(description: issuer.Description) -> Achievement:
        return issuer.change_achievement(
            office.session,
            office.organisation,
            found.id,
            description,
            actor=office.actor,
            at=office.at,
        )

    return _sent(office, store_change, achievement=found)


@router.get(f"{_ONE}/version")
def ask_version(achievement_id: str, office: LookingToIssue) -> Response:
    """The form for a new version, with the words of this one."""
    found = _achievement(office, achievement_id)
    return _form(office, _values(found), achievement=found, is_version=True)


@router.post(f"{_ONE}/version")
def new_version(achievement_id: str, office: Issuing) -> Response:
    """Describe anew what was awarded."""
    found = _achievement(office, achievement_id)

    def add_version(description: issuer.Description) -> Achievement:
        return issuer.new_version(
            office.session,
            office.organisation,
            found.id,
            description,
            actor=office.actor,
            at=office.at,
        )

    return _sent(office, add_version, achievement=found, is_version=True)


@router.post(f"{_ONE}/retire")
def retire(achievement_id: str, office: Issuing) -> Response:
    """Award it no more."""
    return _turned(office, achievement_id, issuer.retire)


@router.post(f"{_ONE}/reopen")
def reopen(achievement_id: str, office: Issuing) -> Response:
    """Award it again."""
    return _turned(office, achievement_id, issuer.reopen)


@router.get(f"{_ONE}/look/{{person}}.png")
def look(
    achievement_id: str, person: Literal["long", "right-to-left"], office: Looking
) -> Response:
    """The picture of a certificate of it, for nobody in particular."""
    found = _achievement(office, achievement_id)
    drawn = preview.look(
        office.organisation, found, preview.PEOPLE[person], url=office.public_url, at=office.at
    )
    return Response(drawn, media_type="image/png", headers={"Cache-Control": "no-store"})


def _turned(office: Office, achievement_id: str, turn: Callable[..., Achievement]) -> Response:
    found = _achievement(office, achievement_id)
    turn(office.session, office.organisation, found.id, actor=office.actor, at=office.at)
    return see(f"{PAGE}/{achievement_id}")


def _achievement(office: Office, achievement_id: str) -> Achievement:
    found = issuer_store.achievement(
        office.session, f"urn:uuid:{achievement_id}", organisation_id=office.organisation.id
    )
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such achievement")
    return found


def _newest(office: Office, found: Achievement) -> Achievement:
    newest = issuer_store.achievement_by_code(
        office.session, organisation_id=office.organisation.id, code=found.code
    )
    return newest or found


def _values(found: Achievement) -> dict[str, str]:
    return form.filled_in(ExchangedAchievement.of(found))


def _sent(
    office: Office,
    keep: _Store,
    *,
    achievement: Achievement | None = None,
    is_version: bool = False,
) -> Response:
    """Answer a form: with one more row, with pictures, with what is wrong, or by keeping it."""
    sent = office.form
    again = partial(_form, office, sent.values, achievement=achievement, is_version=is_version)
    if sent.has("add"):
        return again(added=sent.text("add"))
    fields: Mapping[str, str] = {}
    found = Mistakes()
    try:
        typed = form.typed(sent, image=found.of(_image, office, achievement), found=found)
        fields = typed.fields
        if sent.has("preview"):
            looks = found.of(
                preview.rehearsed,
                office.organisation,
                typed.description,
                url=office.public_url,
                at=office.at,
            )
            found.settle()
            return again(looks=looks)
        with office.session.begin_nested():
            found.of(keep, typed.description)
            # What is wrong takes back what was kept.
            found.settle()
    except CredentialsError as error:
        return again(errors=form.errors_of(error, fields))
    return see(PAGE)


def _image(office: Office, achievement: Achievement | None) -> bytes | None:
    """The picture that was chosen now, or else the one that is there and was not taken out."""
    if office.form.content:
        return pictures.as_png(office.form.content, workers=office.services.workers)
    if achievement is None or office.form.has("no_image"):
        return None
    return achievement.image


def _form(
    office: Office,
    values: Mapping[str, str],
    *,
    errors: Mapping[str, str] | None = None,
    achievement: Achievement | None = None,
    is_version: bool = False,
    added: str = "",
    looks: list[bytes] | None = None,
) -> Response:
    image = achievement.image if achievement else None
    return office.page(
        "achievement_form.html",
        status=UNPROCESSABLE if errors else 200,
        values=values,
        errors=errors or {},
        achievement=achievement,
        is_version=is_version,
        rows=form.numbers_of_rows(values, added=added),
        added=added,
        looks=[pictures.data_url(drawn) for drawn in looks or ()],
        image=pictures.data_url(image) if image else "",
        types=[*wording.choices(wording.TYPES), _own_type()],
        result_types=wording.choices(wording.RESULT_TYPES),
        assessments=wording.assessments(),
        ladders=list(frameworks.LADDERS),
    )


def _own_type() -> tuple[str, str]:
    return wording.OWN_TYPE, locales.gettext("Another kind, named below")
