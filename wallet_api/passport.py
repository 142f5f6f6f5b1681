"""Passports: made by a claim, opened by a link, never by a password.

Three secrets open one: the return link (kept on paper), the cookie of a device that had it
open, and a mailed link together with such a device.
"""

import re
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base import bodies, locales, outbox
from app.base.codes import new_token, token_digest
from app.base.custody import Custody
from credentials import ProblemCode, did_key_method, refuse
from wallet_api import store, trail
from wallet_api.ports import Taken
from wallet_api.tables import Device, Holding, MailedLink, Passport

OPEN_FOR = timedelta(days=90)
# On a shared device, or somebody else's.
LENT_FOR = timedelta(minutes=20)
LENT_AT_MOST = timedelta(hours=2)
MAIL_VALID_FOR = timedelta(hours=1)
MAILS_PER_HOUR = 5
MOST_CERTIFICATES = 200
_HOUR = timedelta(hours=1)
_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
KEY_PURPOSE = "authentication"
_PAPER = "mail/passport_paper.txt"
_KEY = "mail/passport_key.txt"
_LINK = "mail/passport_link.txt"
# What is mailed to the holder of a passport.
MAILS = (_PAPER, _KEY, _LINK, "mail/passport_return.txt")


@dataclass(frozen=True, slots=True)
class NewPassport:
    """A passport and its return link's token, which is known only now."""

    passport: Passport
    return_token: str = field(repr=False)


def create_passport(
    session: Session, *, custody: Custody, at: datetime, token: str | None = None
) -> NewPassport:
    """Make an empty passport with its own key (did:key), sealed by custody.

    `token` is for its return link; without one it is drawn.
    """
    passport_id = secrets.token_hex(16)
    key = custody.create_key(
        session,
        owner=trail.owner(passport_id),
        purpose=KEY_PURPOSE,
        verification_method=did_key_method,
        at=at,
    )
    token = token or new_token()
    made = Passport(
        id=passport_id,
        return_digest=token_digest(token),
        holder_did=key.verification_method.partition("#")[0],
        created_at=at,
    )
    session.add(made)
    # What is put into it refers to it by a foreign key.
    session.flush()
    trail.record(session, made.id, "passport.created", at=at)
    return NewPassport(made, token)


def receive(session: Session, passport: Passport, taken: Taken, *, at: datetime) -> Holding:
    """Put a claimed certificate into a passport, byte for byte as it was signed."""
    check_room(session, passport)
    known = taken.dictionary_id
    words = None if known is None else bodies.words_of(session, known)
    made = Holding(
        id=secrets.token_hex(16),
        passport_id=passport.id,
        credential_id=taken.credential_id,
        media_type=taken.media_type,
        issuer=taken.issuer,
        title=taken.title,
        person=taken.person,
        added_at=at,
        **bodies.columns(taken.content, words),
    )
    session.add(made)
    # The first address stays: who claims a second certificate must not redirect the mail.
    passport.email = passport.email or taken.email
    session.flush()
    return made


def check_room(session: Session, passport: Passport) -> None:
    """Raise `conflict` when no more certificates go into a passport."""
    if len(store.holdings(session, passport.id)) >= MOST_CERTIFICATES:
        raise refuse(ProblemCode.CONFLICT, "the passport is full")


def certificate_in(session: Session, passport: Passport, holding_id: str) -> Holding:
    """A certificate of this passport; another's is `not-found`, like one that is not there."""
    held = store.holding(session, holding_id, passport_id=passport.id)
    if held is None:
        raise refuse(ProblemCode.NOT_FOUND, "no such certificate in this passport")
    return held


def lead_on(session: Session, passport: Passport, *, allowed: bool, at: datetime) -> None:
    """Let old papers of replaced certificates lead to the new ones here, or end that."""
    if passport.leads_on != allowed:
        passport.leads_on = allowed
        session.flush()
        action = "passport.old-papers-lead-on" if allowed else "passport.old-papers-end"
        trail.record(session, passport.id, action, at=at)


# ── Opening and closing ─────────────────────────────────────────────────────────────────


def is_token(text: str) -> bool:
    """Whether a text can be one of our tokens at all; 128 bits in base64url."""
    return bool(_TOKEN.fullmatch(text))


def by_return_token(session: Session, token: str) -> Passport | None:
    """The passport that a return link opens."""
    if not is_token(token):
        return None
    return store.passport_by_return(session, token_digest(token))


def by_mailed_token(
    session: Session, token: str, *, device_token: str | None, at: datetime
) -> Passport | None:
    """The passport that a mailed link opens on this device, once.

    None on a device that never had it, where the link stays good: a mail scanner or somebody
    who reads the mail on another machine neither gets in nor uses it up.
    """
    if device_token is None or not is_token(token):
        return None
    link = store.mailed_link(session, token_digest(token))
    if link is None or link.expires_at <= at:
        return None
    known = store.device(session, token_digest(device_token), link.passport_id)
    if known is None or known.is_lent:
        return None
    link.expires_at = at
    return store.passport(session, link.passport_id)


