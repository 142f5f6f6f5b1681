"""What is stored while somebody comes back who has lost every way into their passport."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base


class PassportReturn(Base):
    """Staff of a training body have made sure whose passport it is, and gave a code on paper.

    The code opens the passport from `opens_at` until `ends_at`, once, unless the holder has
    refused it by then. Only its digest is kept; without one it opens nothing any more.
    """

    __tablename__ = "passport_return"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    passport_id: Mapped[str] = mapped_column(ForeignKey("passport.id"), index=True)
    organisation_id: Mapped[str] = mapped_column(String(32))
    issuer: Mapped[str] = mapped_column(String(200))
    identity_check: Mapped[str] = mapped_column(String(20))
    code_digest: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_by: Mapped[str] = mapped_column(String(100))
    asked_at: Mapped[datetime]
    opens_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    refused_at: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
