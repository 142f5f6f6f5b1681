"""What is stored about webhooks: the address, the messages for it, and each try to send one."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base

# What can be told, by the action of the audit trail that it goes with.
EVENTS: Mapping[str, str] = {
    "award.issued": "award.issued",
    "award.claimed": "award.claimed",
    "award.revoked": "award.revoked",
    "award.suspended": "award.suspended",
    "award.active": "award.reinstated",
    "award.replaced": "award.replaced",
    "batch.accepted": "list.received",
    "batch.confirmed": "list.confirmed",
    "batch.finished": "list.finished",
    "claim.undone": "award.claim-undone",
    "request.wrong": "correction.requested",
    "request.contest": "revocation.contested",
    "revocation.asked": "revocation.requested",
}

# What the programs of employers are told.
READER_EVENTS: Mapping[str, str] = {
    "bulk-check.finished": "bulk-check.finished",
    "watch.changed": "watch.changed",
}


class Webhook(Base):
    """An address of a training body's program, and which events it is told.

    `sealed_secret` signs; the one before it signs as well until `old_secret_until`, so that a
    program can change over. `failures` counts tries in a row that were not answered well.
    """

    __tablename__ = "webhooks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(String(64), index=True)
    url: Mapped[str] = mapped_column(String(500))
    events: Mapped[list[str]]
    sealed_secret: Mapped[bytes]
    sealed_old_secret: Mapped[bytes | None]
    old_secret_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    failures: Mapped[int] = mapped_column(default=0)
    disabled_at: Mapped[datetime | None]


class WebhookMessage(Base):
    """One event for one webhook; `due_at` None means that it was delivered or given up.

    The id stays the same however often it is sent, so that a repeated one can be recognised.
    """

    __tablename__ = "webhook_messages"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    webhook_id: Mapped[str] = mapped_column(
        ForeignKey("webhooks.id", ondelete="CASCADE"), index=True
    )
    event: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(300))
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int]
    delivered_at: Mapped[datetime | None]


class WebhookTry(Base):
    """One try to deliver a message: when, the status of the answer, and why it did not count."""

    __tablename__ = "webhook_tries"

    message_id: Mapped[str] = mapped_column(
        ForeignKey("webhook_messages.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    status: Mapped[int | None]
    reason: Mapped[str] = mapped_column(String(200))
