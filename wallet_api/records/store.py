"""The queries about entries, their confirmations, and what waits to be imported."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from wallet_api.records.tables import AboutMe, Confirmation, Entry, Waiting

# The states of a question.
ASKED = "asked"
CONFIRMED = "confirmed"
REFUSED = "refused"


def entries(session: Session, passport_id: str) -> list[Entry]:
    """What a holder says, the newest first."""
    found = select(Entry).where(Entry.passport_id == passport_id)
    return list(session.scalars(found.order_by(Entry.added_at.desc(), Entry.id)))


def entry(session: Session, entry_id: str, *, passport_id: str) -> Entry | None:
    """An entry of that passport, and of no other."""
    return session.scalars(
        select(Entry).where(Entry.id == entry_id, Entry.passport_id == passport_id)
    ).one_or_none()


def entry_for_change(session: Session, entry_id: str, *, passport_id: str) -> Entry | None:
    """The same, locked until the transaction ends."""
    return session.scalars(
        select(Entry)
        .where(Entry.id == entry_id, Entry.passport_id == passport_id)
        .with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def confirmations(session: Session, entry_ids: Collection[str]) -> list[Confirmation]:
    """What was asked and answered about entries, the newest first."""
    found = select(Confirmation).where(Confirmation.entry_id.in_(entry_ids))
    return list(session.scalars(found.order_by(Confirmation.asked_at.desc(), Confirmation.id)))


def confirmation(session: Session, asked_id: str, *, entry_id: str) -> Confirmation | None:
    """What was asked about that entry, and about no other."""
    return session.scalars(
        select(Confirmation).where(Confirmation.id == asked_id, Confirmation.entry_id == entry_id)
    ).one_or_none()


def entry_of(session: Session, asked: Confirmation) -> Entry:
    """The entry that a question is about."""
    return session.get_one(Entry, asked.entry_id)


def forget_confirmations(session: Session, entry_id: str) -> None:
    """Delete what was asked and answered about an entry."""
    session.execute(delete(Confirmation).where(Confirmation.entry_id == entry_id))


def confirmation_by_token(session: Session, digest: str) -> Confirmation | None:
    """What is asked behind a link."""
    return session.scalars(
        select(Confirmation).where(Confirmation.token_digest == digest)
    ).one_or_none()


def confirmation_for_change(session: Session, digest: str) -> Confirmation | None:
    """The same, locked until the transaction ends."""
    return session.scalars(
        select(Confirmation).where(Confirmation.token_digest == digest).with_for_update(),
        execution_options={"populate_existing": True},
    ).one_or_none()


def asked_since(session: Session, passport_id: str, since: datetime) -> int:
    """How often a passport has asked somebody since then."""
    counted = (
        select(func.count())
        .select_from(Confirmation)
        .join(Entry, Entry.id == Confirmation.entry_id)
        .where(Entry.passport_id == passport_id, Confirmation.asked_at > since)
    )
    return session.scalar(counted) or 0


def forget_unanswered(session: Session, *, at: datetime) -> None:
    """Delete the questions whose link has ended without an answer, with the address."""
    session.execute(
        delete(Confirmation).where(Confirmation.state == ASKED, Confirmation.expires_at <= at)
    )


def waiting(session: Session, passport_id: str) -> list[Waiting]:
    """What a holder has brought and not decided about, the newest first."""
    found = select(Waiting).where(Waiting.passport_id == passport_id)
    return list(session.scalars(found.order_by(Waiting.added_at.desc(), Waiting.id)))


def waiting_one(session: Session, waiting_id: str, *, passport_id: str) -> Waiting | None:
    """One of these of that passport, and of no other."""
    return session.scalars(
        select(Waiting).where(Waiting.id == waiting_id, Waiting.passport_id == passport_id)
    ).one_or_none()


def forget_waiting(session: Session, *, before: datetime) -> None:
    """Delete what was brought before then and not decided about."""
    session.execute(delete(Waiting).where(Waiting.added_at <= before))


def about_me(session: Session, passport_id: str) -> AboutMe | None:
    """The name and the photo that a holder has added."""
    return session.get(AboutMe, passport_id)
