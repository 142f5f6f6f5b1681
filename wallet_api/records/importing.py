"""Certificates from elsewhere: checked first, looked at by their holder, kept byte for byte.

What is not genuine is never kept. What is genuine and ran out, or could not be checked, is
kept when the holder wants it, and is shown with its state wherever it is shown. That it is
about the holder is claimed nowhere.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy.orm import Session

from credentials import (
    Answer,
    ParsedCredential,
    ProblemCode,
    VerificationReport,
    media_type_of,
    refuse,
)
from wallet_api import passport as passports
from wallet_api import sharing, trail
from wallet_api import store as wallet_store
from wallet_api.ports import BroughtPart, Imports
from wallet_api.records import store
from wallet_api.records.tables import Waiting
from wallet_api.tables import Holding, Passport

MOST_WAITING = 20
WAITS_FOR = timedelta(days=1)
_LONGEST_TITLE = 300
_LONGEST_NAME = 200


def can_be_kept(report: VerificationReport) -> bool:
    """Whether it is a certificate, and not one that is known to be no genuine one."""
    return isinstance(report.parsed, ParsedCredential) and report.genuine is not Answer.NO


def put_aside(
    session: Session, passport: Passport, parts: Sequence[BroughtPart], *, at: datetime
) -> list[Waiting]:
    """Have what can be kept wait for the holder's decision, a day at most; the same bytes once.

    Raises `conflict` when too much is waiting.
    """
    waiting = {sha256(each.content).digest(): each for each in store.waiting(session, passport.id)}
    found = []
    for part in parts:
        digest = sha256(part.content).digest()
        if not can_be_kept(part.report):
            continue
        if digest not in waiting:
            if len(waiting) >= MOST_WAITING:
                raise refuse(ProblemCode.CONFLICT, f"more than {MOST_WAITING} are waiting")
            waiting[digest] = Waiting(
                id=secrets.token_hex(16),
                passport_id=passport.id,
                content=part.content,
                added_at=at,
            )
            session.add(waiting[digest])
        found.append(waiting[digest])
    session.flush()
    return found


def one(session: Session, passport: Passport, waiting_id: str) -> Waiting:
    """What waits in that passport; another's is answered like what is not there."""
    found = store.waiting_one(session, waiting_id, passport_id=passport.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "nothing like that is waiting")
    return found


def keep(
    session: Session,
    passport: Passport,
    waiting_id: str,
    *,
    report: VerificationReport,
    imports: Imports,
    at: datetime,
) -> Holding:
    """Put what waits into the passport, byte for byte; `report` is what was found out just now.

    The same bytes twice are one certificate. Raises `conflict` for what cannot be kept and
    when the passport is full.
    """
    found = one(session, passport, waiting_id)
    if not can_be_kept(report):
        raise refuse(ProblemCode.CONFLICT, "it is not genuine")
    same = [
        held
        for held in wallet_store.holdings(session, passport.id)
        if held.content == found.content
    ]
    if not same:
        made = _holding(session, passport, found.content, report, imports=imports, at=at)
        trail.record(
            session,
            passport.id,
            "passport.certificate-imported",
            subject=f"certificate:{made.id}",
            at=at,
        )
        same = [made]
    session.delete(found)
    session.flush()
    return same[0]


def _holding(
    session: Session,
    passport: Passport,
    content: bytes,
    report: VerificationReport,
    *,
    imports: Imports,
    at: datetime,
) -> Holding:
    passports.check_room(session, passport)
    made = Holding(
        id=secrets.token_hex(16),
        passport_id=passport.id,
        # Not the identifier that it gives itself: a forged one could name a certificate of
        # this service, and with it open what belongs to that one.
        credential_id=f"urn:sha256:{sha256(content).hexdigest()}",
        content=content,
        media_type=media_type_of(content).value,
        issuer=imports.issuer(report)[:_LONGEST_NAME],
        title=imports.title(report)[:_LONGEST_TITLE],
        person=imports.person(report)[:_LONGEST_NAME],
        is_imported=True,
        added_at=at,
    )
    session.add(made)
    session.flush()
    return made


def drop(session: Session, passport: Passport, waiting_id: str) -> None:
    """Delete what waits; raises `not-found` for another's."""
    session.delete(one(session, passport, waiting_id))
    session.flush()


def remove(session: Session, passport: Passport, holding_id: str, *, at: datetime) -> None:
    """Take out what the holder brought, and end every link that shows it.

    Raises `not-found` for another's, and `conflict` for what a training body handed over.
    """
    held = passports.certificate_in(session, passport, holding_id)
    if not held.is_imported:
        raise refuse(ProblemCode.CONFLICT, "it was fetched from a training body")
    for share_id in wallet_store.shares_with(session, held.id):
        sharing.withdraw(session, passport, share_id, at=at)
    trail.record(
        session,
        passport.id,
        "passport.certificate-removed",
        subject=f"certificate:{held.id}",
        at=at,
    )
    wallet_store.remove_holding(session, held)
