"""Delete what is not needed any more: by itself after a set time, or because somebody asks.

The certificate itself stays as long as it is in force: it may be a worker's only proof, and
whoever holds the paper must be able to have it checked. What goes is what is only needed to
hand it over: the address, the day of birth, the register number. Its body issues it anew for
a worker who comes later.
"""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base import audit
from app.base.db import Database
from app.issuer import people, trail
from app.issuer import store as award_store
from app.issuer.people import Person
from app.issuer.privacy import store
from app.issuer.tables import CLAIMED, CLOSED, REPLACED, REVOKED, Award, Claim, Organisation
from credentials import ProblemCode, refuse

ACTOR = "service"
MAIL_KEPT_FOR = timedelta(days=90)
SHORTEST_DAYS = 30
_AT_ONCE = 100
_ENDED = (REVOKED, REPLACED)


def minimise_unclaimed(database: Database, *, days: int, at: datetime) -> int:
    """Minimise what nobody fetched for `days`, or for fewer where the body says so.

    Some in each transaction, so that nobody waits long. Returns how many there were.
    """
    with database.reading() as session:
        bodies = [(body.id, body.unclaimed_days) for body in store.organisations(session)]
    done = 0
    for body_id, own_days in bodies:
        before = at - timedelta(days=min(days, own_days or days))
        while True:
            with database.session() as session:
                found = store.unclaimed(session, body_id, before=before, limit=_AT_ONCE)
                for award, claim in found:
                    minimise(session, award, claim, actor=ACTOR, at=at)
            done += len(found)
            if len(found) < _AT_ONCE:
                break
    return done


def minimise(
    session: Session, award: Award, claim: Claim | None, *, actor: str, at: datetime
) -> None:
    """Delete what only a claim needs. The name and the year stay as the certificate has them."""
    if award.person is not None:
        award.person = _slim(people.stored_person(award.person)).as_json()
    # It is made of the birth date and the number, and a guess could be tried against it.
    award.person_key = None
    award.minimised_at = at
    if claim is not None and claim.state != CLAIMED:
        claim.state, claim.sealed_code = CLOSED, None
    session.flush()
    trail.record(session, award, action="award.minimised", actor=actor, at=at)


def erase(session: Session, award: Award, claim: Claim | None, *, actor: str, at: datetime) -> None:
    """Delete everything about the person of a certificate that is not in force any more.

    The row stays without a name, so that its place on the status list is never given away.
    Raises `conflict` while the certificate is in force: withdraw it first.
    """
    if award.state not in _ENDED:
        raise refuse(ProblemCode.CONFLICT, "a certificate in force is withdrawn first")
    if award.erased_at is not None:
        return
    email = str((award.person or {}).get("email") or "")
    if email:
        store.forget_mail(session, email)
    for case in store.cases(session, award.id):
        case.note = ""
    for request in store.requests(session, award.id):
        request.said, request.contact, request.answer = "", None, ""
    award.person, award.person_key, award.results = None, None, None
    award.content, award.verification_code = b"", None
    award.minimised_at, award.erased_at = award.minimised_at or at, at
    if claim is not None:
        claim.sealed_code = None
    award_store.forget_retired_codes(session, award.id)
    session.flush()
    trail.record(session, award, action="award.erased", actor=actor, at=at)


def choose_days(
    session: Session,
    organisation: Organisation,
    days: int | None,
    *,
    longest: int,
    actor: str,
    at: datetime,
) -> None:
    """Have unclaimed data of a body minimised earlier than the service does; None is not.

    Raises `bad-value` for less than thirty days or more than the service's own time.
    """
    if days is not None and not min(SHORTEST_DAYS, longest) <= days <= longest:
        detail = f"from {SHORTEST_DAYS} to {longest} days"
        raise refuse(ProblemCode.BAD_VALUE, detail, "/unclaimed_days")
    organisation.unclaimed_days = days
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="organisation.changed",
        subject=organisation.id,
        organisation_id=organisation.id,
        at=at,
    )


def _slim(person: Person) -> Person:
    return Person(
        name=person.name,
        name_latin=person.name_latin,
        family_name=person.family_name,
        given_name=person.given_name,
        birth_year=person.born_in,
    )
