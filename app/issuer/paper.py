"""What stands on a printed certificate, from the stored award and in the right language."""

from app.base import codes, locales, pages
from app.base.locales import N_, gettext
from app.issuer import certificate, people
from app.issuer.delivery import LABELS, CertificateFacts
from app.issuer.schemas import verify_url
from app.issuer.tables import Achievement, Award, Organisation
from credentials import ProblemCode, refuse

_AWARDED_ON = N_("Awarded on")
_BIRTH_YEAR = N_("Year of birth")
_NUMBER = N_("Certificate number")
_UNTIL = N_("Valid until")


def certificate_facts(
    award: Award, organisation: Organisation, achievement: Achievement, *, public_url: str
) -> CertificateFacts:
    """The facts of the print, with the signed bytes to be attached.

    The fixed wording is in the achievement's language where there is a catalogue for it,
    and English otherwise. Raises `not-found` for an award that has no printed form.
    """
    if award.person is None or award.awarded_on is None or award.verification_code is None:
        raise refuse(ProblemCode.NOT_FOUND, "it has no printed form")
    with locales.speaking(achievement.language.partition("-")[0]):
        rows = [(gettext(_AWARDED_ON), pages.day(award.awarded_on))]
        born = people.stored_person(award.person).born_in
        if born is not None:
            # The certificate says it too, and a reader compares the two line by line.
            rows.append((gettext(_BIRTH_YEAR), str(born)))
        if award.certificate_number:
            rows.append((gettext(_NUMBER), award.certificate_number))
        until = certificate.last_day(award.awarded_on, achievement.validity_months)
        if until is not None:
            rows.append((gettext(_UNTIL), pages.day(until)))
        labels = {name: gettext(text) for name, text in LABELS.items()}
    return CertificateFacts(
        issuer=organisation.name,
        title=achievement.name,
        name=award.person["name"],
        name_latin=award.person.get("name_latin") or "",
        description=achievement.description,
        criteria=achievement.criteria,
        rows=rows,
        verify_url=verify_url(award, public_url=public_url) or "",
        code=codes.printed_code(award.verification_code),
        issued_on=award.awarded_on,
        language=achievement.language,
        labels=labels,
        credential=award.content,
        media_type=award.media_type,
    )
