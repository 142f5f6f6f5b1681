"""Staff give a code to somebody whom they know, and see what became of it.

They make sure who it is and give a code on paper. It opens the passport after a waiting time
in which the holder is told and may refuse: so neither a forged identity card nor one member of
staff opens somebody's passport unseen.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.issuer import store, trail
from app.issuer.awards import Desk
from app.issuer.corrections.reasons import IdentityCheck
from app.issuer.holders import Confirmed, ReturnCode, ReturnStanding
from app.issuer.tables import CLAIMED, VETTED, Award, Organisation
from app.trust import service as trust
from credentials import ProblemCode, Standing, refuse


def confirm_person(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    check: IdentityCheck,
    days: int,
    desk: Desk,
    actor: str,
    at: datetime,
) -> ReturnCode:
    """Make the code that opens the passport with this certificate in it, after so many days.

    Raises `not-found` for what is not the organisation's, and `conflict` when nobody has
    fetched the certificate, another body's code waits, or the body may not vouch for anybody.
    """
    award = store.award_for_change(session, award_id, organisation_id=organisation.id)
    if award is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    passport_id = _passport_of(session, award)
    if passport_id is None:
        raise refuse(ProblemCode.CONFLICT, "nobody has fetched it into a passport")
    if not vouches(session, organisation.id):
        raise refuse(ProblemCode.CONFLICT, "the body has to be approved, and not suspended")
    said = Confirmed(
        organisation_id=organisation.id,
        issuer=organisation.name,
        check=check.value,
        actor=actor,
        wait=timedelta(days=days),
        language=organisation.language.partition("-")[0],
    )
    made = desk.holders.begin_return(session, passport_id, said, at=at)
    trail.record(session, award, action="return.confirmed", actor=actor, at=at)
    return made


def vouches(session: Session, organisation_id: str) -> bool:
    """Whether the word of a body opens somebody's passport.

    Whoever may only try, was turned away or is suspended could hand somebody a certificate and
    then take the whole passport, with what other bodies awarded.
    """
    body = session.get_one(Organisation, organisation_id)
    is_suspended = trust.standing_now(session, body.did) is Standing.SUSPENDED
    return body.vetting == VETTED and not is_suspended


def standing(
    session: Session, organisation: Organisation, award: Award, *, desk: Desk, at: datetime
) -> ReturnStanding | None:
    """How the newest return stands that this body began for the passport of an award."""
    passport_id = _passport_of(session, award)
    if passport_id is None:
        return None
    return desk.holders.return_standing(
        session, passport_id, organisation_id=organisation.id, at=at
    )


def _passport_of(session: Session, award: Award) -> str | None:
    claim = store.claim(session, award.id)
    return claim.passport_id if claim is not None and claim.state == CLAIMED else None
