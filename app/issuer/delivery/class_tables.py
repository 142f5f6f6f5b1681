"""What is stored about classes that fetch their certificates by one code on the wall."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base, UTCDateTime

# The states of a request. Only a waiting one can be decided.
WAITING = "waiting"
APPROVED = "approved"
REFUSED = "refused"
TAKEN = "taken"


class ClassCode(Base):
    """A code that a whole class may use to ask for their certificates, for some hours.

    It opens nothing by itself. `sealed_code` lets staff show it on the wall again.
    """

    __tablename__ = "class_codes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    achievement_id: Mapped[str] = mapped_column(ForeignKey("achievements.id"))
    batch_id: Mapped[str] = mapped_column(String(32), index=True)
    code_digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_code: Mapped[bytes | None] = mapped_column(LargeBinary)
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    expires_at: Mapped[datetime] = mapped_column(UTCDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class ClassRequest(Base):
    """Somebody who used a class code and waits for staff to hand the certificate over.

    What they typed is sealed, and wiped once it was decided or the code has ended. The browser
    that asked is known by a token, of which the digest is kept.
    """

    __tablename__ = "class_requests"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    class_code_id: Mapped[str] = mapped_column(ForeignKey("class_codes.id"))
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_name: Mapped[bytes | None] = mapped_column(LargeBinary)
    sealed_fact: Mapped[bytes | None] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(12))
    award_id: Mapped[str | None] = mapped_column(ForeignKey("awards.id"))
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)

    __table_args__ = (
        Index("ix_class_requests_class_code_id_asked_at", "class_code_id", "asked_at"),
    )