def open_on(session: Session, device_token: str | None, *, at: datetime) -> Passport | None:
    """The passport that is open on a device."""
    if device_token is None or not is_token(device_token):
        return None
    return store.open_passport(session, token_digest(device_token), at=at)


def open_passport(
    session: Session,
    passport: Passport,
    device_token: str | None,
    *,
    is_lent: bool | None = None,
    at: datetime,
) -> str:
    """Open a passport on a device for 90 days; the token that its cookie is to hold.

    On one that `is_lent`, for 20 minutes; None says that nobody was asked yet. Only one
    passport is open on a device at a time; the others stay known there. Unless this very
    passport is open there already, the token is a new one and the old one is worthless:
    whoever sat there before may know it.
    """
    held = token_digest(device_token) if device_token and is_token(device_token) else ""
    here = store.open_passport(session, held, at=at)
    if device_token and here and here.id == passport.id:
        token, digest = device_token, held
    else:
        token = new_token()
        digest = token_digest(token)
        store.rename_browser(session, held, digest)
    store.close_on_browser(session, digest)
    known = store.device(session, digest, passport.id)
    if known is None:
        known = Device(device_digest=digest, passport_id=passport.id, opened_at=at)
        session.add(known)
    known.is_lent = known.is_lent if is_lent is None else is_lent
    known.open_until = at + (LENT_FOR if known.is_lent else OPEN_FOR)
    known.opened_at = at
    session.flush()
    return token


def close_passport(session: Session, device_token: str) -> None:
    """Close the passport on a device; a mailed link can open it there again."""
    store.close_on_browser(session, token_digest(device_token))


def forget_device(session: Session, device_token: str) -> None:
    """Close the passport on a device that is somebody else's, and leave no trace of it."""
    store.forget_browser(session, token_digest(device_token))


def renew_return_link(
    session: Session, passport: Passport, device_token: str | None, *, at: datetime
) -> str:
    """A new return link. The old one ends, and every other device is forgotten.

    The holder is told by mail and on the passport's pages: somebody who had the phone for a
    minute would otherwise keep a paper that opens it, and nobody would miss the old one.
    """
    token = new_token()
    passport.return_digest = token_digest(token)
    passport.paper_at = at
    kept = token_digest(device_token) if device_token else ""
    store.forget_other_browsers(session, passport.id, but=kept)
    store.end_mailed(session, passport.id, at=at)
    trail.record(session, passport.id, "passport.return-link-renewed", at=at)
    _tell(session, passport, _PAPER, at=at)
    return token


def note_key_left(session: Session, passport: Passport, *, at: datetime) -> None:
    """Note that the passport's key left with a file, and tell the holder by mail."""
    passport.key_left_at = at
    session.flush()
    trail.record(session, passport.id, "passport.key-exported", at=at)
    _tell(session, passport, _KEY, at=at)


def _tell(session: Session, passport: Passport, template: str, *, at: datetime) -> None:
    """Mail a warning to the holder, as far as an address is known; five an hour at most."""
    address = passport.email
    if not address:
        return
    since = at - _HOUR
    if outbox.mailed_to(session, address, template=template, since=since) < MAILS_PER_HOUR:
        outbox.enqueue(
            session,
            recipient=address,
            template=template,
            language=locales.language(),
            context={"about": trail.owner(passport.id)},
            at=at,
        )
        session.flush()


def can_mail(session: Session, device_token: str | None) -> bool:
    """Whether this device had a passport whose holder's address is known."""
    return bool(_mailable(session, device_token))


def mail_links(
    session: Session, device_token: str | None, *, public_url: str, language: str, at: datetime
) -> None:
    """Mail a link for each passport that this device had, five an hour at most.

    Whoever asks learns nothing: neither whether there is an address nor which one.
    """
    for passport in _mailable(session, device_token):
        if store.mailed_since(session, passport.id, at - _HOUR) >= MAILS_PER_HOUR:
            continue
        store.forget_mailed(session, passport.id, before=at - _HOUR)
        token = new_token()
        session.add(
            MailedLink(
                digest=token_digest(token),
                passport_id=passport.id,
                created_at=at,
                expires_at=at + MAIL_VALID_FOR,
            )
        )
        outbox.enqueue(
            session,
            recipient=str(passport.email),
            template=_LINK,
            language=language,
            context={"link": f"{public_url}/p/{token}", "about": trail.owner(passport.id)},
            at=at,
        )
        session.flush()


def _mailable(session: Session, device_token: str | None) -> list[Passport]:
    if device_token is None or not is_token(device_token):
        return []
    devices = [
        device
        for device in store.devices_of_browser(session, token_digest(device_token))
        if not device.is_lent
    ]
    found = (store.passport(session, device.passport_id) for device in devices)
    return [passport for passport in found if passport is not None and passport.email]
