"""What is stored of corrections: the steps that take two people, and what workers ask for."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base, UTCDateTime

# What a case is about.
REVOCATION = "revocation"
WRONG_CLAIM = "wrong-claim"
# Done by one person, and kept here as a record.
REPLACEMENT = "replacement"
SUSPENSION = "suspension"

# The states of a case: asked for, done by a second person, or not done.
WAITING = "waiting"
CONFIRMED = "confirmed"
DECLINED = "declined"
# Something else was done with the certificate meanwhile.
LAPSED = "lapsed"

# What a worker's request is: something is wrong, or a withdrawal is contested.
WRONG = "wrong"
CONTEST = "contest"

# The states of a request.
OPEN = "open"
REPLACED = "replaced"
KEPT = "kept"
REFUSED = "refused"


class Case(Base):
    """A step that takes two members of staff: one asks for it, another confirms or declines.

    What one person may do at once is kept as a case that was confirmed when it was asked for.
    `reason` is the reason of it, or how the identity was checked before a claim is undone.
    `note` is for the body's own file and never shown to anybody else.
    `contest_digest` finds the page on which the worker contests a revocation.
    """

    __tablename__ = "corrections"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    reason: Mapped[str] = mapped_column(String(40))
    note: Mapped[str] = mapped_column(String(500))
    state: Mapped[str] = mapped_column(String(12))
    requested_by: Mapped[str] = mapped_column(String(200))
    requested_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    contest_digest: Mapped[str | None] = mapped_column(String(64), unique=True)

    # Two clerks who ask for the same at the same moment ask once.
    __table_args__ = (
        Index("ix_corrections_organisation_id_state", "organisation_id", "state"),
        Index(
            "uq_corrections_waiting",
            "award_id",
            "kind",
            unique=True,
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )


class WorkerRequest(Base):
    """What a worker asks of the body about one certificate, and what came of it.

    `about` is the line that is wrong, `said` the worker's words, `contact` an address that
    the worker gave; the last two are deleted when the request is closed. `link_digest` finds
    the page on which its outcome is read. `answer` is what the body writes to the worker.
    """

    __tablename__ = "correction_requests"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(12))
    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("corrections.id"), index=True)
    about: Mapped[str] = mapped_column(String(20))
    said: Mapped[str] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(String(320))
    language: Mapped[str] = mapped_column(String(10))
    link_digest: Mapped[str] = mapped_column(String(64), unique=True)
    passport_id: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(12))
    refusal: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    closed_by: Mapped[str | None] = mapped_column(String(200))

    __table_args__ = (
        Index("ix_correction_requests_organisation_id_state", "organisation_id", "state"),
    )
