"""The queries about applications."""

from datetime import datetime

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from app.issuer.applications.tables import (
    APPROVED,
    REFUSED,
    UNCONFIRMED,
    UNDECIDED,
    Application,
    ApplicationDocument,
    ApplicationMessage,
)
from app.issuer.tables import Award


def by_token(session: Session, digest: str) -> Application | None:
    """The application that the applicant's link is for."""
    return session.scalars(
        select(Application).where(Application.token_digest == digest)
    ).one_or_none()


def for_change(session: Session, application_id: str) -> Application | None:
    """One application, locked until the transaction ends."""
    return session.scalars(
        select(Application).where(Application.id == application_id).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def kind_of_approved(session: Session, organisation_id: str) -> str | None:
    """What a body said that it is, where the operator has approved its application."""
    return session.scalars(
        select(Application.kind).where(
            Application.organisation_id == organisation_id, Application.state == APPROVED
        )
    ).first()


def one(session: Session, application_id: str) -> Application | None:
    """One application whose address was confirmed."""
    return session.scalars(
        select(Application).where(
            Application.id == application_id, Application.state != UNCONFIRMED
        )
    ).one_or_none()


def undecided(session: Session) -> list[Application]:
    """What waits for the operator or for an answer, oldest first."""
    return list(
        session.scalars(
            select(Application)
            .where(Application.state.in_(UNDECIDED))
            .order_by(Application.confirmed_at, Application.id)
        )
    )


def decided(session: Session, *, limit: int) -> list[Application]:
    """What was decided, newest first."""
    return list(
        session.scalars(
            select(Application)
            .where(Application.decided_at.is_not(None))
            .order_by(Application.decided_at.desc(), Application.id)
            .limit(limit)
        )
    )


def documents(session: Session, application_id: str) -> list[ApplicationDocument]:
    """The papers of an application, without what they hold."""
    return list(
        session.scalars(
            select(ApplicationDocument)
            .where(ApplicationDocument.application_id == application_id)
            .order_by(ApplicationDocument.added_at, ApplicationDocument.id)
        )
    )


def document(
    session: Session, document_id: str, *, application_id: str
) -> ApplicationDocument | None:
    """A paper of that application, and of no other."""
    return session.scalars(
        select(ApplicationDocument).where(
            ApplicationDocument.id == document_id,
            ApplicationDocument.application_id == application_id,
        )
    ).one_or_none()


def size_of_documents(session: Session, application_id: str) -> tuple[int, int]:
    """How many papers an application has, and their bytes together."""
    number, size = session.execute(
        select(func.count(), func.coalesce(func.sum(ApplicationDocument.size), 0)).where(
            ApplicationDocument.application_id == application_id
        )
    ).one()
    return number, size


def messages(session: Session, application_id: str) -> list[ApplicationMessage]:
    """What was written, oldest first."""
    return list(
        session.scalars(
            select(ApplicationMessage)
            .where(ApplicationMessage.application_id == application_id)
            .order_by(ApplicationMessage.id)
        )
    )


def number_of_awards(session: Session, organisation_id: str) -> int:
    """How many certificates a body has issued."""
    found = select(func.count()).select_from(Award).where(Award.organisation_id == organisation_id)
    return session.scalar(found) or 0


def forget(session: Session, *, unconfirmed_before: datetime, refused_before: datetime) -> None:
    """Delete applications that nobody confirmed or that were refused, with all they hold."""
    old = select(Application.id).where(
        or_(
            (Application.state == UNCONFIRMED) & (Application.created_at <= unconfirmed_before),
            (Application.state == REFUSED) & (Application.decided_at <= refused_before),
        )
    )
    for table in (ApplicationDocument, ApplicationMessage):
        session.execute(delete(table).where(table.application_id.in_(old)))
    session.execute(delete(Application).where(Application.id.in_(old)))


def forget_papers(session: Session, *, approved_before: datetime) -> None:
    """Delete what was handed in and written for applications that were approved before."""
    old = select(Application.id).where(
        Application.state == APPROVED, Application.decided_at <= approved_before
    )
    for table in (ApplicationDocument, ApplicationMessage):
        session.execute(delete(table).where(table.application_id.in_(old)))
