"""The queries about corrections."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.issuer.corrections.tables import (
    CONFIRMED,
    OPEN,
    REPLACEMENT,
    REVOCATION,
    WAITING,
    Case,
    WorkerRequest,
)
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


def is_waiting(session: Session, case_id: str) -> bool:
    """Whether a case waits for a second person."""
    return session.get_one(Case, case_id).state == WAITING


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


def case_by_link(session: Session, digest: str) -> Case | None:
    """The case whose worker has this link to contest it."""
    return session.scalars(select(Case).where(Case.contest_digest == digest)).one_or_none()


def request(session: Session, request_id: str, *, organisation_id: str) -> WorkerRequest | None:
    """A worker's request to that organisation, and to no other."""
    return session.scalars(
        select(WorkerRequest).where(
            WorkerRequest.id == request_id, WorkerRequest.organisation_id == organisation_id
        )
    ).one_or_none()


def request_for_change(
    session: Session, request_id: str, *, organisation_id: str
) -> WorkerRequest | None:
    """A worker's request to that organisation, locked until the transaction ends."""
    return session.scalars(
        select(WorkerRequest)
        .where(WorkerRequest.id == request_id, WorkerRequest.organisation_id == organisation_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def request_by_link(session: Session, digest: str) -> WorkerRequest | None:
    """The request whose outcome is read with this link."""
    return session.scalars(
        select(WorkerRequest).where(WorkerRequest.link_digest == digest)
    ).one_or_none()


def requests_from(session: Session, credential_id: str, *, passport_id: str) -> list[WorkerRequest]:
    """What was written from a passport about a certificate, the newest first."""
    return list(
        session.scalars(
            select(WorkerRequest)
            .join(Award, Award.id == WorkerRequest.award_id)
            .where(Award.credential_id == credential_id, WorkerRequest.passport_id == passport_id)
            .order_by(WorkerRequest.created_at.desc(), WorkerRequest.id)
        )
    )


def open_requests_of(session: Session, award_id: str) -> list[WorkerRequest]:
    """What workers ask about an award and nobody has answered, the oldest first."""
    return list(
        session.scalars(
            select(WorkerRequest)
            .where(WorkerRequest.award_id == award_id, WorkerRequest.state == OPEN)
            .order_by(WorkerRequest.created_at, WorkerRequest.id)
        )
    )


def contests_of(session: Session, case_id: str) -> list[WorkerRequest]:
    """What the worker wrote against a withdrawal, the oldest first."""
    return list(
        session.scalars(
            select(WorkerRequest)
            .where(WorkerRequest.case_id == case_id)
            .order_by(WorkerRequest.created_at, WorkerRequest.id)
        )
    )


def requests(
    session: Session, organisation_id: str, *, state: str, limit: int, offset: int = 0
) -> list[tuple[WorkerRequest, Award]]:
    """What workers asked an organisation, the oldest first; of every state if it is empty."""
    query = (
        select(WorkerRequest, Award)
        .join(Award, Award.id == WorkerRequest.award_id)
        .where(WorkerRequest.organisation_id == organisation_id)
    )
    if state:
        query = query.where(WorkerRequest.state == state)
    query = query.order_by(WorkerRequest.created_at, WorkerRequest.id)
    return [(each, award) for each, award in session.execute(query.limit(limit).offset(offset))]


def number_open(session: Session, organisation_id: str) -> int:
    """How many requests to an organisation nobody has answered."""
    counted = select(func.count()).where(
        WorkerRequest.organisation_id == organisation_id, WorkerRequest.state == OPEN
    )
    return session.scalar(counted) or 0


def all_cases(session: Session) -> list[tuple[Case, str]]:
    """Every case with the state of its award, for `fsck`."""
    found = session.execute(select(Case, Award.state).join(Award, Award.id == Case.award_id))
    return [(case, state) for case, state in found]


def all_requests(session: Session) -> list[WorkerRequest]:
    """Every request, for `fsck`."""
    return list(session.scalars(select(WorkerRequest).order_by(WorkerRequest.id)))


def number_waiting(session: Session, organisation_id: str, *, actor: str) -> int:
    """How many cases of an organisation wait for somebody else than who asked."""
    counted = select(func.count()).where(
        Case.organisation_id == organisation_id,
        Case.state == WAITING,
        Case.requested_by != actor,
    )
    return session.scalar(counted) or 0


def was_made_for(session: Session, award_id: str, *, reason: str) -> bool:
    """Whether an award took the place of another one for that reason."""
    found = (
        select(Case.id)
        .join(Award, Award.id == Case.award_id)
        .where(Award.replaced_by == award_id, Case.kind == REPLACEMENT, Case.reason == reason)
    )
    return session.scalars(found.limit(1)).first() is not None


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


def records(session: Session, award_id: str, *, kind: str) -> list[Case]:
    """What one person did to an award at once, the oldest first."""
    return list(
        session.scalars(
            select(Case)
            .where(Case.award_id == award_id, Case.kind == kind, Case.state == CONFIRMED)
            .order_by(Case.requested_at, Case.id)
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
