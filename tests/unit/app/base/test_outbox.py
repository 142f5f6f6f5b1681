import os
import signal
import smtplib
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlalchemy import select
from typing_extensions import override

from app.base import outbox
from app.base.db import Database
from app.base.outbox import FolderMail, OutboxMessage, SmtpMail, mail_adapter
from app.base.settings import Settings, StartError
from credentials import ProblemCode
from tests.refusal import refused
from tests.unit.app.base.conftest import NOW


class Letterbox:
    """A mail server of the test world; it may be out of order."""

    def __init__(self) -> None:
        self.received: list[EmailMessage] = []
        self.is_broken = False

    def send(self, message: EmailMessage) -> None:
        if self.is_broken:
            raise ConnectionRefusedError
        self.received.append(message)


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


def render(_template: str, **context: str) -> str:
    return f"Your certificate\n\nHello {context['name']}\n"


def enqueue(
    database: Database, *, recipient: str = "amara@example.org", name: str = "Amara"
) -> str:
    with database.session() as session:
        message = outbox.enqueue(
            session,
            recipient=recipient,
            template="mail/claim.txt",
            language="en",
            context={"name": name},
            at=NOW,
        )
        return message.id


def deliver(
    database: Database,
    adapter: outbox.MailAdapter,
    later: timedelta = timedelta(0),
    render: Callable[..., str] = render,
) -> int:
    return outbox.deliver(
        database, adapter, render=render, sender="passport@example.org", at=NOW + later
    )


def test_a_message_is_sent_once(database: Database, letterbox: Letterbox) -> None:
    message_id = enqueue(database)
    assert deliver(database, letterbox) == 1
    assert deliver(database, letterbox, timedelta(days=1)) == 0
    (mail,) = letterbox.received
    assert mail["To"] == "amara@example.org"
    assert mail["Subject"] == "Your certificate"
    assert mail["Message-ID"] == f"<{message_id}@example.org>"
    assert mail.get_content() == "Hello Amara\n"


def test_nothing_is_sent_for_what_was_rolled_back(database: Database, letterbox: Letterbox) -> None:
    with pytest.raises(LookupError), database.session() as session:  # noqa: PT012
        outbox.enqueue(
            session, recipient="a@b.org", template="t", language="en", context={}, at=NOW
        )
        session.flush()
        raise LookupError
    assert deliver(database, letterbox) == 0


def test_what_a_message_said_is_deleted_once_it_is_sent(
    database: Database, letterbox: Letterbox
) -> None:
    message_id = enqueue(database)
    deliver(database, letterbox)
    with database.reading() as session:
        assert session.get_one(OutboxMessage, message_id).context == {}


def test_a_message_is_forgotten_with_what_it_is_about_sent_or_not(
    database: Database, letterbox: Letterbox
) -> None:
    def sent_about(owner: str, template: str = "t") -> str:
        with database.session() as session:
            context = {"about": owner, "name": "Amara"}
            return outbox.enqueue(
                session,
                recipient="a@b.org",
                template=template,
                language="en",
                context=context,
                at=NOW,
            ).id

    sent = [sent_about("passport:1"), sent_about("passport:2"), sent_about("passport:1", "other")]
    deliver(database, letterbox)
    with database.reading() as session:
        assert session.get_one(OutboxMessage, sent[0]).context == {"about": "passport:1"}
    waiting = sent_about("passport:1")
    with database.session() as session:
        outbox.forget_about(session, templates=["t"], about="passport:1")
    with database.reading() as session:
        left = session.scalars(select(OutboxMessage.id)).all()
    assert set(left) == {*sent, waiting} - {sent[0], waiting}


def test_a_message_that_could_not_be_sent_is_sent_later_with_the_same_id(
    database: Database, letterbox: Letterbox
) -> None:
    message_id = enqueue(database)
    letterbox.is_broken = True
    assert deliver(database, letterbox) == 0
    letterbox.is_broken = False
    assert deliver(database, letterbox, timedelta(seconds=30)) == 0
    assert deliver(database, letterbox, timedelta(minutes=3)) == 1
    assert letterbox.received[0]["Message-ID"].startswith(f"<{message_id}@")


