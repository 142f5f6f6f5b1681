"""What stands on a printed certificate, from the stored award and in the right language."""

from collections.abc import Iterator
from datetime import date

from app.base import codes, days, locales, pages
from app.base.locales import N_, gettext
from app.issuer import certificate, people, schemas
from app.issuer.achievements.badge import ASSESSMENT_WORDS
from app.issuer.achievements.description import LEVEL
from app.issuer.attribution import Attribution
from app.issuer.delivery import LABELS, CertificateFacts
from app.issuer.tables import Achievement, Award, Organisation
from credentials import ProblemCode, refuse

_AWARDED_ON = N_("Awarded on")
_ISSUED_ON = N_("Issued on")
_FORMER_NAME = N_("Former name")
_BIRTH_YEAR = N_("Year of birth")
_NUMBER = N_("Certificate number")
_UNTIL = N_("Valid until")
_PROVIDER = N_("Taught and examined by")
_CENTRE = N_("Centre")
_ASSESSORS = N_("Assessed by, number in the register")
_REGISTER = N_("Issued from the register")
_LEVEL = N_("Level")
_HOURS = N_("Hours of learning")
_CREDITS = N_("Credits")
_ASSESSED = N_("How it was assessed")
_STATUSES = {"Completed": N_("Completed"), "Provisional": N_("Provisional")}
_DUPLICATE = N_("Duplicate for lost paper, printed on")


def certificate_facts(
    award: Award,
    organisation: Organisation,
    achievement: Achievement,
    *,
    public_url: str,
    duplicate_on: date | None = None,
) -> CertificateFacts:
    """The facts of the print, with the signed bytes to be attached.

    `duplicate_on` is the day on which paper that was lost is printed again.

    The fixed wording is in the achievement's language where there is a catalogue for it,
    and English otherwise. Raises `not-found` for an award that has no printed form.
    """
    if award.person is None or award.awarded_on is None or award.verification_code is None:
        raise refuse(ProblemCode.NOT_FOUND, "it has no printed form")
    with locales.speaking(achievement.language.partition("-")[0]):
        rows = [
            *_rows(award, organisation, achievement),
            *_achievement_rows(award, achievement),
            *_attribution_rows(award),
        ]
        if duplicate_on is not None:
            rows.append((gettext(_DUPLICATE), pages.day(duplicate_on)))
        labels = {name: gettext(text) for name, text in LABELS.items()}
    return CertificateFacts(
        issuer=organisation.name,
        title=achievement.name,
        name=award.person["name"],
        name_latin=award.person.get("name_latin") or "",
        description=achievement.description,
        criteria=achievement.criteria,
        rows=rows,
        verify_url=schemas.verify_url(award, public_url=public_url) or "",
        code=codes.printed_code(award.verification_code),
        issued_on=award.awarded_on,
        language=achievement.language,
        labels=labels,
        credential=award.content,
        media_type=award.media_type,
    )


def _rows(
    award: Award, organisation: Organisation, achievement: Achievement
) -> Iterator[tuple[str, str]]:
    """Person, days and number. The certificate says each too: readers compare line by line."""
    person = people.stored_person(award.person or {"name": ""})
    if Attribution.stored(award.attribution).shows_former_names:
        for name in person.former_names:
            yield gettext(_FORMER_NAME), name
    if person.born_in is not None:
        yield gettext(_BIRTH_YEAR), str(person.born_in)
    if award.awarded_on is not None:
        yield gettext(_AWARDED_ON), pages.day(award.awarded_on)
        yield gettext(_ISSUED_ON), pages.day(days.today(organisation.time_zone, at=award.issued_at))
        until = certificate.last_day(award.awarded_on, achievement.validity_months)
        if until is not None:
            yield gettext(_UNTIL), pages.day(until)
    if award.certificate_number:
        yield gettext(_NUMBER), award.certificate_number


def _achievement_rows(award: Award, achievement: Achievement) -> Iterator[tuple[str, str]]:
    """Level, hours, credits, way of assessment and results; the check shows all the rest."""
    levels = [item["name"] for item in achievement.alignments or () if item["kind"] == LEVEL]
    if levels:
        yield gettext(_LEVEL), " · ".join(levels)
    if achievement.hours is not None:
        yield gettext(_HOURS), f"{achievement.hours:g}"
    if achievement.credits is not None:
        yield (
            gettext(_CREDITS),
            f"{achievement.credits:g} {achievement.credit_scheme or ''}".strip(),
        )
    ways = [gettext(ASSESSMENT_WORDS[way]) for way in achievement.assessed_by or ()]
    if ways:
        yield gettext(_ASSESSED), " · ".join(ways)
    for item in award.results or ():
        status = _STATUSES.get(item["status"], "")
        yield item["name"], item["value"] or item["level"] or (status and gettext(status))


def _attribution_rows(award: Award) -> Iterator[tuple[str, str]]:
    attribution = Attribution.stored(award.attribution)
    if attribution.provider is not None:
        yield gettext(_PROVIDER), attribution.provider
    if attribution.centre is not None:
        code = f" · {attribution.centre_code}" if attribution.centre_code else ""
        yield gettext(_CENTRE), attribution.centre + code
    if attribution.assessors:
        yield gettext(_ASSESSORS), ", ".join(attribution.assessors)
    if attribution.register_reference is not None:
        yield gettext(_REGISTER), attribution.register_reference
