"""Mail that came back (RFC 3464): which message it was, and the code of the reason.

A bounce is believed for the Message-ID in the headers that it brings back: 128 random bits,
which only the mail servers on the way and the recipient have seen. Nothing else in it is kept.
"""

import email
import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage, Message

MOST_BYTES = 1_000_000
_MOST_PARTS = 50
_MESSAGE_ID = re.compile(r"<([0-9a-f]{32})@[^<>\s]*>")
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_NO_STATUS = "5.0.0"
_REPORT = "message/delivery-status"
_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/global-headers"})


@dataclass(frozen=True, slots=True)
class Bounce:
    """A message of ours that was not delivered, and the enhanced status code (RFC 3463)."""

    message_id: str
    status: str


def read(content: bytes) -> Bounce | None:
    """The bounce that a mail reports; None for any other mail, and for a mere delay."""
    if len(content) > MOST_BYTES:
        return None
    parts = list(_parts(email.message_from_bytes(content, policy=email.policy.compat32)))
    status = next((found for part in parts if (found := _failure(part))), None)
    message_id = next((found for part in parts if (found := _returned_id(part))), None)
    if status is None or message_id is None:
        return None
    return Bounce(message_id, status)


def _parts(mail: "Message[str, str] | EmailMessage") -> Iterator["Message[str, str]"]:
    for number, part in enumerate(mail.walk()):
        if number == _MOST_PARTS:
            return
        yield part


def _failure(part: "Message[str, str]") -> str | None:
    """The status of the first recipient that a report says was not reached (§2.3)."""
    if part.get_content_type() != _REPORT or not part.is_multipart():
        return None
    for fields in part.get_payload():
        if not isinstance(fields, Message):
            continue
        if str(fields.get("Action", "")).strip().lower() == "failed":
            found = _STATUS.search(str(fields.get("Status", "")))
            return found.group(0) if found else _NO_STATUS
    return None


def _returned_id(part: "Message[str, str]") -> str | None:
    """Our id in the headers of the message that came back (RFC 6522 §3)."""
    if part.get_content_type() not in _RETURNED:
        return None
    payload = part.get_payload()
    if isinstance(payload, list):
        returned = payload[0] if payload else None
        written = str(returned.get("Message-ID", "")) if isinstance(returned, Message) else ""
    else:
        written = next(
            (line for line in str(payload).splitlines() if line.lower().startswith("message-id:")),
            "",
        )
    found = _MESSAGE_ID.search(written)
    return found.group(1) if found else None
