"""A step that takes two people: one member of staff asks for it, another one decides."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.base import accounts
from app.issuer import people, trail
from app.issuer.corrections import changes, store
from app.issuer.corrections.tables import WAITING, Case
from app.issuer.tables import Award, Organisation
from credentials import ProblemCode, refuse

LONGEST_NOTE = 500


def checked_note(note: str) -> str:
    """A note for the body's own file; raises `bad-value` for a long or deceptive one."""
    return people.text(note, "/note", limit=LONGEST_NOTE)


def ask(
    session: Session,
    award: Award,
    *,
    kind: str,
    reason: StrEnum,
    note: str,
    actor: str,
    at: datetime,
) -> tuple[Case, bool]:
    """Have a step wait for a second person; False if it waited already, which changes nothing."""
    note = checked_note(note)
    waiting = store.waiting_case(session, award.id, kind=kind)
    if waiting is not None:
        return waiting, False
    case = changes.new_case(award, kind=kind, reason=reason, note=note, actor=actor, at=at)
    try:
        with session.begin_nested():
            session.add(case)
    except IntegrityError as error:
        raise refuse(ProblemCode.CONFLICT, "somebody asked for it at this moment") from error
    trail.record(session, award, action=f"{kind}.asked", actor=actor, at=at)
    return case, True


def waiting(session: Session, organisation: Organisation, case_id: str) -> tuple[Case, Award]:
    """A case that waits, and its award, both locked; raises `not-found` or `conflict`."""
    case = store.case(session, case_id, organisation_id=organisation.id)
    if case is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such case")
    # The award first, as every other change of it does: two who wait for each other is worse
    # than one who waits.
    found = changes.award_for_change(session, organisation, case.award_id)
    locked = store.case_for_change(session, case_id, organisation_id=organisation.id)
    if locked is None or locked.state != WAITING:
        raise refuse(ProblemCode.CONFLICT, "it was decided already")
    return locked, found


def for_second_person(
    session: Session, organisation: Organisation, case_id: str, *, actor: str
) -> tuple[Case, Award]:
    """`waiting` for the second person; raises `not-allowed` for the one who asked."""
    case, found = waiting(session, organisation, case_id)
    if accounts.are_one(session, case.requested_by, actor):
        raise refuse(ProblemCode.NOT_ALLOWED, "whoever asked for it cannot decide it")
    return case, found


def decided(
    session: Session,
    case: Case,
    award: Award,
    *,
    state: str,
    actor: str,
    at: datetime,
    word: str | None = None,
) -> None:
    """Note that somebody decided a case; `word` names it in the trail where it is not `state`."""
    case.state, case.decided_by, case.decided_at = state, actor, at
    session.flush()
    trail.record(session, award, action=f"{case.kind}.{word or state}", actor=actor, at=at)
