"""What a training body can award, in its own language, with the body's own translations."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from app.base import audit
from app.issuer import certificate, store
from app.issuer.achievements.checking import checked
from app.issuer.achievements.description import Description
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
    values = checked(description)
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
    values = checked(description)
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


def _rehearse(organisation: Organisation, values: Mapping[str, Any], *, at: datetime) -> None:
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
