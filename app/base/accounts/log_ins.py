"""Log-ins: begun with a password, kept in a cookie, ended by time or by whoever began them."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.base.accounts.passwords import password_fits
from app.base.accounts.staff import account_by_email, end_log_ins
from app.base.accounts.tables import Account, WebSession
from app.base.codes import new_token, token_digest
from credentials import ProblemCode, refuse

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)

_TOUCH_EVERY = timedelta(minutes=1)


def authenticate(session: Session, *, email: str, password: str) -> Account:
    """The account of somebody who knows its password; raises `code-wrong`.

    An unknown address costs as much time as a wrong password, and is answered alike.
    """
    account = account_by_email(session, email)
    if not password_fits(account, password) or account is None:
        raise refuse(ProblemCode.CODE_WRONG, "the address or the password is not right")
    return account


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
    # Ending an account ends its log-ins; one that began at that very moment opens nothing.
    account = session.get(Account, login.account_id)
    return login if account is not None and account.ended_at is None else None


def is_due(login: WebSession, *, at: datetime) -> bool:
    """Whether it is time to note that the log-in is in use: once a minute at most.

    So looking at pages does not queue for the lock of those who write.
    """
    return at - login.seen_at >= _TOUCH_EVERY


def log_ins_of(session: Session, account: Account, *, at: datetime) -> list[WebSession]:
    """The log-ins of an account that are not over, the one used last first."""
    found = session.scalars(select(WebSession).where(WebSession.account_id == account.id))
    live = [login for login in found if at - login.seen_at < IDLE]
    return sorted(live, key=lambda login: login.seen_at, reverse=True)


def end_other_log_ins(session: Session, account: Account, *, keep: str) -> None:
    """End every log-in of an account but that of the token `keep`."""
    session.execute(
        delete(WebSession).where(
            WebSession.account_id == account.id, WebSession.token_digest != token_digest(keep)
        )
    )


def is_of(login: WebSession, token: str) -> bool:
    """Whether it is the log-in of that token."""
    return login.token_digest == token_digest(token)


def renew_session(session: Session, account: Account, *, at: datetime) -> str:
    """End every log-in of an account, and begin the one in which it goes on."""
    end_log_ins(session, account)
    return begin_session(session, account, at=at)


def sign_out(session: Session, token: str) -> None:
    """End a log-in; its token is worth nothing from then on."""
    session.execute(delete(WebSession).where(WebSession.token_digest == token_digest(token)))
