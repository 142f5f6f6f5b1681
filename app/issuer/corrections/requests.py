"""What workers ask for: that something wrong is put right, or that nothing is withdrawn.

A request needs no account. It is read by the body's staff alone, ends in a replacement or a
reasoned no, and what the worker wrote is deleted with its end.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.base.codes import new_token, token_digest
from app.issuer import people, trail
from app.issuer import store as issuer_store
from app.issuer.awards import Desk
from app.issuer.corrections import notices, store
from app.issuer.corrections.reasons import RefusalReason, WrongLine
from app.issuer.corrections.tables import (
    CONFIRMED,
    CONTEST,
    OPEN,
    REFUSED,
    REPLACED,
    WAITING,
    WRONG,
    Case,
    WorkerRequest,
)
from app.issuer.tables import IN_FORCE, Award, Organisation
from credentials import ProblemCode, refuse

LONGEST_SAID = 1000
MOST_OPEN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a worker writes: which line is wrong, in their words what is right, and an address.

    `passport_id` is the passport that it was written from.
    """

    about: WrongLine = WrongLine.OTHER
    said: str = field(repr=False)
    contact: str = field(default="", repr=False)
    language: str = "en"
    passport_id: str | None = None


def ask_for_correction(
    session: Session, award: Award, wish: Wish, *, desk: Desk, at: datetime
) -> str:
    """Put a request into the body's inbox; the token of the page where its outcome is read.

    Raises `bad-value` for what is wrong with it, and `conflict` for what is not in force and
    when three requests about this certificate are open.
    """
    if award.state not in IN_FORCE:
        raise refuse(ProblemCode.CONFLICT, "it is not in force any more")
    token = _open(session, award, wish, kind=WRONG, case=None, at=at)
    return _told(session, award, wish, token, desk=desk, at=at)


def contest(session: Session, case: Case, wish: Wish, *, desk: Desk, at: datetime) -> str:
    """Put the worker's objection to a withdrawal before the second person; as above.

    It stops nothing by itself. It can come afterwards too, because a program withdraws at
    once. Raises `conflict` for what was declined.
    """
    if case.state not in {WAITING, CONFIRMED}:
        raise refuse(ProblemCode.CONFLICT, "it was not withdrawn, and will not be")
    award = session.get_one(Award, case.award_id)
    token = _open(session, award, wish, kind=CONTEST, case=case, at=at)
    return _told(session, award, wish, token, desk=desk, at=at)


def refuse_request(
    session: Session,
    organisation: Organisation,
    request_id: str,
    *,
    reason: RefusalReason,
    answer: str,
    desk: Desk,
    actor: str,
    at: datetime,
) -> WorkerRequest:
    """Say no, with a reason of the list and a text to the worker, who is told.

    Raises `not-found` for what is not the organisation's, `bad-value` for a long text, and
    `conflict` when it was answered already.
    """
    found = store.request_for_change(session, request_id, organisation_id=organisation.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such request")
    if found.state != OPEN:
        raise refuse(ProblemCode.CONFLICT, "it was answered already")
    if found.case_id and store.is_waiting(session, found.case_id):
        raise refuse(ProblemCode.CONFLICT, "it is decided with the withdrawal")
    found.answer = people.text(answer, "/answer", limit=LONGEST_SAID)
    found.refusal = reason.value
    award = session.get_one(Award, found.award_id)
    _close(session, found, award, state=REFUSED, desk=desk, actor=actor, at=at)
    return found


def close_with_replacement(
    session: Session, award: Award, *, desk: Desk, actor: str, at: datetime
) -> None:
    """What was asked about a certificate ends with the corrected one in its place."""
    for found in store.open_requests_of(session, award.id):
        _close(session, found, award, state=REPLACED, desk=desk, actor=actor, at=at)


def close_contests(
    session: Session, case: Case, *, state: str, actor: str, at: datetime
) -> list[str]:
    """End the objections to a withdrawal that was decided; the addresses that were given."""
    contacts = []
    for found in store.contests_of(session, case.id):
        if found.state == OPEN:
            contacts.extend([found.contact] if found.contact else [])
            _minimise(found, state=state, actor=actor, at=at)
    session.flush()
    return contacts


def _open(
    session: Session,
    award: Award,
    wish: Wish,
    *,
    kind: str,
    case: Case | None,
    at: datetime,
) -> str:
    said = people.text(wish.said, "/said", limit=LONGEST_SAID)
    if not said:
        raise refuse(ProblemCode.BAD_VALUE, "nothing was written", "/said")
    contact = wish.contact.strip()
    if contact and not people.is_email(contact):
        raise refuse(ProblemCode.BAD_VALUE, "not an e-mail address", "/contact")
    # Locked, so that those who write at the same moment are counted one after the other.
    issuer_store.award_for_change(session, award.id, organisation_id=award.organisation_id)
    if len(store.open_requests_of(session, award.id)) >= MOST_OPEN:
        raise refuse(ProblemCode.CONFLICT, "three requests about it are open already")
    token = new_token()
    session.add(
        WorkerRequest(
            id=secrets.token_hex(16),
            kind=kind,
            award_id=award.id,
            organisation_id=award.organisation_id,
            case_id=case.id if case else None,
            about=wish.about.value,
            said=said,
            contact=contact or None,
            language=wish.language[:10],
            link_digest=token_digest(token),
            passport_id=wish.passport_id,
            state=OPEN,
            refusal="",
            answer="",
            created_at=at,
        )
    )
    session.flush()
    trail.record(session, award, action=f"request.{kind}", actor="worker", at=at)
    return token


def _told(
    session: Session, award: Award, wish: Wish, token: str, *, desk: Desk, at: datetime
) -> str:
    if wish.contact.strip():
        notices.tell_one(
            session,
            award,
            "request_received",
            recipient=wish.contact,
            outcome_url=f"{desk.public_url}/r/{token}",
            at=at,
        )
    return token


def _close(
    session: Session,
    found: WorkerRequest,
    award: Award,
    *,
    state: str,
    desk: Desk,
    actor: str,
    at: datetime,
) -> None:
    notices.tell(
        session,
        award,
        "request_answered",
        desk=desk,
        also_to=[found.contact] if found.contact else [],
        is_corrected=state == REPLACED,
        refusal=found.refusal,
        answer=found.answer,
        at=at,
    )
    _minimise(found, state=state, actor=actor, at=at)
    session.flush()
    trail.record(session, award, action=f"request.{state}", actor=actor, at=at)


def _minimise(found: WorkerRequest, *, state: str, actor: str, at: datetime) -> None:
    found.state, found.closed_at, found.closed_by = state, at, actor
    # What the worker wrote has served its purpose; the outcome stays to be read.
    found.said, found.contact = "", None
