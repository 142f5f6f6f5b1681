"""What is stored of an employer whose programs check."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base


class ReaderAccount(Base):
    """An employer. Its id begins with `reader-`, so that it is never taken for a training body's.

    `daily_checks` None is the service's own number. An account that was ended stays, so that
    the trail can name it, and opens nothing.
    """

    __tablename__ = "reader_accounts"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    daily_checks: Mapped[int | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
