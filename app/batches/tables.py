"""What is stored about class lists: the list, and one row for each of its lines."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base, UTCDateTime

# The states of a row.
WAITING = "waiting"
AWARDED = "awarded"
WRONG = "wrong"


class Batch(Base):
    """A class list that was handed in. The same file for the same achievement is one batch.

    Until it is confirmed nothing is awarded, and it can still be taken back.
    """

    __tablename__ = "batches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    achievement_id: Mapped[str] = mapped_column(ForeignKey("achievements.id"))
    filename: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    actor: Mapped[str] = mapped_column(String(200))
    total: Mapped[int]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)

    __table_args__ = (UniqueConstraint("organisation_id", "achievement_id", "digest"),)


class BatchRow(Base):
    """One line of a class list. `number` is the line as a spreadsheet counts, headings being 1.

    `problems` holds objects with `column` and `code`, `values` the line as it was written.
    """

    __tablename__ = "batch_rows"

    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    values: Mapped[dict[str, str]] = mapped_column(JSON)
    person: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    awarded_on: Mapped[str | None] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    problems: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    award_id: Mapped[str | None] = mapped_column(ForeignKey("awards.id"), unique=True)

    __table_args__ = (Index("ix_batch_rows_batch_id_state", "batch_id", "state"),)
