"""Mail that leaves only after the commit of what it tells about, at least once.

A message is a row until it is sent; its id stays the same, so that a repeated one can be
recognised. What it says is deleted once it is sent or given up.
"""

import logging
import secrets
import smtplib
import ssl
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from sqlalchemy import String, delete, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.base import locales
from app.base.accounts import normal_email
from app.base.db import Base, Database, insert_many
from app.base.metrics import Backlog
from app.base.settings import Settings, StartError
from credentials import CredentialsError, ProblemCode, refuse

_log = logging.getLogger(__name__)

_LEASE = timedelta(minutes=2)
_FIRST_WAIT = timedelta(seconds=30)
_MOST_TRIES = 12
_TIMEOUT_S = 10
# The longest name of a body, and the words around it in any language.
_LONGEST_SUBJECT = 400
_PERMANENT = 500
_GIVEN_UP = "given-up"

Render = Callable[..., str]


class OutboxMessage(Base):
    """A message to be sent; `due_at` None means that it was sent or given up.

    `problem` is there when it was refused, came back or was given up.
    """

    __tablename__ = "outbox_message"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    recipient: Mapped[str] = mapped_column(String(255))
    template: Mapped[str] = mapped_column(String(80))
    language: Mapped[str] = mapped_column(String(10))
    context: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime | None] = mapped_column(index=True)
    tries: Mapped[int]
    sent_at: Mapped[datetime | None]
    # Why it did not arrive, as a code: what a mail server says may name people.
    problem: Mapped[str | None] = mapped_column(String(60))
    failed_at: Mapped[datetime | None]


class MailAdapter(Protocol):
    """What brings a message on its way."""

    def send(self, message: EmailMessage) -> None:
        """Send it; raises OSError (smtplib's errors are) when that did not work."""
        ...


class FolderMail:
    """Writes each message as a file, for trying out and for tests."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: EmailMessage) -> None:
        """Write the message, named by its id, readable by its owner only."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        path = self._folder / f"{name}.eml"
        path.touch(mode=0o600)
        path.write_bytes(message.as_bytes())


class SmtpMail:
    """Hands messages to a mail server: smtp:// (with STARTTLS where offered) or smtps://."""

    def __init__(self, url: str) -> None:
        sentence = "PASSPORT_SMTP_URL must be like smtp://host:port or smtps://host."
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise StartError(sentence) from None
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise StartError(sentence)
        self._host = parts.hostname
        self._is_tls = parts.scheme == "smtps"
        self._port = port or (465 if self._is_tls else 25)
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def send(self, message: EmailMessage) -> None:
        """Send over one connection; a log-in is never sent in the clear."""
        context = ssl.create_default_context()
        if self._is_tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=_TIMEOUT_S, context=context
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=_TIMEOUT_S)
        with server:
            server.ehlo()
            if not self._is_tls and server.has_extn("starttls"):
                server.starttls(context=context)
                server.ehlo()
            elif not self._is_tls and self._user:
                raise OSError("the mail server offers no encryption for the log-in")
            if self._user:
                server.login(self._user, self._password)
            server.send_message(message)


def mail_adapter(settings: Settings) -> MailAdapter:
    """The adapter that the settings ask for."""
    return (
        SmtpMail(settings.smtp_url) if settings.smtp_url else FolderMail(settings.data_dir / "mail")
    )


def enqueue(
    session: Session,
    *,
    recipient: str,
    template: str,
    language: str,
    context: dict[str, Any],
    at: datetime,
    kind: str = "mail",
) -> OutboxMessage:
    """Put a message in the outbox, in the transaction of `session`.

    `template` ("mail/claim.txt", its first line the subject) is rendered with `context`
    (JSON) in `language` when it is sent. Raises `request-invalid` for what is no address.
    """
    addressed = _addressed(recipient, context, at=at)
    message = OutboxMessage(kind=kind, template=template, language=language, **addressed)
    session.add(message)
    return message


def enqueue_many(
    session: Session,
    contexts: Sequence[tuple[str, dict[str, Any]]],
    *,
    template: str,
    language: str,
    at: datetime,
) -> list[str]:
    """`enqueue` one mail for each recipient and context, in one statement; their ids."""
    same = {"kind": "mail", "template": template, "language": language}
    rows = [{**same, **_addressed(recipient, context, at=at)} for recipient, context in contexts]
    insert_many(session, OutboxMessage, rows)
    return [row["id"] for row in rows]


def _addressed(recipient: str, context: dict[str, Any], *, at: datetime) -> dict[str, Any]:
    return {
        "id": secrets.token_hex(16),
        "recipient": normal_email(recipient),
        "context": context,
        "created_at": at,
        "due_at": at,
        "tries": 0,
    }


