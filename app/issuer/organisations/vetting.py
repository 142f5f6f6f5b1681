"""What the operator decides about a body that has applied: to let it in, or to turn it away."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import audit
from app.issuer.tables import APPLIED, TURNED_AWAY, VETTED, Organisation
from app.trust import service as trust
from credentials import ProblemCode, refuse


def let_in(session: Session, organisation: Organisation, *, actor: str, at: datetime) -> None:
    """Make a body known that had only applied; what it issued while trying counts as well.

    Raises `conflict` for one that was decided on.
    """
    _decide(session, organisation, VETTED, actor=actor, at=at)
    known = trust.Statement(
        did=organisation.did,
        name=organisation.name,
        country=organisation.country,
        url=organisation.url,
    )
    trust.approve_issuer(session, known, actor=actor, at=at)


def turn_away(session: Session, organisation: Organisation, *, actor: str, at: datetime) -> None:
    """Let a body that had applied issue nothing from now on.

    What it issued while trying stays shown as from a body that is not approved. Raises
    `conflict` for one that was decided on.
    """
    _decide(session, organisation, TURNED_AWAY, actor=actor, at=at)
    organisation.approved = False


def _decide(
    session: Session, organisation: Organisation, decision: str, *, actor: str, at: datetime
) -> None:
    if organisation.vetting != APPLIED:
        raise refuse(ProblemCode.CONFLICT, "it was decided on already")
    organisation.vetting = decision
    audit.record(
        session,
        actor=actor,
        action=f"organisation.{decision}",
        subject=organisation.did,
        organisation_id=organisation.id,
        at=at,
    )