def test_trying_ends_some_day(sqlite: Database, letterbox: Letterbox) -> None:
    message_id = enqueue(sqlite)
    letterbox.is_broken = True
    for day in range(40):
        deliver(sqlite, letterbox, timedelta(days=day))
    with sqlite.reading() as session:
        message = session.get_one(OutboxMessage, message_id)
    assert message.due_at is None
    assert message.sent_at is None


def test_what_a_message_said_is_deleted_once_it_is_given_up(
    sqlite: Database, letterbox: Letterbox
) -> None:
    message_id = enqueue(sqlite)
    letterbox.is_broken = True
    for day in range(40):
        deliver(sqlite, letterbox, timedelta(days=day))
    with sqlite.reading() as session:
        assert session.get_one(OutboxMessage, message_id).context == {}


def test_one_message_that_fails_does_not_keep_the_others_back(sqlite: Database) -> None:
    class Picky(Letterbox):
        @override
        def send(self, message: EmailMessage) -> None:
            if message["To"] == "bad@example.org":
                raise OSError
            super().send(message)

    picky = Picky()
    enqueue(sqlite, recipient="bad@example.org")
    enqueue(sqlite)
    assert deliver(sqlite, picky) == 1


@pytest.mark.parametrize("recipient", ["a@b.org\r\nBcc: c@d.org", "a@b.org, c@d.org", "", "x"])
def test_a_recipient_cannot_add_another(sqlite: Database, recipient: str) -> None:
    with refused(ProblemCode.REQUEST_INVALID):
        enqueue(sqlite, recipient=recipient)


def test_a_name_cannot_add_a_header(sqlite: Database, letterbox: Letterbox) -> None:
    def with_the_name_in_the_subject(_template: str, **context: str) -> str:
        return f"For {context['name']}\n\nText\n"

    enqueue(sqlite, name="a\r\nBcc: c@d.org")
    assert deliver(sqlite, letterbox, render=with_the_name_in_the_subject) == 0
    assert letterbox.received == []


def test_a_body_with_the_longest_name_can_write(sqlite: Database, letterbox: Letterbox) -> None:
    enqueue(sqlite)
    subject = f"Your certificate from {'N' * 200}"

    def with_the_longest_name(_template: str, **_context: str) -> str:
        return f"{subject}\nHello"

    assert deliver(sqlite, letterbox, render=with_the_longest_name) == 1
    assert letterbox.received[0]["Subject"] == subject


def test_a_subject_may_keep_a_name_from_turning_it_round(
    sqlite: Database, letterbox: Letterbox
) -> None:
    enqueue(sqlite)

    def isolating(_template: str, **_context: str) -> str:
        return "شهادتك من \u2068Riverside 2\u2069\nHello"

    assert deliver(sqlite, letterbox, render=isolating) == 1
    assert letterbox.received[0]["Subject"] == "شهادتك من \u2068Riverside 2\u2069"


def test_a_mail_that_cannot_be_written_keeps_no_other_back(
    sqlite: Database, letterbox: Letterbox
) -> None:
    enqueue(sqlite)
    enqueue(sqlite)
    broken = [True, False]

    def once_broken(_template: str, **_context: str) -> str:
        if broken.pop(0):
            raise UnicodeError
        return "Subject\nHello"

    assert deliver(sqlite, letterbox, render=once_broken) == 1


def test_without_a_mail_server_mails_are_files_for_their_owner(
    tmp_path: Path, sqlite: Database
) -> None:
    adapter = mail_adapter(Settings(data_dir=tmp_path))
    assert isinstance(adapter, FolderMail)
    message_id = enqueue(sqlite)
    deliver(sqlite, adapter)
    deliver(sqlite, adapter)
    written = tmp_path / "mail" / f"{message_id}.eml"
    assert "Hello Amara" in written.read_text()
    assert written.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "url", ["http://mail", "smtp://", "mail.example.org", "smtp://h:99999", "smtp://["]
)
def test_a_mail_server_is_named_by_an_smtp_address(url: str) -> None:
    with pytest.raises(StartError, match="PASSPORT_SMTP_URL"):
        mail_adapter(Settings(smtp_url=url))


