"""What is held about the person of one certificate, for the person who asks."""

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.base import audit
from app.base.audit import store as audit_store
from app.issuer import store as issuer_store
from app.issuer.privacy import store
from app.issuer.tables import Achievement, Award
from credentials import ProblemCode, refuse

# How it was made sure that whoever asks is the person.
IDENTITY_CHECKS = ("in-person", "by-document", "by-known-contact")


def held(session: Session, award: Award, *, line: Mapping[str, Any] | None) -> dict[str, Any]:
    """Everything, as JSON. `line` is the line of the class list, which is kept elsewhere."""
    achievement = session.get(Achievement, award.achievement_id) if award.achievement_id else None
    claim = issuer_store.claim(session, award.id)
    email = str((award.person or {}).get("email") or "")
    return {
        "person": award.person,
        "certificate": {
            "id": award.id,
            "number": award.certificate_number,
            "achievement": achievement.name if achievement else None,
            "awarded_on": award.awarded_on.isoformat() if award.awarded_on else None,
            "issued_at": award.issued_at.isoformat(),
            "state": award.state,
            "results": award.results,
            "as_signed": _signed(award.content),
        },
        "claim": {
            "state": claim.state,
            "claimed_at": _moment(claim.claimed_at),
            "wrong_tries": claim.wrong_tries,
        }
        if claim
        else None,
        "class_list_line": dict(line) if line else None,
        "mail": [
            {
                "to": mail.recipient,
                "what": mail.template,
                "written_at": mail.created_at.isoformat(),
                "sent_at": _moment(mail.sent_at),
            }
            for mail in (store.mail_to(session, email) if email else ())
        ],
        "corrections": [
            {"reason": case.reason, "note": case.note, "at": case.requested_at.isoformat()}
            for case in store.cases(session, award.id)
        ],
        "requests": [
            {
                "about": request.about,
                "said": request.said,
                "contact": request.contact,
                "answer": request.answer,
                "at": request.created_at.isoformat(),
            }
            for request in store.requests(session, award.id)
        ],
        "what_was_done": [
            {"at": entry.at.isoformat(), "action": entry.action}
            for entry in audit_store.about(session, award.id)
        ],
    }


def note_check(session: Session, award: Award, how: str, *, actor: str, at: datetime) -> None:
    """Note how the identity of whoever asks was checked; raises `bad-value`."""
    if how not in IDENTITY_CHECKS:
        detail = f"one of {', '.join(IDENTITY_CHECKS)}"
        raise refuse(ProblemCode.BAD_VALUE, detail, "/identity_check")
    _record(session, award, f"identity.checked-{how}", actor=actor, at=at)


def note_told(session: Session, award: Award, *, actor: str, at: datetime) -> None:
    """Note that the person was told what is held."""
    _record(session, award, "person.told", actor=actor, at=at)


def _record(session: Session, award: Award, action: str, *, actor: str, at: datetime) -> None:
    audit.record(
        session,
        actor=actor,
        action=action,
        subject=award.id,
        organisation_id=award.organisation_id,
        at=at,
        digest=award.digest,
    )


def _signed(content: bytes) -> Any:
    try:
        return json.loads(content)
    except ValueError:
        # A token is text; what is not even that (COSE) is written in base64.
        return content.decode() if content.isascii() else base64.b64encode(content).decode()


def _moment(value: datetime | None) -> str | None:
    return value.isoformat() if value else None
