"""What is stored of many checks at once: the check as a whole, and each item of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base

WAITING = "waiting"
# What was handed in and is no certificate, beside the four states of a result.
NOTHING = "nothing"
# The states of an item that was looked at, as a reader looks at them.
WORST_FIRST = ("invalid", "undetermined", NOTHING, "caution", "valid")


class BulkCheck(Base):
    """Many items that one reader handed in at once; whoever has the link sees the result.

    `reader_id` is the employer whose program asked. `total` is zero while items still come in.
    `since_id` is the earlier check that this one is compared with.
    """

    __tablename__ = "bulk_checks"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    reader_id: Mapped[str | None] = mapped_column(String(64), index=True)
    total: Mapped[int]
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    since_id: Mapped[str | None] = mapped_column(String(32))
    since_at: Mapped[datetime | None]


class BulkItem(Base):
    """One file, link or code. What it is called, what it holds and what it says are sealed.

    `sealed_content` is there until the item was checked. `digest` is the SHA-256 of what was
    handed in, by which a later check finds it again.
    """

    __tablename__ = "bulk_items"

    check_id: Mapped[str] = mapped_column(
        ForeignKey("bulk_checks.id", ondelete="CASCADE"), primary_key=True
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sealed_name: Mapped[bytes] = mapped_column(LargeBinary)
    # The table of results does not read what waits to be checked.
    sealed_content: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    digest: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    cause: Mapped[str | None] = mapped_column(String(40))
    sealed_facts: Mapped[bytes | None] = mapped_column(LargeBinary)
