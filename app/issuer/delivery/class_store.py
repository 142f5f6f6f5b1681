"""The queries about class codes and who waits for one to be answered."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from app.issuer.delivery.class_tables import APPROVED, REFUSED, WAITING, ClassCode, ClassRequest
from app.issuer.tables import CLAIMED, IN_FORCE, Award, Claim


def open_code(session: Session, batch_id: str, *, at: datetime) -> ClassCode | None:
    """The code of a class list that can be used now."""
    return session.scalars(
        select(ClassCode).where(
            ClassCode.batch_id == batch_id,
            ClassCode.closed_at.is_(None),
            ClassCode.expires_at > at,
        )
    ).first()


def code_by_digest(session: Session, digest: str) -> ClassCode | None:
    """The code with that digest, ended or not."""
    return session.scalars(select(ClassCode).where(ClassCode.code_digest == digest)).one_or_none()


def number_waiting(session: Session, class_code_id: str) -> int:
    """How many wait at a code."""
    counted = select(func.count()).where(
        ClassRequest.class_code_id == class_code_id, ClassRequest.state == WAITING
    )
    return session.scalar(counted) or 0


def waiting(session: Session, organisation_id: str, batch_id: str) -> Sequence[ClassRequest]:
    """Those who wait for a class list, in the order in which they asked."""
    found = (
        select(ClassRequest)
        .join(ClassCode, ClassCode.id == ClassRequest.class_code_id)
        .where(
            ClassCode.organisation_id == organisation_id,
            ClassCode.batch_id == batch_id,
            ClassRequest.state == WAITING,
        )
        .order_by(ClassRequest.asked_at, ClassRequest.id)
    )
    return session.scalars(found).all()


def request_for_change(
    session: Session, request_id: str, *, organisation_id: str
) -> tuple[ClassRequest, ClassCode] | None:
    """A request at a code of that organisation, locked until the transaction ends."""
    found = session.execute(
        select(ClassRequest, ClassCode)
        .join(ClassCode, ClassCode.id == ClassRequest.class_code_id)
        .where(ClassRequest.id == request_id, ClassCode.organisation_id == organisation_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()
    return (found[0], found[1]) if found else None


def request_by_token(session: Session, digest: str) -> ClassRequest | None:
    """The request of a browser."""
    return session.scalars(
        select(ClassRequest).where(ClassRequest.token_digest == digest)
    ).one_or_none()


def request_by_token_for_change(session: Session, digest: str) -> ClassRequest | None:
    """The same, locked until the transaction ends."""
    return session.scalars(
        select(ClassRequest).where(ClassRequest.token_digest == digest).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def is_approved(session: Session, award_id: str) -> bool:
    """Whether an award was already approved for somebody."""
    found = select(ClassRequest.id).where(ClassRequest.award_id == award_id).limit(1)
    return session.scalars(found).first() is not None


def withdraw_approvals(session: Session, award_id: str) -> None:
    """Hand an award to nobody for whom it was approved before; it can be approved anew."""
    of_award = update(ClassRequest).where(ClassRequest.award_id == award_id)
    session.execute(of_award.where(ClassRequest.state == APPROVED).values(state=REFUSED))
    session.execute(of_award.values(award_id=None))


def unclaimed(session: Session, organisation_id: str, batch_id: str) -> Sequence[Award]:
    """The awards in force of a class list that nobody has fetched."""
    found = (
        select(Award)
        .join(Claim, Claim.award_id == Award.id)
        .where(
            Award.organisation_id == organisation_id,
            Award.batch_id == batch_id,
            Award.state.in_(IN_FORCE),
            Claim.state != CLAIMED,
        )
    )
    return session.scalars(found).all()


def forget_ended(session: Session, *, at: datetime) -> None:
    """Wipe what was typed at codes that have ended, and the codes themselves."""
    ended = select(ClassCode.id).where(
        (ClassCode.expires_at <= at) | ClassCode.closed_at.is_not(None),
        ClassCode.sealed_code.is_not(None),
    )
    gone = list(session.scalars(ended))
    if not gone:
        return
    session.execute(
        update(ClassRequest)
        .where(ClassRequest.class_code_id.in_(gone), ClassRequest.state == WAITING)
        .values(state=REFUSED, decided_at=at, sealed_name=None, sealed_fact=None)
    )
    session.execute(update(ClassCode).where(ClassCode.id.in_(gone)).values(sealed_code=None))
