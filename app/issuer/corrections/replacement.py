"""Issue a corrected certificate in place of a wrong one; the old one answers `replaced`."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.issuer import trail
from app.issuer.achievements import results
from app.issuer.awards import AwardResult, Desk, Grant, award
from app.issuer.corrections import changes
from app.issuer.corrections.reasons import ReplacementReason, RevocationReason
from app.issuer.corrections.tables import REPLACEMENT
from app.issuer.people import Person
from app.issuer.tables import ACTIVE, REPLACED, SUSPENDED, Achievement, Organisation
from app.status import service as status
from credentials import ProblemCode, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What a corrected certificate shall say; the day stays unless another is given."""

    person: Person
    reason: ReplacementReason
    awarded_on: date | None = None


def replace(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    correction: Correction,
    desk: Desk,
    actor: str,
    at: datetime,
) -> AwardResult:
    """Issue a corrected certificate in place of one; the old one answers `replaced`.

    Only the newest of a chain can be replaced. Raises `conflict` otherwise.
    """
    old = changes.award_for_change(session, organisation, award_id)
    if old.state not in {ACTIVE, SUSPENDED} or old.achievement_id is None:
        raise refuse(ProblemCode.CONFLICT, "only a certificate in force can be replaced")
    status.set_status(
        session,
        award_id=old.id,
        purpose=status.REVOCATION,
        value=True,
        at=at,
        reason=RevocationReason.REPLACED.value,
    )
    old.state, old.changed_at = REPLACED, at
    # The old row leaves the rule "one award of a day for each person" before the new comes.
    session.flush()
    changes.let_lapse(session, old, actor=actor, at=at)
    achievement = session.get_one(Achievement, old.achievement_id)
    grant = Grant(
        person=correction.person,
        awarded_on=correction.awarded_on or old.awarded_on or at.date(),
        certificate_number=old.certificate_number,
        results=results.stored(old.results),
    )
    result = award(session, organisation, achievement, grant, desk=desk, actor=actor, at=at)
    old.replaced_by = result.award.id
    session.flush()
    changes.keep_record(
        session, old, kind=REPLACEMENT, reason=correction.reason, actor=actor, at=at
    )
    trail.record(session, old, action="award.replaced", actor=actor, at=at)
    return result
