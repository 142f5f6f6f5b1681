"""What is stored about applications: what a body says of itself, its papers, what was written."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base, UTCDateTime

# The states of an application. It counts from `open` on: the address was shown to be theirs.
UNCONFIRMED = "unconfirmed"
OPEN = "open"
ASKED = "asked"
APPROVED = "approved"
REFUSED = "refused"
UNDECIDED = (OPEN, ASKED)

OPERATOR = "operator"
APPLICANT = "applicant"


class Application(Base):
    """A body that asks to be let in.

    `token_digest` finds it by the applicant's link; `sealed_token` lets the link be mailed
    again. `proof_token` is what its website has to show, `organisation_id` the body that was
    made for it.
    """

    __tablename__ = "applications"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    token_digest: Mapped[str] = mapped_column(String(64), unique=True)
    sealed_token: Mapped[bytes] = mapped_column(LargeBinary)
    state: Mapped[str] = mapped_column(String(12), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_latin: Mapped[str | None] = mapped_column(String(200))
    country: Mapped[str] = mapped_column(String(2))
    url: Mapped[str | None] = mapped_column(String(500))
    language: Mapped[str] = mapped_column(String(20))
    time_zone: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(30))
    awards: Mapped[str] = mapped_column(Text)
    accredited_by: Mapped[str] = mapped_column(Text)
    contact_name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(255))
    did_method: Mapped[str] = mapped_column(String(10))
    domain: Mapped[str | None] = mapped_column(String(253))
    mail_language: Mapped[str] = mapped_column(String(10))
    proof_token: Mapped[str] = mapped_column(String(40))
    proved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    organisation_id: Mapped[str | None] = mapped_column(ForeignKey("organisations.id"))


class ApplicationDocument(Base):
    """A paper that was handed in. `sealed` opens only with the service's key file."""

    __tablename__ = "application_documents"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    application_id: Mapped[str] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(40))
    size: Mapped[int]
    sealed: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ApplicationMessage(Base):
    """What the operator and the applicant wrote to each other, in its order."""

    __tablename__ = "application_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    application_id: Mapped[str] = mapped_column(
        ForeignKey("applications.id", ondelete="CASCADE"), index=True
    )
    author: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
