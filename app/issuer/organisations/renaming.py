"""A body's change of name: asked for by its owner, and granted or declined by the operator.

The name stands in the trusted list, which only the operator may say anything in.
"""

import secrets
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import audit
from app.issuer import people
from app.issuer.organisations import store
from app.issuer.organisations.checks import body_name
from app.issuer.organisations.tables import NameChange
from app.issuer.tables import Organisation
from app.trust import service as trust
from credentials import ProblemCode, refuse

_MAX_TEXT = 2000


def ask_for_name(
    session: Session,
    organisation: Organisation,
    name: str,
    *,
    name_latin: str | None,
    reason: str,
    actor: str,
    at: datetime,
) -> NameChange:
    """Ask the operator for another name; certificates of before keep the old one.

    Raises `bad-value` for a name that cannot be shown or without a reason, `conflict` while
    an earlier request waits.
    """
    written = people.text(reason, "/reason", limit=_MAX_TEXT)
    if not written:
        raise refuse(ProblemCode.BAD_VALUE, "a reason is needed", "/reason")
    if store.waiting_name_change(session, organisation.id) is not None:
        raise refuse(ProblemCode.CONFLICT, "an earlier request waits")
    asked = NameChange(
        id=secrets.token_hex(16),
        organisation_id=organisation.id,
        name=body_name(name, "/name"),
        name_latin=body_name(name_latin, "/name_latin") if name_latin else None,
        reason=written,
        asked_at=at,
        answer="",
    )
    session.add(asked)
    _note(session, organisation, asked, "asked", actor=actor, at=at)
    return asked


def grant_name(session: Session, organisation: Organisation, *, actor: str, at: datetime) -> None:
    """Give a body the name that it asked for, here and on the trusted list.

    Awards of before stay under the accreditations, and the name, of then. Raises
    `not-found` when nothing waits.
    """
    asked = _waiting(session, organisation)
    organisation.name, organisation.name_latin = asked.name, asked.name_latin
    asked.decided_at, asked.is_granted = at, True
    trust.rename_issuer(session, organisation.did, asked.name, actor=actor, at=at)
    _note(session, organisation, asked, "granted", actor=actor, at=at)


def decline_name(
    session: Session, organisation: Organisation, reason: str, *, actor: str, at: datetime
) -> None:
    """Leave a body its name, with a reason that its owner reads; as `grant_name`."""
    asked = _waiting(session, organisation)
    asked.answer = people.text(reason, "/reason", limit=_MAX_TEXT)
    if not asked.answer:
        raise refuse(ProblemCode.BAD_VALUE, "a reason is needed", "/reason")
    asked.decided_at, asked.is_granted = at, False
    _note(session, organisation, asked, "declined", actor=actor, at=at)


def _waiting(session: Session, organisation: Organisation) -> NameChange:
    found = store.waiting_name_change(session, organisation.id, lock=True)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "no request for another name waits")
    return found


def _note(
    session: Session,
    organisation: Organisation,
    asked: NameChange,
    verb: str,
    *,
    actor: str,
    at: datetime,
) -> None:
    audit.record(
        session,
        actor=actor,
        action=f"name-change.{verb}",
        subject=f"name-change:{asked.id}",
        organisation_id=organisation.id,
        at=at,
    )
