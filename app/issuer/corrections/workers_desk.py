"""The training body's side of what workers write, as the holder's side asks for it.

A worker is known by one of three things: a claim code with its second fact, a passport that has
the certificate, or a secret link. None of them shows anything of the body's own file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base.codes import token_digest
from app.issuer import store as issuer_store
from app.issuer.awards import Desk
from app.issuer.claims import Claims
from app.issuer.corrections import requests, store
from app.issuer.corrections.reasons import WrongLine, chosen
from app.issuer.corrections.requests import Wish
from app.issuer.corrections.tables import CONFIRMED, REVOCATION, WAITING, Case, WorkerRequest
from app.issuer.tables import Achievement, Award, Organisation
from credentials import ProblemCode, refuse

# So long after a withdrawal the link of its notice still takes an objection.
_CONTESTABLE_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class PlannedWithdrawal:
    """A withdrawal as its worker may read it; `is_done` when it was published already."""

    issuer: str
    issuer_url: str | None
    title: str
    reason: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a request; `answer` is what the body writes to the worker."""

    kind: str
    state: str
    issuer: str
    title: str
    refusal: str
    answer: str
    created_at: datetime


class WorkersDesk:
    """Answers for every training body of this service; shared by all requests."""

    def __init__(self, claims: Claims, *, desk: Callable[[], Desk]) -> None:
        self._claims = claims
        self._desk = desk

    def ask_by_code(
        self,
        session: Session,
        code: str,
        ticket: str,
        *,
        about: str,
        said: str,
        contact: str,
        at: datetime,
    ) -> str:
        """Say what is wrong before taking it; raises as the claim does, and `bad-value`."""
        award = self._claims.award_of(session, code, ticket, at=at)
        wish = Wish(about=chosen(WrongLine, about, "/about"), said=said, contact=contact)
        return requests.ask_for_correction(session, award, wish, desk=self._desk(), at=at)

    def ask_by_passport(
        self,
        session: Session,
        credential_id: str,
        *,
        passport_id: str,
        about: str,
        said: str,
        contact: str,
        at: datetime,
    ) -> str:
        """Say what is wrong with a certificate in a passport; raises `not-found` for others'."""
        award = self._held(session, credential_id, passport_id)
        wish = Wish(
            about=chosen(WrongLine, about, "/about"),
            said=said,
            contact=contact,
            passport_id=passport_id,
        )
        return requests.ask_for_correction(session, award, wish, desk=self._desk(), at=at)

    def planned(
        self, session: Session, credential_id: str, *, passport_id: str
    ) -> PlannedWithdrawal | None:
        """The withdrawal of a certificate in a passport that waits for a second person."""
        award = issuer_store.award_in_passport(session, credential_id, passport_id=passport_id)
        case = store.waiting_case(session, award.id, kind=REVOCATION) if award else None
        return _planned(session, case) if case else None

    def planned_by_link(
        self, session: Session, token: str, *, at: datetime
    ) -> PlannedWithdrawal | None:
        """The withdrawal that a secret link is about, while it can be contested."""
        case = self._contestable(session, token, at=at)
        return _planned(session, case) if case else None

    def contest_by_link(
        self, session: Session, token: str, *, said: str, contact: str, at: datetime
    ) -> str:
        """Object to a withdrawal; raises `not-found` for a link that is none of ours."""
        case = self._contestable(session, token, at=at)
        if case is None:
            raise refuse(ProblemCode.NOT_FOUND, "there is no such link")
        wish = Wish(said=said, contact=contact)
        return requests.contest(session, case, wish, desk=self._desk(), at=at)

    def contest_by_passport(
        self,
        session: Session,
        credential_id: str,
        *,
        passport_id: str,
        said: str,
        contact: str,
        at: datetime,
    ) -> str:
        """The same from the passport that has the certificate."""
        award = self._held(session, credential_id, passport_id)
        case = store.waiting_case(session, award.id, kind=REVOCATION)
        if case is None:
            raise refuse(ProblemCode.CONFLICT, "nobody wants to withdraw it")
        wish = Wish(said=said, contact=contact, passport_id=passport_id)
        return requests.contest(session, case, wish, desk=self._desk(), at=at)

    def outcome(self, session: Session, token: str) -> Outcome | None:
        """What became of the request behind a secret link."""
        found = store.request_by_link(session, token_digest(token))
        return _outcome(session, found) if found else None

    def outcomes(self, session: Session, credential_id: str, *, passport_id: str) -> list[Outcome]:
        """What became of all that was written from a passport about a certificate."""
        found = store.requests_from(session, credential_id, passport_id=passport_id)
        return [_outcome(session, each) for each in found]

    def _held(self, session: Session, credential_id: str, passport_id: str) -> Award:
        award = issuer_store.award_in_passport(session, credential_id, passport_id=passport_id)
        if award is None:
            raise refuse(ProblemCode.NOT_FOUND, "no such certificate in this passport")
        return award

    def _contestable(self, session: Session, token: str, *, at: datetime) -> Case | None:
        case = store.case_by_link(session, token_digest(token))
        if case is None or case.state not in {WAITING, CONFIRMED}:
            return None
        is_fresh = case.decided_at is None or at - case.decided_at < _CONTESTABLE_FOR
        return case if is_fresh else None


def _planned(session: Session, case: Case) -> PlannedWithdrawal:
    organisation, achievement = _about(session, case.award_id)
    return PlannedWithdrawal(
        issuer=organisation.name,
        issuer_url=organisation.url,
        title=achievement.name,
        reason=case.reason,
        is_done=case.state == CONFIRMED,
    )


def _outcome(session: Session, found: WorkerRequest) -> Outcome:
    organisation, achievement = _about(session, found.award_id)
    return Outcome(
        kind=found.kind,
        state=found.state,
        issuer=organisation.name,
        title=achievement.name,
        refusal=found.refusal,
        answer=found.answer,
        created_at=found.created_at,
    )


def _about(session: Session, award_id: str) -> tuple[Organisation, Achievement]:
    award = session.get_one(Award, award_id)
    return (
        session.get_one(Organisation, award.organisation_id),
        session.get_one(Achievement, award.achievement_id),
    )
