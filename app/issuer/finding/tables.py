"""What is stored to find a certificate by: numbers made of words, and how far they reach."""

from sqlalchemy import ARRAY, JSON, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import DERIVED, Base

_NUMBERS = JSON().with_variant(ARRAY(Integer), "postgresql")


class Beginnings(Base):
    """The beginnings of a certificate's words, as numbers that the body is part of.

    Row-level security would keep PostgreSQL from using an index over the words themselves: it
    lets no operator see a row before the policy has, except the few that cannot tell of it.
    Here is nothing that belongs to a body and could be read; the certificates that are found
    are still asked for through the policy.
    """

    __tablename__ = "award_beginnings"

    award_id: Mapped[str] = mapped_column(ForeignKey("awards.id"), primary_key=True)
    numbers: Mapped[list[int]] = mapped_column(_NUMBERS)

    __table_args__ = (
        Index("ix_award_beginnings_numbers", "numbers", postgresql_using="gin"),
        {"info": DERIVED},
    )


class Reached(Base):
    """Up to which entry of the audit trail certificates can be found by their beginnings."""

    __tablename__ = "award_beginnings_reached"
    __table_args__ = ({"info": DERIVED},)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
