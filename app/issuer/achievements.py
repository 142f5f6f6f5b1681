"""What a training body can award, in its own language, with the body's own translations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from app.base import audit
from app.issuer import certificate, people, store
from app.issuer.organisations import LANGUAGE
from app.issuer.people import Person
from app.issuer.tables import Achievement, Organisation
from app.status import service as status
from credentials import (
    LocalSigner,
    ProblemCode,
    entry_document,
    generate_seed,
    issue,
    parse_credential,
    refuse,
)

_LONGEST_VALIDITY_MONTHS = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The words of an achievement in another language, by the issuer."""

    language: str
    name: str
    description: str
    criteria: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """An achievement as a training body describes it, in the one language that is signed."""

    code: str
    name: str
    description: str
    criteria: str
    achievement_type: str = "Certificate"
    language: str = "en"
    translations: Sequence[Translation] = ()
    suspendable: bool = False
    validity_months: int | None = None


def create_achievement(
    session: Session,
    organisation: Organisation,
    description: Description,
    *,
    actor: str,
    at: datetime,
) -> Achievement:
    """Add something to award; the same description again gives the same achievement.

    Raises `conflict` when the code stands for something else already: what was awarded
    under it must keep its meaning.
    """
    values = _checked(description)
    _rehearse(organisation, values, at=at)
    found = store.achievement_by_code(
        session, organisation_id=organisation.id, code=str(values["code"])
    )
    if found is not None:
        if any(getattr(found, name) != value for name, value in values.items()):
            raise refuse(
                ProblemCode.CONFLICT, "the code stands for another achievement already", "/code"
            )
        return found
    made = Achievement(
        id=f"urn:uuid:{uuid4()}", organisation_id=organisation.id, created_at=at, **values
    )
    session.add(made)
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="achievement.created",
        subject=made.id,
        organisation_id=organisation.id,
        at=at,
    )
    return made


def change_achievement(
    session: Session,
    organisation: Organisation,
    achievement_id: str,
    description: Description,
    *,
    actor: str,
    at: datetime,
) -> Achievement:
    """Describe something anew that was never awarded: what was awarded keeps its meaning.

    Raises `not-found` for what is not the organisation's, and `conflict` once it is in use
    or when the code stands for something else.
    """
    found = store.achievement_for_change(session, achievement_id, organisation_id=organisation.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such achievement")
    if store.is_awarded(session, found.id):
        raise refuse(ProblemCode.CONFLICT, "it was awarded already")
    values = _checked(description)
    _rehearse(organisation, values, at=at)
    same = store.achievement_by_code(
        session, organisation_id=organisation.id, code=str(values["code"])
    )
    if same is not None and same.id != found.id:
        raise refuse(
            ProblemCode.CONFLICT, "the code stands for another achievement already", "/code"
        )
    for name, value in values.items():
        setattr(found, name, value)
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="achievement.changed",
        subject=found.id,
        organisation_id=organisation.id,
        at=at,
    )
    return found


def achievement_by_code(session: Session, organisation: Organisation, code: str) -> Achievement:
    """The organisation's achievement of that code; raises `not-found`."""
    found = store.achievement_by_code(session, organisation_id=organisation.id, code=code)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such achievement")
    return found


def _checked(description: Description) -> dict[str, Any]:
    months = description.validity_months
    if months is not None and not 1 <= months <= _LONGEST_VALIDITY_MONTHS:
        raise refuse(ProblemCode.BAD_VALUE, "a number of months to 600", "/validity_months")
    words = {
        name: people.text(getattr(description, name), f"/{name}", limit=limit)
        for name, limit in (
            ("code", 60),
            ("name", 300),
            ("description", 4000),
            ("criteria", 4000),
            ("achievement_type", 60),
            ("language", 20),
        )
    }
    for name, value in words.items():
        if not value:
            raise refuse(ProblemCode.BAD_VALUE, "it is needed", f"/{name}")
    if not LANGUAGE.fullmatch(words["language"]):
        raise refuse(ProblemCode.BAD_VALUE, "it has the wrong form", "/language")
    return {
        **words,
        "translations": [
            _translation(item, words["language"]) for item in description.translations
        ],
        "suspendable": description.suspendable,
        "validity_months": months,
    }


def _rehearse(organisation: Organisation, values: dict[str, Any], *, at: datetime) -> None:
    """Issue a certificate of it with a throw-away key, and forget it.

    What cannot be issued is refused now, to the one who describes it, and not on the day of
    the award to everybody on the list.
    """
    achievement = Achievement(id=uuid4().urn, organisation_id=organisation.id, **values)
    entries = [
        entry_document(list_url=f"https://list.example/{purpose}", index=0, purpose=purpose)
        for purpose in status.purposes(is_suspendable=achievement.suspendable)
    ]
    document = certificate.document(
        organisation,
        achievement,
        Person(name="Rehearsal", birth_date=date(2000, 1, 1)),
        certificate.Facts(
            credential_id=uuid4().urn,
            certificate_number="1",
            awarded_on=at.date(),
            status_entries=entries,
        ),
        at=at,
    )
    signer = LocalSigner(generate_seed(), verification_method=f"{organisation.did}#rehearsal")
    issue(parse_credential(document), signer, at=at)


def _translation(translation: Translation, signed_language: str) -> dict[str, str]:
    if translation.language == signed_language:
        raise refuse(ProblemCode.BAD_VALUE, "a translation is in another language", "/translations")
    return {
        name: people.text(getattr(translation, name), f"/translations/{name}", limit=4000)
        for name in ("language", "name", "description", "criteria")
    }
