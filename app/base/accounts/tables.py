"""The tables of accounts, log-ins and API keys."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base

OPERATOR = "operator"
STAFF = "staff"

# What a member of staff may do; an account may hold several.
OWNER = "owner"
KEY_MANAGER = "key-manager"
ISSUER = "issuer"
APPROVER = "approver"
AUDITOR = "auditor"
ROLES = (OWNER, KEY_MANAGER, ISSUER, APPROVER, AUDITOR)


class Account(Base):
    """A person who works in the service; staff belong to one organisation, operators to none.

    `role` is which of the two it is, `roles` what a member of staff may do. An account that
    was ended stays, so that the trail can name it, and opens nothing.
    """

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    roles: Mapped[list[str]]
    organisation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class SetupLink(Base):
    """A link that lets its reader choose a password, once."""

    __tablename__ = "setup_link"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]


class WebSession(Base):
    """A log-in of an account in one browser."""

    __tablename__ = "web_session"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), index=True
    )
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class Authenticator(Base):
    """The secret from which an account's phone makes one-time codes (RFC 6238).

    `sealed` counts from `confirmed_at` on; `waiting` is a new one that was shown and not yet
    confirmed by a code. `last_step` is the newest time step of which a code was used.
    """

    __tablename__ = "authenticator"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    sealed: Mapped[bytes | None]
    waiting: Mapped[bytes | None]
    confirmed_at: Mapped[datetime | None]
    last_step: Mapped[int]


class RecoveryCode(Base):
    """A code for somebody whose phone is gone; its row goes when it is used."""

    __tablename__ = "recovery_code"

    account_id: Mapped[str] = mapped_column(
        ForeignKey("account.id", ondelete="CASCADE"), primary_key=True
    )
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class HalfLogin(Base):
    """Somebody who gave the right password and owes a one-time code; it opens nothing else."""

    __tablename__ = "half_login"

    token_digest: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    expires_at: Mapped[datetime]
    tries: Mapped[int]


class ApiKeyRow(Base):
    """A key of a program that works for an organisation; only its digest is stored."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(80))
    secret_digest: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
