"""The queries about corrections."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.issuer.corrections.tables import CONFIRMED, REPLACEMENT, REVOCATION, WAITING, Case
from app.issuer.tables import Award


def case_for_change(session: Session, case_id: str, *, organisation_id: str) -> Case | None:
    """A case of that organisation, locked until the transaction ends."""
    return session.scalars(
        select(Case)
        .where(Case.id == case_id, Case.organisation_id == organisation_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def case(session: Session, case_id: str, *, organisation_id: str) -> Case | None:
    """A case of that organisation, and of no other."""
    return session.scalars(
        select(Case).where(Case.id == case_id, Case.organisation_id == organisation_id)
    ).one_or_none()


def waiting_case(session: Session, award_id: str, *, kind: str) -> Case | None:
    """The case about an award that waits for a second person."""
    return session.scalars(
        select(Case).where(Case.award_id == award_id, Case.kind == kind, Case.state == WAITING)
    ).one_or_none()


def waiting_cases_of(session: Session, award_id: str) -> list[Case]:
    """Every case about an award that waits, whatever its kind."""
    return list(
        session.scalars(select(Case).where(Case.award_id == award_id, Case.state == WAITING))
    )


def waiting_cases(
    session: Session, organisation_id: str, *, limit: int
) -> list[tuple[Case, Award]]:
    """What waits for a second person in an organisation, the oldest first."""
    found = session.execute(
        select(Case, Award)
        .join(Award, Award.id == Case.award_id)
        .where(Case.organisation_id == organisation_id, Case.state == WAITING)
        .order_by(Case.requested_at, Case.id)
        .limit(limit)
    )
    return [(each, award) for each, award in found]


def cases(session: Session, organisation_id: str, *, limit: int, offset: int = 0) -> list[Case]:
    """The cases of an organisation, the newest first."""
    return list(
        session.scalars(
            select(Case)
            .where(Case.organisation_id == organisation_id)
            .order_by(Case.requested_at.desc(), Case.id)
            .limit(limit)
            .offset(offset)
        )
    )


def number_waiting(session: Session, organisation_id: str) -> int:
    """How many cases of an organisation wait for a second person."""
    counted = select(func.count()).where(
        Case.organisation_id == organisation_id, Case.state == WAITING
    )
    return session.scalar(counted) or 0


def reasons(session: Session, award_id: str) -> list[str]:
    """Why an award was withdrawn or replaced, for the body's own file."""
    return list(
        session.scalars(
            select(Case.reason).where(
                Case.award_id == award_id,
                Case.kind.in_((REVOCATION, REPLACEMENT)),
                Case.state == CONFIRMED,
            )
        )
    )


def notes(session: Session, award_id: str) -> list[str]:
    """What the body noted for its own file about an award, the oldest first."""
    return list(
        session.scalars(
            select(Case.note)
            .where(Case.award_id == award_id, Case.note != "")
            .order_by(Case.requested_at, Case.id)
        )
    )