class _Smtp(socketserver.StreamRequestHandler):
    """Enough of RFC 5321 to take a message."""

    @override
    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            verb = line[:4].upper()
            if verb == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                content = b""
                while not content.endswith(b"\r\n.\r\n"):
                    content += self.rfile.readline()
                self.server.received.append(content)  # type: ignore[attr-defined]
            if verb == b"QUIT":
                self.wfile.write(b"221 bye\r\n")
                return
            self.wfile.write(b"250 ok\r\n")


@pytest.fixture
def smtp_server() -> Iterator[socketserver.TCPServer]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Smtp) as server:
        server.received = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_a_message_reaches_a_mail_server(
    sqlite: Database, smtp_server: socketserver.TCPServer
) -> None:
    port = smtp_server.server_address[1]
    enqueue(sqlite)
    assert deliver(sqlite, SmtpMail(f"smtp://127.0.0.1:{port}")) == 1
    assert b"Hello Amara" in smtp_server.received[0]  # type: ignore[attr-defined]


def test_a_password_is_never_sent_in_the_clear(
    sqlite: Database, smtp_server: socketserver.TCPServer
) -> None:
    port = smtp_server.server_address[1]
    enqueue(sqlite)
    assert deliver(sqlite, SmtpMail(f"smtp://user:pass@127.0.0.1:{port}")) == 0


_DIES_WHILE_SENDING = """
import os, signal, sys
from datetime import UTC, datetime
from app.base import outbox
from app.base.db import Database

class Dying:
    def send(self, message):
        print(message["Message-ID"], flush=True)
        os.kill(os.getpid(), signal.SIGKILL)

outbox.deliver(Database(sys.argv[1]), Dying(), render=lambda *_, **__: "S\\n\\nB\\n",
               sender="a@example.org", at=datetime.fromisoformat(sys.argv[2]))
"""


def test_a_message_is_not_lost_when_the_process_dies_while_sending(
    sqlite: Database, letterbox: Letterbox
) -> None:
    message_id = enqueue(sqlite)
    died = subprocess.run(
        [sys.executable, "-c", _DIES_WHILE_SENDING, str(sqlite.engine.url), NOW.isoformat()],
        check=False,
        capture_output=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
        timeout=30,
    )
    assert died.returncode == -signal.SIGKILL
    assert message_id.encode() in died.stdout
    assert deliver(sqlite, letterbox, timedelta(minutes=5)) == 1
    assert message_id in letterbox.received[0]["Message-ID"]


def refusing(error: Exception) -> outbox.MailAdapter:
    class Server:
        def send(self, message: EmailMessage) -> None:
            del message
            raise error

    return Server()


@pytest.mark.parametrize(
    ("error", "problem"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.org": (550, b"no such user")}), "smtp-550"),
        (smtplib.SMTPDataError(554, b"refused"), "smtp-554"),
        (smtplib.SMTPRecipientsRefused({"a@b.org": (450, b"later")}), None),
        (smtplib.SMTPAuthenticationError(535, b"wrong password"), None),
        (smtplib.SMTPSenderRefused(550, b"not you", "us@example.org"), None),
        (ConnectionRefusedError(), None),
    ],
)
def test_a_refusal_for_good_is_noted_at_once_and_by_its_code_only(
    sqlite: Database, error: Exception, problem: str | None
) -> None:
    message_id = enqueue(sqlite)
    assert deliver(sqlite, refusing(error)) == 0
    with sqlite.reading() as session:
        message = session.get_one(OutboxMessage, message_id)
        assert message.problem == problem
        assert (message.due_at is None) == (problem is not None)
        assert (message.context == {}) == (problem is not None)


def test_a_mail_that_came_back_is_noted_once(database: Database, letterbox: Letterbox) -> None:
    message_id = enqueue(database)
    deliver(database, letterbox)
    for status in ("5.1.1", "5.2.2"):
        with database.session() as session:
            assert outbox.record_bounce(session, message_id, status=status, at=NOW)
    with database.reading() as session:
        message = session.get_one(OutboxMessage, message_id)
        assert (message.problem, message.failed_at) == ("bounce-5.1.1", NOW)
    with database.session() as session:
        assert not outbox.record_bounce(session, "f" * 32, status="5.1.1", at=NOW)
