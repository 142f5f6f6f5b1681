"""How a certificate will look, before anybody is awarded: with a long name, and from the right."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import uuid4

from app.base import codes
from app.issuer import delivery
from app.issuer.achievements import service
from app.issuer.achievements.checking import checked
from app.issuer.achievements.description import Description
from app.issuer.paper import certificate_facts
from app.issuer.people import Person
from app.issuer.tables import Achievement, Award, Organisation

LONG = Person(
    name="María Fernanda de los Ángeles Rodríguez-Villanueva Thirunavukkarasu",
    name_latin="Maria Fernanda de los Angeles Rodriguez-Villanueva Thirunavukkarasu",
)
FROM_THE_RIGHT = Person(name="محمد عبد الرحمن بن يوسف الحسيني", name_latin="Mohamed Alhusseini")
PEOPLE: Mapping[str, Person] = {"long": LONG, "right-to-left": FROM_THE_RIGHT}
_NUMBER = "2026-XXXX-XXXX-XXXX"


def rehearsed(
    organisation: Organisation, description: Description, *, url: str, at: datetime
) -> list[bytes]:
    """The pictures of certificates of what was described, which was issued once and forgotten.

    Raises as the description does when it is stored.
    """
    values: dict[str, Any] = checked(description)
    service.rehearse(organisation, values, at=at)
    achievement = Achievement(id=uuid4().urn, organisation_id=organisation.id, version=1, **values)
    return [look(organisation, achievement, person, url=url, at=at) for person in PEOPLE.values()]


def look(
    organisation: Organisation,
    achievement: Achievement,
    person: Person,
    *,
    url: str,
    at: datetime,
) -> bytes:
    """The picture of a certificate for somebody; nothing is signed, and its code leads nowhere."""
    award = Award(
        id=uuid4().urn,
        person=person.as_json(),
        awarded_on=at.date(),
        issued_at=at,
        certificate_number=_NUMBER,
        verification_code=codes.parse_code(codes.new_code()),
        content=b"",
        media_type="application/vc",
    )
    facts = certificate_facts(award, organisation, achievement, public_url=url)
    return delivery.certificate_png(facts)
