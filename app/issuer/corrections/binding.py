"""A certificate for the key of the passport that has it, at its holder's wish; and back again.

It says the same as before and names the key as its subject. Whoever has the passport can then
show it as its holder. So nothing that waits is passed over by it: while somebody wants to
withdraw or correct the certificate, or says that the wrong person fetched it, it is not done.
"""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.orm import Session

from app.issuer import claims, people, trail
from app.issuer import store as issuer_store
from app.issuer.awards import AwardResult, Desk
from app.issuer.corrections import changes, store
from app.issuer.corrections.reasons import BindingReason
from app.issuer.corrections.reissuing import grant_of, reissue
from app.issuer.corrections.tables import REPLACEMENT
from app.issuer.tables import ACTIVE, Award
from credentials import CredentialsError, ProblemCode, refuse


class Binding:
    """Answers for every training body of this service; shared by all requests."""

    def __init__(self, *, desk: Callable[[], Desk]) -> None:
        self._desk = desk

    def bind(
        self,
        session: Session,
        credential_id: str,
        *,
        passport_id: str,
        holder: str,
        at: datetime,
    ) -> "claims.Taken":
        """Issue a certificate anew for the key `holder` of the passport that has it.

        Raises `not-found` for what that passport has not fetched, and `conflict` when it is
        not in force, something about it waits, or the body can issue nothing for it now.
        """
        held = issuer_store.award_in_passport(session, credential_id, passport_id=passport_id)
        if held is None:
            raise refuse(ProblemCode.NOT_FOUND, "no such certificate in this passport")
        old = issuer_store.award_for_change(session, held.id, organisation_id=held.organisation_id)
        if old is None or old.state != ACTIVE or old.person is None:
            raise refuse(ProblemCode.CONFLICT, "only a certificate in force can be bound")
        if store.waiting_cases_of(session, old.id) or store.open_requests_of(session, old.id):
            raise refuse(ProblemCode.CONFLICT, "something about this certificate waits")
        actor = f"passport:{passport_id}"
        made = self._reissued(session, old, holder=holder, actor=actor, at=at)
        _noted(session, old, BindingReason.BOUND, actor=actor, at=at)
        return claims.take_approved(session, made.award.id, passport_id=passport_id, at=at)

    def _reissued(
        self, session: Session, old: Award, *, holder: str, actor: str, at: datetime
    ) -> AwardResult:
        person = people.stored_person(old.person or {})
        grant = grant_of(old, person=person, has_passport=True, holder=holder)
        try:
            return reissue(session, old, grant, desk=self._desk(), actor=actor, at=at)
        except CredentialsError as error:
            if error.problem.code is not ProblemCode.BAD_VALUE:
                raise
            # The body has deleted what it knew of the person, as it may.
            raise refuse(ProblemCode.CONFLICT, "the body lacks what it needs for it") from error


def is_bound(session: Session, award: Award) -> bool:
    """Whether a certificate was issued for the key of a passport."""
    return store.was_made_for(session, award.id, reason=BindingReason.BOUND.value)


def release(session: Session, old: Award, *, desk: Desk, actor: str, at: datetime) -> AwardResult:
    """Issue a bound certificate anew without a key, for somebody else than its holder."""
    grant = grant_of(old, person=people.stored_person(old.person or {}), has_passport=True)
    result = reissue(session, old, grant, desk=desk, actor=actor, at=at)
    _noted(session, old, BindingReason.RELEASED, actor=actor, at=at)
    return result


def _noted(
    session: Session, old: Award, reason: BindingReason, *, actor: str, at: datetime
) -> None:
    changes.keep_record(session, old, kind=REPLACEMENT, reason=reason, actor=actor, at=at)
    trail.record(session, old, action="award.replaced", actor=actor, at=at)
