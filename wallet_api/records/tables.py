"""What is stored of entries, of those who confirm them, and of what waits to be imported."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base


class Entry(Base):
    """Something that a holder says of themselves; nobody has signed it.

    `facts` are those of its kind, see entries.py.
    """

    __tablename__ = "passport_entry"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    passport_id: Mapped[str] = mapped_column(ForeignKey("passport.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    facts: Mapped[dict[str, str]]
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class Confirmation(Base):
    """That somebody was asked whether an entry holds, and what they answered.

    It goes with the words that it was given for: when the entry changes, it is deleted. `body`
    is the registered organisation that stands behind the answer, None when there is none.
    """

    __tablename__ = "passport_confirmation"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("passport_entry.id"), index=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    email: Mapped[str] = mapped_column(String(255))
    asked_as: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(200))
    body: Mapped[str | None] = mapped_column(String(200))
    is_employer: Mapped[bool]
    asked_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]


class Waiting(Base):
    """A certificate that the holder has brought and not decided about, byte for byte."""

    __tablename__ = "passport_import"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    passport_id: Mapped[str] = mapped_column(ForeignKey("passport.id"), index=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
    added_at: Mapped[datetime]


class AboutMe(Base):
    """A name and a photo that the holder has added; nobody has checked either.

    They are shown to the holder, marked as theirs, and never compared with a certificate.
    """

    __tablename__ = "passport_about_me"

    passport_id: Mapped[str] = mapped_column(ForeignKey("passport.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    photo: Mapped[bytes | None] = mapped_column(LargeBinary)
    changed_at: Mapped[datetime]
