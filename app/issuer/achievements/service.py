"""What a training body can award: made, changed until its first award, and then by versions."""

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
    version: int = 1,
) -> Achievement:
    """Add something to award; the same description again gives the same achievement.

    Raises `conflict` when the code stands for something else already: what was awarded
    under it must keep its meaning. `version` is another than 1 for what was exported so.
    """
    values = checked(description)
    found = store.achievement_by_code(
        session, organisation_id=organisation.id, code=str(values["code"])
    )
    if found is not None:
        if not is_same(found, values):
            raise _code_is_taken()
        return found
    rehearse(organisation, values, at=at)
    return add(session, organisation, values, version=version, actor=actor, at=at)


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
    found = _for_change(session, organisation, achievement_id)
    if store.is_awarded(session, found.id):
        raise refuse(ProblemCode.CONFLICT, "it was awarded already")
    values = checked(description)
    _check_code(session, found, str(values["code"]))
    rehearse(organisation, values, at=at)
    for name, value in values.items():
        setattr(found, name, value)
    session.flush()
    _record(session, found, "achievement.changed", actor=actor, at=at)
    return found


def new_version(
    session: Session,
    organisation: Organisation,
    achievement_id: str,
    description: Description,
    *,
    actor: str,
    at: datetime,
) -> Achievement:
    """Describe anew what was awarded: from now on the code stands for the new version.

    What was awarded before keeps the old one, and so does a class list that was handed in.
    The same description as the newest version changes nothing. Raises `conflict` for what
    is not the newest version or was retired, and when the code differs.
    """
    found = _for_change(session, organisation, achievement_id)
    _check_newest(session, found)
    if found.retired_at is not None:
        raise refuse(ProblemCode.CONFLICT, "it was retired")
    values = checked(description)
    if values["code"] != found.code:
        raise refuse(ProblemCode.CONFLICT, "a new version keeps the code", "/code")
    if is_same(found, values):
        return found
    if not store.is_awarded(session, found.id):
        raise refuse(ProblemCode.CONFLICT, "it was not awarded yet, so it can be changed")
    rehearse(organisation, values, at=at)
    return add(
        session,
        organisation,
        values,
        version=found.version + 1,
        replaces=found.id,
        actor=actor,
        at=at,
    )


def retire(
    session: Session, organisation: Organisation, achievement_id: str, *, actor: str, at: datetime
) -> Achievement:
    """Award it no more; what was awarded stays. Retiring it again changes nothing."""
    found = _for_change(session, organisation, achievement_id)
    _check_newest(session, found)
    if found.retired_at is None:
        found.retired_at = at
        session.flush()
        _record(session, found, "achievement.retired", actor=actor, at=at)
    return found


def reopen(
    session: Session, organisation: Organisation, achievement_id: str, *, actor: str, at: datetime
) -> Achievement:
    """Award again what was retired."""
    found = _for_change(session, organisation, achievement_id)
    if found.retired_at is not None:
        found.retired_at = None
        session.flush()
        _record(session, found, "achievement.reopened", actor=actor, at=at)
    return found


def achievement_by_code(session: Session, organisation: Organisation, code: str) -> Achievement:
    """The newest version under that code, to be awarded.

    Raises `not-found`, and `conflict` when it was retired.
    """
    found = store.achievement_by_code(session, organisation_id=organisation.id, code=code)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such achievement")
    check_open(found)
    return found


def check_open(achievement: Achievement) -> None:
    """Raise `conflict` for an achievement that is awarded no more."""
    if achievement.retired_at is not None:
        raise refuse(ProblemCode.CONFLICT, "it was retired, and is awarded no more", "/achievement")


def is_same(found: Achievement, values: Mapping[str, Any]) -> bool:
    """Whether an achievement is described with exactly these values."""
    return all(getattr(found, name) == value for name, value in values.items())


def rehearse(organisation: Organisation, values: Mapping[str, Any], *, at: datetime) -> None:
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


def _for_change(session: Session, organisation: Organisation, achievement_id: str) -> Achievement:
    found = store.achievement_for_change(session, achievement_id, organisation_id=organisation.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such achievement")
    return found


def _check_newest(session: Session, found: Achievement) -> None:
    newest = store.achievement_by_code(
        session, organisation_id=found.organisation_id, code=found.code
    )
    if newest is None or newest.id != found.id:
        raise refuse(ProblemCode.CONFLICT, "there is a newer version of it")


def _check_code(session: Session, found: Achievement, code: str) -> None:
    if code == found.code:
        return
    same = store.achievement_by_code(session, organisation_id=found.organisation_id, code=code)
    if same is not None:
        raise _code_is_taken()
    if found.replaces is not None:
        raise refuse(ProblemCode.CONFLICT, "a new version keeps the code", "/code")


def _code_is_taken() -> Exception:
    return refuse(ProblemCode.CONFLICT, "the code stands for another achievement already", "/code")


def add(
    session: Session,
    organisation: Organisation,
    values: Mapping[str, Any],
    *,
    version: int,
    actor: str,
    at: datetime,
    replaces: str | None = None,
) -> Achievement:
    """Store what was checked and rehearsed, as the version after the one it replaces."""
    made = Achievement(
        id=uuid4().urn,
        organisation_id=organisation.id,
        version=version,
        replaces=replaces,
        created_at=at,
        **values,
    )
    session.add(made)
    session.flush()
    _record(session, made, "achievement.created", actor=actor, at=at)
    return made


def _record(session: Session, found: Achievement, action: str, *, actor: str, at: datetime) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=found.id,
        organisation_id=found.organisation_id,
        at=at,
    )
