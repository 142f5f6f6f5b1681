"""What is stored about the standing of issuers."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base, UTCDateTime


class TrustRecord(Base):
    """One statement about one issuer; several may speak of the same.

    `standing` is accredited, known or unvetted (it has applied). A record is never rewritten:
    it is suspended, reinstated or ended, and stays readable.
    """

    __tablename__ = "trust_records"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    did: Mapped[str] = mapped_column(String(500), index=True)
    name: Mapped[str] = mapped_column(String(200))
    standing: Mapped[str] = mapped_column(String(12))
    accredited_by: Mapped[str | None] = mapped_column(String(200))
    achievement_types: Mapped[list[str]]
    list_issuers: Mapped[list[str]] = mapped_column(server_default="[]")
    valid_from: Mapped[datetime | None] = mapped_column(UTCDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UTCDateTime)
    country: Mapped[str | None] = mapped_column(String(2))
    url: Mapped[str | None] = mapped_column(String(500))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    suspended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
