"""What is stored about token status lists: the lists, and one row for every place given out."""

from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base, UTCDateTime


class TokenList(Base):
    """One published list. `used` counts places given out, `changes` counts changed values.

    `content` is the list as it was last signed, at the count `content_changes`; it is made
    again from the rows of the places whenever the counts differ. `issuer` is how the
    certificates on it name their issuer.
    """

    __tablename__ = "token_status_lists"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    url: Mapped[str] = mapped_column(String(500), unique=True)
    issuer: Mapped[str] = mapped_column(String(500))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
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
            "uq_token_status_lists_open",
            "organisation_id",
            unique=True,
            sqlite_where=text("is_open"),
            postgresql_where=text("is_open"),
        ),
    )


class TokenPlace(Base):
    """One place on a list, given to one copy of a certificate for ever. Rows are never deleted.

    A certificate may have several copies, each with a place of its own, so that two readers
    cannot see by the places that they were shown the same one.
    """

    __tablename__ = "token_status_places"

    list_id: Mapped[str] = mapped_column(ForeignKey("token_status_lists.id"), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    award_id: Mapped[str] = mapped_column(String(64), index=True)
    value: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[datetime | None] = mapped_column(UTCDateTime, default=None)

    __table_args__ = (
        # A list is made from the few that are not zero, without looking at all the others.
        Index(
            "ix_token_status_places_set",
            "list_id",
            "index",
            "value",
            sqlite_where=text("value > 0"),
            postgresql_where=text("value > 0"),
        ),
    )

    @classmethod
    def is_set(cls) -> ColumnElement[bool]:
        """That the value is not zero, in the words of the index over those places."""
        # A number in the place of a parameter: the database has to see that the two agree.
        return cls.value > literal_column("0", Integer)
