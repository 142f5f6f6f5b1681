"""Mail that came back is understood, whatever else a mail server or a stranger sends."""

import pytest

from app.base import bounces
from app.base.bounces import Bounce

ID = "0123456789abcdef0123456789abcdef"

POSTFIX = f"""\
From: MAILER-DAEMON@mail.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: passport@example.org
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

This is a MIME-encapsulated message.

--B
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example

Final-Recipient: rfc822; amara@nowhere.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <amara@nowhere.example>: no such user

--B
Content-Type: message/rfc822

Return-Path: <passport@example.org>
From: passport@example.org
To: amara@nowhere.example
Message-ID: <{ID}@example.org>
Subject: Your certificate

Hello
--B--
"""
HEADERS_ONLY = POSTFIX.replace("message/rfc822", "text/rfc822-headers")


@pytest.mark.parametrize("mail", [POSTFIX, HEADERS_ONLY, POSTFIX.replace("\n", "\r\n")])
def test_a_report_names_the_message_and_the_reason(mail: str) -> None:
    assert bounces.read(mail.encode()) == Bounce(ID, "5.1.1")


@pytest.mark.parametrize(
    "mail",
    [
        POSTFIX.replace("Action: failed", "Action: delayed"),
        POSTFIX.replace("Action: failed", "Action: delivered"),
        POSTFIX.replace(ID, "not-one-of-ours"),
        POSTFIX.replace("message/delivery-status", "text/plain"),
        f"Subject: hello\nMessage-ID: <{ID}@example.org>\n\nAction: failed\nStatus: 5.1.1\n",
        "",
        "\x00\xff" * 50,
        "Content-Type: multipart/report; boundary=B\n\n--B",
        "Content-Type: message/delivery-status\n\n",
        "Content-Type: multipart/mixed; boundary=B\n\n" + "--B\n\nx\n" * 200,
        POSTFIX + "x" * bounces.MOST_BYTES,
    ],
)
def test_anything_else_is_no_bounce(mail: str) -> None:
    assert bounces.read(mail.encode("utf-8", "surrogateescape")) is None


def test_a_reason_without_a_code_is_a_failure_all_the_same() -> None:
    mail = POSTFIX.replace("Status: 5.1.1\n", "Status: nonsense\n")
    assert bounces.read(mail.encode()) == Bounce(ID, "5.0.0")
