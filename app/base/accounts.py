"""Who may work in the service: accounts of operators and staff, log-ins, and API keys.

Workers have no account: their passport opens with a return link (wallet_api).
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import ForeignKey, String, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.base import audit
from app.base.codes import new_token, token_digest
from app.base.db import Base
from credentials import ProblemCode, refuse

OPERATOR = "operator"
STAFF = "staff"

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
SETUP_LINK_LIFE = timedelta(hours=72)
MIN_PASSWORD = 12
MAX_PASSWORD = 200
KEY_PREFIX = "spk_"

_TOUCH_EVERY = timedelta(minutes=1)
_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f,;<>\"]{1,64}@[^@\s\x00-\x1f\x7f,;<>\"]{1,190}")
_API_KEY = re.compile(rf"{KEY_PREFIX}([0-9a-f]{{16}})\.([A-Za-z0-9_-]{{43}})")
_hasher = PasswordHasher()


class Account(Base):
    """A person who works in the service; staff belong to one organisation, operators to none."""

    __tablename__ = "account"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[str | None] = mapped_column(String(64), index=True)
    created_at: Mapped[datetime]


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


class ApiKeyRow(Base):
    """A key of a program that works for an organisation; only its digest is stored."""

    __tablename__ = "api_key"

    id: Mapped[str] = mapped_column(String(16), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(String(64), index=True)
    secret_digest: Mapped[str] = mapped_column(String(64))
    scopes: Mapped[list[str]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


@dataclass(frozen=True, slots=True)
class Identity:
    """The program that is asking: for which organisation, with which key, for what."""

    organisation_id: str
    key_id: str
    scopes: frozenset[str]


# ── Accounts and log-in ─────────────────────────────────────────────────────────────────


def create_account(
    session: Session,
    *,
    email: str,
    name: str,
    role: str,
    organisation_id: str | None = None,
    actor: str,
    at: datetime,
) -> Account:
    """Make an account without a password; raises `conflict` when the address has one."""
    address = normal_email(email)
    if (role == STAFF) != (organisation_id is not None) or role not in {OPERATOR, STAFF}:
        raise refuse(ProblemCode.REQUEST_INVALID, "staff belong to an organisation", "/role")
    if account_by_email(session, address) is not None:
        raise refuse(ProblemCode.CONFLICT, "there is an account with this address", "/email")
    account = Account(
        id=secrets.token_hex(16),
        email=address,
        name=name,
        role=role,
        organisation_id=organisation_id,
        created_at=at,
    )
    session.add(account)
    # So that a set-up link can refer to it in the same transaction.
    session.flush()
    audit.record(
        session,
        actor=actor,
        action="account.created",
        subject=f"account:{account.id}",
        organisation_id=organisation_id,
        at=at,
    )
    return account


def account_by_email(session: Session, email: str) -> Account | None:
    """The account with that address, whatever its capitals."""
    return session.scalars(select(Account).where(Account.email == email.strip().lower())).first()


def setup_link(session: Session, account: Account, *, at: datetime) -> str:
    """A token, good once and for 72 hours, with which a password is chosen; older ones end."""
    session.execute(delete(SetupLink).where(SetupLink.account_id == account.id))
    token = new_token()
    session.add(
        SetupLink(
            token_digest=token_digest(token),
            account_id=account.id,
            expires_at=at + SETUP_LINK_LIFE,
        )
    )
    return token


def setup_account(session: Session, token: str, *, at: datetime) -> Account:
    """The account that a set-up link is for; raises `gone`. Looking does not use it up."""
    return _account_of(session, _live_link(session, token, at=at))


def choose_password(session: Session, token: str, *, password: str, at: datetime) -> Account:
    """Set the password of a set-up link's account and use the link up.

    Raises `gone` for a link that is used or old, `request-invalid` for a password that is
    too short or too long. Every log-in of the account ends.
    """
    if not MIN_PASSWORD <= len(password) <= MAX_PASSWORD:
        detail = f"a password has {MIN_PASSWORD} to {MAX_PASSWORD} characters"
        raise refuse(ProblemCode.REQUEST_INVALID, detail, "/password")
    link = _live_link(session, token, at=at)
    account = _account_of(session, link)
    account.password_hash = _hasher.hash(password)
    session.delete(link)
    session.execute(delete(WebSession).where(WebSession.account_id == account.id))
    audit.record(
        session,
        actor=f"account:{account.id}",
        action="account.password-chosen",
        subject=f"account:{account.id}",
        organisation_id=account.organisation_id,
        at=at,
    )
    return account


def sign_in(session: Session, *, email: str, password: str, at: datetime) -> str:
    """Begin a log-in and return its token; raises `code-wrong`.

    An unknown address costs as much time as a wrong password, and is answered alike.
    """
    account = account_by_email(session, email)
    stored = account.password_hash if account is not None else None
    fits = _password_fits(stored or _hash_of_nothing(), password)
    if account is None or stored is None or not fits:
        raise refuse(ProblemCode.CODE_WRONG, "the address or the password is not right")
    if _hasher.check_needs_rehash(stored):
        account.password_hash = _hasher.hash(password)
    return begin_session(session, account, at=at)


def begin_session(session: Session, account: Account, *, at: datetime) -> str:
    """A new log-in of an account that has shown who it is; the token goes into a cookie."""
    session.execute(
        delete(WebSession).where(
            (WebSession.created_at <= at - LONGEST) | (WebSession.seen_at <= at - IDLE)
        )
    )
    token = new_token(256)
    session.add(
        WebSession(
            token_digest=token_digest(token), account_id=account.id, created_at=at, seen_at=at
        )
    )
    return token


def session_account(session: Session, token: str, *, at: datetime) -> Account | None:
    """The account of a log-in, unless it was idle for 30 minutes or began 12 hours ago."""
    login = live_login(session, token, at=at)
    if login is None:
        return None
    if is_due(login, at=at):
        login.seen_at = at
    return session.get(Account, login.account_id)


def live_login(session: Session, token: str, *, at: datetime) -> WebSession | None:
    """The log-in itself, under the same conditions; only looks, so a reading session will do."""
    login = session.get(WebSession, token_digest(token))
    if login is None or at - login.seen_at >= IDLE or at - login.created_at >= LONGEST:
        return None
    return login


def is_due(login: WebSession, *, at: datetime) -> bool:
    """Whether it is time to note that the log-in is in use: once a minute at most.

    So looking at pages does not queue for the lock of those who write.
    """
    return at - login.seen_at >= _TOUCH_EVERY


def sign_out(session: Session, token: str) -> None:
    """End a log-in; its token is worth nothing from then on."""
    session.execute(delete(WebSession).where(WebSession.token_digest == token_digest(token)))


def normal_email(email: str) -> str:
    """An address in small letters; raises `request-invalid` for what cannot be one."""
    address = email.strip().lower()
    if not _EMAIL.fullmatch(address):
        raise refuse(ProblemCode.REQUEST_INVALID, "not an e-mail address", "/email")
    return address


def _live_link(session: Session, token: str, *, at: datetime) -> SetupLink:
    link = session.get(SetupLink, token_digest(token), with_for_update=True)
    if link is None or at >= link.expires_at:
        raise refuse(ProblemCode.GONE, "the link was used or is too old")
    return link


def _account_of(session: Session, link: SetupLink) -> Account:
    return session.get_one(Account, link.account_id)


def _password_fits(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password[: MAX_PASSWORD + 1])
    except (VerificationError, InvalidHashError):
        return False


@cache
def _hash_of_nothing() -> str:
    return _hasher.hash(secrets.token_urlsafe(32))


# ── API keys ────────────────────────────────────────────────────────────────────────────


def create_api_key(
    session: Session,
    *,
    organisation_id: str,
    scopes: frozenset[str],
    actor: str,
    at: datetime,
    expires_at: datetime | None = None,
) -> str:
    """A new key, `spk_<id>.<secret>` with 256 random bits; it is shown this once."""
    key_id, secret = secrets.token_hex(8), new_token(256)
    session.add(
        ApiKeyRow(
            id=key_id,
            organisation_id=organisation_id,
            secret_digest=_secret_digest(secret),
            scopes=sorted(scopes),
            created_at=at,
            expires_at=expires_at,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="api-key.created",
        subject=f"key:{key_id}",
        organisation_id=organisation_id,
        at=at,
    )
    return f"{KEY_PREFIX}{key_id}.{secret}"


def identify(session: Session, api_key: str, *, at: datetime) -> Identity:
    """Who holds this key; raises `not-signed-in`, the same for an unknown and a wrong one."""
    form = _API_KEY.fullmatch(api_key)
    row = session.get(ApiKeyRow, form[1]) if form else None
    secret = form[2] if form else ""
    # The key is looked up by its id and compared without telling how much of it fits.
    fits = hmac.compare_digest(row.secret_digest if row else "", _secret_digest(secret))
    if row is None or not fits or row.ended_at is not None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "the API key is not right")
    if row.expires_at is not None and at >= row.expires_at:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "the API key has expired")
    return Identity(row.organisation_id, row.id, frozenset(row.scopes))


def end_api_key(session: Session, key_id: str, *, actor: str, at: datetime) -> None:
    """Make a key worthless from now on; raises `not-found`."""
    row = session.get(ApiKeyRow, key_id)
    if row is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such key")
    row.ended_at = at
    audit.record(
        session,
        actor=actor,
        action="api-key.ended",
        subject=f"key:{key_id}",
        organisation_id=row.organisation_id,
        at=at,
    )


def _secret_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
