"""A duplicate for lost paper: the same certificate with the same number, marked as printed again.

No second credential is made, because one person has earned one award. What differs is the
paper alone, and the audit trail says who printed it when.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import days
from app.issuer import trail
from app.issuer.delivery.certificate import certificate_pdf
from app.issuer.paper import certificate_facts
from app.issuer.tables import IN_FORCE, Achievement, Award, Organisation
from credentials import ProblemCode, refuse


def print_duplicate(
    session: Session,
    organisation: Organisation,
    award: Award,
    *,
    public_url: str,
    actor: str,
    at: datetime,
) -> bytes:
    """The certificate as PDF with the day of the duplicate on it, and noted in the trail.

    Raises `conflict` for one that counts no more, and `not-found` for one without a print.
    """
    if award.state not in IN_FORCE:
        raise refuse(ProblemCode.CONFLICT, "only a certificate in force is printed again")
    if award.achievement_id is None:
        raise refuse(ProblemCode.NOT_FOUND, "it has no printed form")
    facts = certificate_facts(
        award,
        organisation,
        session.get_one(Achievement, award.achievement_id),
        public_url=public_url,
        duplicate_on=days.today(organisation.time_zone, at=at),
    )
    trail.record(session, award, action="duplicate.printed", actor=actor, at=at)
    return certificate_pdf(facts)
