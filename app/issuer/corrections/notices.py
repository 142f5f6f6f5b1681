"""What the worker is told by mail, wherever an address is known: the person's or the passport's.

A mail is queued in the transaction of what it tells about. It holds a reason of a list and
links of this service, and no note of the body's own file.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.base import outbox
from app.base.accounts import normal_email
from app.issuer import people, store
from app.issuer.awards import Desk
from app.issuer.tables import CLAIMED, Achievement, Award, Organisation


def tell(
    session: Session,
    award: Award,
    template: str,
    *,
    desk: Desk,
    at: datetime,
    also_to: Collection[str] = (),
    **context: Any,
) -> None:
    """Mail the worker about an award; whoever has no address is told in the passport alone.

    Every mail names the body, the achievement and where the body can be reached.
    """
    for recipient in sorted(_addresses(session, award, desk=desk, also_to=also_to)):
        tell_one(session, award, template, recipient=recipient, at=at, **context)


def mail_new_code(session: Session, award: Award, code: str, *, desk: Desk, at: datetime) -> None:
    """Mail the person the link with which an award is fetched now, where an address is known."""
    address = people.stored_person(award.person).email if award.person else None
    claim = store.claim(session, award.id)
    if address and claim is not None:
        claim.mail_id = tell_one(
            session,
            award,
            "claim_again",
            recipient=normal_email(address),
            at=at,
            claim_url=f"{desk.public_url}/c/{code}",
        )


def tell_one(
    session: Session, award: Award, template: str, *, recipient: str, at: datetime, **context: Any
) -> str:
    """The same as `tell` to one address; the id of the mail."""
    organisation = session.get_one(Organisation, award.organisation_id)
    achievement = session.get_one(Achievement, award.achievement_id)
    message = outbox.enqueue(
        session,
        recipient=recipient,
        template=f"mail/{template}.txt",
        language=achievement.language,
        context={
            "organisation": organisation.name,
            "achievement": achievement.name,
            "contact": organisation.url or "",
            **context,
        },
        at=at,
    )
    return message.id


def _addresses(session: Session, award: Award, *, desk: Desk, also_to: Collection[str]) -> set[str]:
    if award.person is None or award.achievement_id is None:
        return set()
    claim = store.claim(session, award.id)
    of_passport = None
    if claim is not None and claim.state == CLAIMED and claim.passport_id:
        of_passport = desk.holders.email(session, claim.passport_id)
    known = (people.stored_person(award.person).email, of_passport, *also_to)
    return {normal_email(each) for each in known if each}
