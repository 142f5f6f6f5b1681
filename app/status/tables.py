"""What is stored about status: the lists, and one row for every position ever given out."""

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, Index, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base, UTCDateTime


class StatusList(Base):
    """One published list. `used` counts positions given out, `changes` counts changed values.

    `content` is the list as it was last signed, at the count `content_changes`; it is made
    again from the position rows whenever the counts differ.
    """

    __tablename__ = "status_lists"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    url: Mapped[str] = mapped_column(String(500), unique=True)
    issuer: Mapped[str] = mapped_column(String(500))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    purpose: Mapped[str] = mapped_column(String(20))
    size: Mapped[int]
    used: Mapped[int] = mapped_column(default=0)
    seed: Mapped[bytes] = mapped_column(LargeBinary(32))
    is_open: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changes: Mapped[int] = mapped_column(default=0)
    content: Mapped[bytes | None] = mapped_column(LargeBinary, default=None)
    content_changes: Mapped[int] = mapped_column(default=-1)
    content_until: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    # Who signs it at the moment, and until when nobody else does.
    lease: Mapped[str | None] = mapped_column(String(32), default=None)
    leased_until: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)

    # Two writers who both find no open list must not both open one.
    __table_args__ = (
        Index(
            "uq_status_lists_open",
            "organisation_id",
            "purpose",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )


class StatusPosition(Base):
    """One position of a list, given to one credential for ever. Rows are never deleted."""

    __tablename__ = "status_positions"

    list_id: Mapped[str] = mapped_column(ForeignKey("status_lists.id"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    award_id: Mapped[str] = mapped_column(String(64))
    purpose: Mapped[str] = mapped_column(String(20))
    value: Mapped[bool] = mapped_column(default=False)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)
    reason: Mapped[str] = mapped_column(String(500), default="")

    __table_args__ = (
        UniqueConstraint("award_id", "purpose"),
        # A list is made from the few that are set, without looking at all the others.
        Index(
            "ix_status_positions_set",
            "list_id",
            "index",
            sqlite_where=text("value = 1"),
            postgresql_where=text("value"),
        ),
    )

    @classmethod
    def is_set(cls) -> ColumnElement[bool]:
        """That the bit is set, in the words of the index over those places."""
        return cls.value.expression
