"""What is stored of an employer that watches a shared set."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base


class Watch(Base):
    """One employer and one link; `state` and `cause` are the result that it was last told."""

    __tablename__ = "watches"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    reader_id: Mapped[str] = mapped_column(ForeignKey("reader_accounts.id"))
    share_id: Mapped[str] = mapped_column(String(32), index=True)
    state: Mapped[str] = mapped_column(String(12))
    cause: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[datetime]
    checked_at: Mapped[datetime] = mapped_column(index=True)
    changed_at: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("reader_id", "share_id"),)
