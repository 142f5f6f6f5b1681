"""Issue a certificate in place of another one, which answers `replaced` from then on."""

from datetime import date, datetime

from sqlalchemy.orm import Session

from app.issuer.achievements import results
from app.issuer.attribution import Attribution
from app.issuer.awards import AwardResult, Desk, Grant, award
from app.issuer.corrections import changes
from app.issuer.corrections.reasons import RevocationReason
from app.issuer.people import Person
from app.issuer.tables import REPLACED, Achievement, Award, Organisation
from app.status import service as status


def grant_of(
    old: Award,
    *,
    person: Person,
    has_passport: bool,
    awarded_on: date | None = None,
    holder: str | None = None,
) -> Grant:
    """What the new certificate says: the same as the old one but for what is given here."""
    return Grant(
        person=person,
        awarded_on=awarded_on or old.awarded_on or old.issued_at.date(),
        certificate_number=old.certificate_number,
        batch_id=old.batch_id,
        results=results.stored(old.results),
        has_passport=has_passport,
        attribution=Attribution.stored(old.attribution),
        holder=holder,
    )


def reissue(
    session: Session, old: Award, grant: Grant, *, desk: Desk, actor: str, at: datetime
) -> AwardResult:
    """Issue it with a place of its own on the status list, and close the old one's place.

    What still waited for a second person lapses. Raises as `award` does.
    """
    status.set_status(
        session,
        award_id=old.id,
        purpose=status.REVOCATION,
        value=True,
        at=at,
        reason=RevocationReason.REPLACED.value,
    )
    old.state, old.changed_at, old.number_key = REPLACED, at, None
    # The old row leaves the rules "one award of a day for each person" and "one certificate
    # for each number" before the new comes.
    session.flush()
    changes.let_lapse(session, old, actor=actor, at=at)
    organisation = session.get_one(Organisation, old.organisation_id)
    achievement = session.get_one(Achievement, old.achievement_id)
    result = award(session, organisation, achievement, grant, desk=desk, actor=actor, at=at)
    old.replaced_by = result.award.id
    session.flush()
    return result
