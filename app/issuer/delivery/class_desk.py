"""The training body's side of a class code: ask, wait, and take what staff handed over.

Whoever asks learns nothing about anybody: what fits and what does not is answered alike.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base import codes
from app.base.custody import Custody
from app.issuer import claims, people
from app.issuer.claims import Shown, Taken
from app.issuer.delivery import class_store
from app.issuer.delivery.class_codes import SEALED_WORDS
from app.issuer.delivery.class_tables import APPROVED, TAKEN, WAITING, ClassCode, ClassRequest
from app.issuer.tables import Achievement, Award, Organisation
from app.trust import service as trust
from credentials import ProblemCode, refuse

# A browser that was approved may take its time to be opened again.
TAKEN_WITHIN = timedelta(days=1)
_MOST_WAITING = 1000
_LONGEST_FACT = 100


@dataclass(frozen=True, slots=True)
class ClassOffer:
    """What anybody who sees the code on the wall may know."""

    issuer: str
    standing: str
    title: str


@dataclass(frozen=True, slots=True)
class ClassStanding:
    """How a request stands; `shown` once it was approved."""

    state: str
    offer: ClassOffer
    shown: Shown | None = field(default=None, repr=False)


class ClassDesk:
    """Answers to the browsers of classes; shared by all requests."""

    def __init__(self, custody: Custody) -> None:
        self._custody = custody

    def look_up(self, session: Session, code: str, *, at: datetime) -> ClassOffer:
        """What a code (canonical) is for; raises `code-wrong`, and `gone` once it has ended."""
        return _offer(session, _open(session, code, at=at))

    def ask(self, session: Session, code: str, *, name: str, fact: str, at: datetime) -> str:
        """Wait for staff; the token of the browser that waits.

        Raises as `look_up` does, `bad-value` for words that cannot be a name or a fact, and
        `too-many-requests` when very many wait.
        """
        found = _open(session, code, at=at)
        name = people.text(name, "/name", limit=200)
        fact = people.text(fact, "/fact", limit=_LONGEST_FACT)
        if not name or not fact:
            raise refuse(ProblemCode.BAD_VALUE, "it is needed", "/name" if not name else "/fact")
        if class_store.number_waiting(session, found.id) >= _MOST_WAITING:
            raise refuse(ProblemCode.TOO_MANY_REQUESTS, "too many wait at this code")
        token = codes.new_token()
        made_id = secrets.token_hex(16)
        session.add(
            ClassRequest(
                id=made_id,
                class_code_id=found.id,
                token_digest=codes.token_digest(token),
                sealed_name=self._custody.seal(name, purpose=SEALED_WORDS, bound_to=made_id),
                sealed_fact=self._custody.seal(fact, purpose=SEALED_WORDS, bound_to=made_id),
                state=WAITING,
                asked_at=at,
            )
        )
        session.flush()
        return token

    def standing(self, session: Session, token: str, *, at: datetime) -> ClassStanding:
        """How the request of a browser stands; raises `not-found` for no token of ours."""
        request = class_store.request_by_token(session, codes.token_digest(token))
        if request is None:
            raise refuse(ProblemCode.NOT_FOUND, "nobody waits here")
        offer = _offer(session, session.get_one(ClassCode, request.class_code_id))
        if request.state != APPROVED or request.award_id is None or not _is_fresh(request, at):
            state = "ended" if request.state == APPROVED else request.state
            return ClassStanding(state, offer)
        award = session.get_one(Award, request.award_id)
        return ClassStanding(request.state, offer, claims.shown_of(award))

    def take(self, session: Session, token: str, *, passport_id: str, at: datetime) -> Taken:
        """Hand the certificate over, once; raises `not-found` and what a claim raises."""
        request = class_store.request_by_token_for_change(session, codes.token_digest(token))
        if request is None or request.award_id is None or not _is_fresh(request, at):
            raise refuse(ProblemCode.NOT_FOUND, "nothing was handed over here")
        if request.state != APPROVED:
            raise refuse(ProblemCode.GONE, "it was taken already")
        taken = claims.take_approved(session, request.award_id, passport_id=passport_id, at=at)
        request.state = TAKEN
        session.flush()
        return taken


def _open(session: Session, code: str, *, at: datetime) -> ClassCode:
    found = class_store.code_by_digest(session, codes.code_digest(code))
    if found is None:
        raise refuse(ProblemCode.CODE_WRONG, "there is no such code")
    if found.closed_at is not None or found.expires_at <= at:
        raise refuse(ProblemCode.GONE, "the code has ended")
    return found


def _offer(session: Session, code: ClassCode) -> ClassOffer:
    organisation = session.get_one(Organisation, code.organisation_id)
    return ClassOffer(
        issuer=organisation.name,
        standing=trust.standing_now(session, organisation.did).value,
        title=session.get_one(Achievement, code.achievement_id).name,
    )


def _is_fresh(request: ClassRequest, at: datetime) -> bool:
    return request.decided_at is not None and at < request.decided_at + TAKEN_WITHIN
