"""What is stored about a body's centres, providers and assessors, and its changes of name."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column

from app.base.db import Base, UTCDateTime


class Registered:
    """What every entry of a body's registers has.

    `code` is the body's own name for it; of an assessor it is the number in the register.
    An entry is never deleted, because certificates name it: `until` is its last day.
    """

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    code: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    name_latin: Mapped[str | None] = mapped_column(String(200))
    until: Mapped[date | None]
    created_at: Mapped[datetime] = mapped_column(UTCDateTime)

    @declared_attr.directive
    def __table_args__(cls) -> tuple[UniqueConstraint]:  # noqa: N805 - SQLAlchemy calls it so
        return (UniqueConstraint("organisation_id", "code"),)


class Centre(Registered, Base):
    """A place where a body teaches or examines."""

    __tablename__ = "centres"

    address: Mapped[str] = mapped_column(Text)


class Provider(Registered, Base):
    """Another body, whose teaching this one awards; `did` if it has an identity of its own."""

    __tablename__ = "providers"

    did: Mapped[str | None] = mapped_column(String(500))
    url: Mapped[str | None] = mapped_column(String(500))


class Assessor(Registered, Base):
    """Somebody who may judge whether an achievement was shown.

    `achievement_codes` are those they are accredited for (none: all), from `since`.
    """

    __tablename__ = "assessors"

    achievement_codes: Mapped[list[str]]
    since: Mapped[date | None]

    @property
    def register_number(self) -> str:
        """The number by which a certificate names them."""
        return self.code


class NameChange(Base):
    """A request of a body for another name. `is_granted` is None while it waits."""

    __tablename__ = "name_changes"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    name_latin: Mapped[str | None] = mapped_column(String(200))
    reason: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    is_granted: Mapped[bool | None]
    answer: Mapped[str] = mapped_column(Text)
