"""The mail with the claim link: sent with the award, sent again, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from app.base import outbox
from app.base.outbox import OutboxMessage
from app.issuer import people, slips, trail
from app.issuer import store as issuer_store
from app.issuer.delivery import store
from app.issuer.delivery.standing import Standing
from app.issuer.tables import CLAIMED, IN_FORCE, OPEN, Achievement, Award, Organisation
from credentials import CredentialsError, ProblemCode, refuse

if TYPE_CHECKING:
    from app.issuer.awards import Desk

TEMPLATE = "mail/claim.txt"
MAILS_PER_HOUR = 5
_HOUR = timedelta(hours=1)
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an award stands with its person, and since when; `problem` is why mail failed."""

    standing: Standing
    since: datetime | None = None
    problem: str | None = None


def mail_claim(session: Session, award: Award, *, code: str, public_url: str, at: datetime) -> None:
    """Put the claim link of an award in the outbox, in this transaction."""
    email = (award.person or {}).get("email")
    claim = issuer_store.claim(session, award.id)
    if not email or claim is None or award.achievement_id is None:
        raise refuse(ProblemCode.CONFLICT, "there is no address to send it to")
    achievement = session.get_one(Achievement, award.achievement_id)
    message = outbox.enqueue(
        session,
        recipient=email,
        template=TEMPLATE,
        language=achievement.language,
        context=context_of(
            session.get_one(Organisation, award.organisation_id), achievement, code, public_url
        ),
        at=at,
    )
    claim.mail_id = message.id
    session.flush()


def context_of(
    organisation: Organisation, achievement: Achievement, code: str, public_url: str
) -> dict[str, str]:
    """What the mail with a claim link says."""
    return {
        "organisation": organisation.name,
        "achievement": achievement.name,
        "claim_url": f"{public_url}/c/{code}",
    }


def resend(
    session: Session,
    organisation: Organisation,
    award_id: str,
    *,
    desk: "Desk",
    actor: str,
    at: datetime,
    email: str = "",
) -> Award:
    """Mail the claim link again, to the same address or to a corrected one.

    It is the same code, so that a slip which was printed meanwhile stays good. Raises
    `not-found`, `conflict` for what cannot be claimed or has no address, `bad-value` for an
    address that is none, and `too-many-requests` after five mails to one address in an hour.
    """
    award = issuer_store.award_for_change(session, award_id, organisation_id=organisation.id)
    if award is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such award")
    claim = issuer_store.claim_for_change(session, award.id)
    code = slips.printed_code(claim, custody=desk.custody) if claim else None
    if code is None or award.state not in IN_FORCE:
        raise refuse(ProblemCode.CONFLICT, "it cannot be fetched with a code")
    if email:
        if not people.is_email(email):
            raise refuse(ProblemCode.BAD_VALUE, "not an e-mail address", "/email")
        award.person = {**(award.person or {}), "email": email}
    recipient = (award.person or {}).get("email")
    if recipient and _is_enough(session, recipient, at=at):
        raise refuse(ProblemCode.TOO_MANY_REQUESTS, "five mails went there within an hour")
    mail_claim(session, award, code=code, public_url=desk.public_url, at=at)
    trail.record(session, award, action="claim.mailed", actor=actor, at=at)
    return award


def undelivered(
    session: Session, organisation: Organisation, batch_id: str, *, limit: int
) -> Sequence[Award]:
    """Awards of a class list with an address and an open code, that no mail has reached."""
    return store.undelivered(session, organisation.id, batch_id, limit=limit)


def resend_undelivered(
    session: Session,
    organisation: Organisation,
    batch_id: str,
    *,
    desk: "Desk",
    actor: str,
    at: datetime,
) -> int:
    """`resend` for all of a class list whom no mail has reached; how many were mailed.

    At most 500 at once. Addresses that got five mails within the hour are passed over.
    """
    mailed = 0
    for award in undelivered(session, organisation, batch_id, limit=_AT_ONCE):
        try:
            resend(session, organisation, award.id, desk=desk, actor=actor, at=at)
        except CredentialsError as error:
            if error.problem.code is not ProblemCode.TOO_MANY_REQUESTS:
                raise
            continue
        mailed += 1
    return mailed


def delivery_of(session: Session, award: Award) -> Delivery:
    """How an award stands with its person."""
    claim = issuer_store.claim(session, award.id)
    if claim is None:
        return Delivery(Standing.NOT_SENT)
    if claim.state == CLAIMED:
        return Delivery(Standing.CLAIMED, claim.claimed_at)
    message = session.get(OutboxMessage, claim.mail_id) if claim.mail_id else None
    if message is None:
        return Delivery(Standing.NOT_SENT)
    if message.problem is not None:
        return Delivery(Standing.BOUNCED, message.failed_at, message.problem)
    if message.sent_at is not None:
        return Delivery(Standing.SENT, message.sent_at)
    return Delivery(Standing.WAITING, message.created_at)


def can_mail(session: Session, award: Award) -> bool:
    """Whether the claim link can be mailed, once there is an address: it is open and in force."""
    claim = issuer_store.claim(session, award.id)
    return claim is not None and claim.state == OPEN and award.state in IN_FORCE


def _is_enough(session: Session, recipient: str, *, at: datetime) -> bool:
    mailed = outbox.mailed_to(session, recipient, template=TEMPLATE, since=at - _HOUR)
    return mailed >= MAILS_PER_HOUR
