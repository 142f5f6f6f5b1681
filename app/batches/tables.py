"""What is stored about class lists: the list, its file, and one row for each of its lines."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base, UTCDateTime

# The states of a row. A doubtful one may be a duplicate, and is awarded only if somebody
# says that it is none.
WAITING = "waiting"
DOUBTFUL = "doubtful"
AWARDED = "awarded"
WRONG = "wrong"


class Batch(Base):
    """A class list that was handed in. The same file for the same achievement is one batch.

    It has no rows until it is known how to read it (`read_at`): `plan` says what each column
    is, `reading` what the file looked like. A long one gets its rows part by part, and is read
    once they are all there. Until it is confirmed nothing is awarded, and it
    can still be taken back. Where a second person has to approve, `submitted_at` is when
    the first one was done with it, and `confirmed_at` when the second one was.
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
    plan: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    reading: Mapped[dict[str, Any] | None] = mapped_column(JSON, default=None)
    register_reference: Mapped[str | None] = mapped_column(String(200), default=None)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    submitted_by: Mapped[str | None] = mapped_column(String(200), default=None)
    approved_by: Mapped[str | None] = mapped_column(String(200), default=None)
    sent_back_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    sent_back_note: Mapped[str | None] = mapped_column(Text, default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    finished_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    # When somebody stopped the work; what was awarded by then stays awarded.
    stopped_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    # Since when it is worked on without a pause and how many rows were done by then, and the
    # last sign of that; by these the pace is told.
    began_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    began_with: Mapped[int] = mapped_column(server_default="0", default=0)
    beat_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    # When what its lines hold of people was deleted.
    minimised_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)

    __table_args__ = (UniqueConstraint("organisation_id", "achievement_id", "digest"),)

    @property
    def is_open(self) -> bool:
        """Whether its rows can still be changed: nobody is done with it yet."""
        return self.submitted_at is None and self.confirmed_at is None

    @property
    def is_being_read(self) -> bool:
        """Whether its lines are read in the background, or that is about to begin."""
        return self.read_at is None and bool((self.reading or {}).get("job"))

    @property
    def awaits_approval(self) -> bool:
        """Whether one person is done with it, and a second has to look."""
        return self.submitted_at is not None and self.confirmed_at is None


class BatchFile(Base):
    """The file of a class list, kept until the list is confirmed: it may be read otherwise.

    `content` is its first piece; what comes behind it is in `BatchFilePiece`.
    """

    __tablename__ = "batch_files"

    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id"), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class BatchFilePiece(Base):
    """A further piece of a large file, which is never in memory as a whole."""

    __tablename__ = "batch_file_pieces"

    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ColumnMemory(Base):
    """What an organisation said of a set of headings, so that it is asked once.

    `columns` holds the column for each heading, as `columns.plain` writes it.
    """

    __tablename__ = "column_memories"

    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    fingerprint: Mapped[str] = mapped_column(String(64), primary_key=True)
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)


class BatchRow(Base):
    """One line of a class list. `number` is the line as a spreadsheet counts, headings being 1.

    `problems` holds objects with `column` and `code` (and `like`, whom a question is about),
    `values` what was written in each
    column that is used. `cells` is the whole line as it stands in the file; it is kept where
    the line may have to be given back.
    """

    __tablename__ = "batch_rows"

    batch_id: Mapped[str] = mapped_column(ForeignKey("batches.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    values: Mapped[dict[str, str]] = mapped_column(JSON)
    person: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    cells: Mapped[list[str] | None] = mapped_column(JSON, default=None)
    awarded_on: Mapped[str | None] = mapped_column(String(10))
    certificate_number: Mapped[str | None] = mapped_column(String(60), default=None)
    # Who taught and assessed, and where it stands in an old register, by column.
    facts: Mapped[dict[str, str] | None] = mapped_column(JSON, default=None)
    # Of a row that may be a duplicate, or has the register number of another person: who that
    # is: "#7" for a line of this list, "@7 filename" for one of another, else the number of a
    # certificate, behind "=" where it begins with one of these three signs.
    resembles: Mapped[str | None] = mapped_column(String(80), default=None)
    state: Mapped[str] = mapped_column(String(10))
    problems: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    award_id: Mapped[str | None] = mapped_column(ForeignKey("awards.id"), unique=True)
    # By which the same person is found in a long list, part after part; see people.Person.key.
    person_key: Mapped[str | None] = mapped_column(String(64), default=None)

    __table_args__ = (
        Index("ix_batch_rows_batch_id_state", "batch_id", "state"),
        Index("ix_batch_rows_batch_id_person_key", "batch_id", "person_key"),
    )