def deliver(
    database: Database,
    adapter: MailAdapter,
    *,
    render: Render,
    sender: str,
    at: datetime,
    most: int = 50,
) -> int:
    """Send what is due, at most `most` messages; the number of those that were sent.

    A message is leased before it is sent: when the process dies in between, it is sent
    again after the lease, with the same id.
    """
    sent = 0
    for _ in range(most):
        with database.session() as session:
            message = _lease(session, at)
        if message is None:
            break
        try:
            adapter.send(_as_mail(message, render=render, sender=sender))
        except (OSError, ValueError, CredentialsError) as error:
            # This one is tried again later, and does not keep the others back.
            _log.warning("a mail was not sent", extra={"reason": type(error).__name__})
            problem = _refusal(error) or (_GIVEN_UP if message.due_at is None else None)
            if problem is not None:
                with database.session() as session:
                    _mark_failed(session, message.id, problem, at)
            continue
        sent += 1
        with database.session() as session:
            _mark_sent(session, message.id, at)
    return sent


def _lease(session: Session, at: datetime) -> OutboxMessage | None:
    message = session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.due_at <= at)
        .order_by(OutboxMessage.due_at, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()
    if message is None:
        return None
    message.tries += 1
    wait = max(_LEASE, _FIRST_WAIT * 2**message.tries)
    message.due_at = at + wait if message.tries < _MOST_TRIES else None
    return message


def record_bounce(session: Session, message_id: str, *, status: str, at: datetime) -> bool:
    """Note that a message came back, with the status code; False when there is no such message.

    The first report counts, and the same one twice changes nothing.
    """
    message = session.scalars(
        select(OutboxMessage).where(OutboxMessage.id == message_id).with_for_update()
    ).one_or_none()
    if message is None:
        return False
    if message.problem is None:
        _mark_failed(session, message_id, f"bounce-{status}", at)
    return True


def mailed_to(session: Session, recipient: str, *, template: str, since: datetime) -> int:
    """How many messages of that kind were put in the outbox for an address since then."""
    counted = select(func.count()).where(
        OutboxMessage.recipient == normal_email(recipient),
        OutboxMessage.template == template,
        OutboxMessage.created_at > since,
    )
    return session.scalar(counted) or 0


def forget_sent(session: Session, recipient: str, *, templates: Collection[str]) -> None:
    """Delete that an address was sent messages of these templates."""
    session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.recipient == normal_email(recipient),
            OutboxMessage.template.in_(templates),
            OutboxMessage.due_at.is_(None),
        )
    )


def forget_about(session: Session, *, templates: Collection[str], about: str) -> None:
    """Delete the messages of these templates that are `about` this, by their context.

    What still waits is not sent.
    """
    session.execute(
        delete(OutboxMessage).where(
            OutboxMessage.template.in_(templates),
            OutboxMessage.context["about"].as_string() == about,
        )
    )


def _refusal(error: Exception) -> str | None:
    """The code of an answer that will be the same tomorrow: there is no such address (5xx).

    A refused log-in or sender is ours to mend, so the message waits.
    """
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _ in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPDataError):
        codes = [error.smtp_code]
    else:
        return None
    is_final = bool(codes) and all(_PERMANENT <= code < _PERMANENT + 100 for code in codes)
    return f"smtp-{codes[0]}" if is_final else None


def _mark_failed(session: Session, message_id: str, problem: str, at: datetime) -> None:
    message = session.get(OutboxMessage, message_id)
    if message is not None:
        message.due_at, message.problem, message.failed_at = None, problem, at
        _forget(session, message_id)


def _mark_sent(session: Session, message_id: str, at: datetime) -> None:
    message = session.get(OutboxMessage, message_id)
    # It is gone when whom it was about was erased while it was on its way.
    if message is not None:
        message.sent_at, message.due_at = at, None
        _forget(session, message_id)


def _forget(session: Session, message_id: str) -> None:
    # What it says may hold a claim link, which is not kept once it was sent or given up. What
    # it was about is, so that it can be deleted together with that.
    message = session.get_one(OutboxMessage, message_id)
    message.context = {
        name: message.context[name] for name in ("about",) if name in message.context
    }


def _as_mail(message: OutboxMessage, *, render: Render, sender: str) -> EmailMessage:
    with locales.speaking(message.language):
        text = render(message.template, **message.context)
    subject, _, body = text.strip().partition("\n")
    if len(subject) > _LONGEST_SUBJECT or not locales.without_isolates(subject).isprintable():
        raise refuse(ProblemCode.REQUEST_INVALID, "the subject of a mail has the wrong form")
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = message.recipient
    mail["Subject"] = subject
    mail["Date"] = format_datetime(message.created_at)
    mail["Message-ID"] = f"<{message.id}@{sender.rpartition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail["Content-Language"] = message.language
    mail.set_content(body.strip() + "\n")
    return mail


def backlog(session: Session) -> Backlog:
    """What waits to be sent, and how much of it was tried already."""
    waits, again, since = session.execute(
        select(
            func.count(),
            func.count().filter(OutboxMessage.tries > 0),
            func.min(OutboxMessage.created_at),
        ).where(OutboxMessage.due_at.is_not(None))
    ).one()
    return Backlog("mail", {"waiting": waits, "tried": again}, since)
