"""A claim from the holder's side: the certificate goes into a passport, old or new."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from app.base.codes import token_digest
from app.base.custody import Custody
from wallet_api import passport as passports
from wallet_api import store
from wallet_api.ports import ClaimDesk, Taken
from wallet_api.tables import Holding, Passport

_LONGEST_PART = 4


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a claim led to; `return_token` only when the passport was made for it."""

    passport: Passport
    holding: Holding
    return_token: str | None = field(repr=False)


def claim(
    session: Session,
    code: str,
    ticket: str,
    *,
    into: Passport | None,
    desk: ClaimDesk,
    custody: Custody,
    at: datetime,
) -> Claimed:
    """Take the certificate of a code (canonical) into a passport; a new one if `into` is None.

    All of it happens in one transaction or none of it. Whoever sends the same again, because
    the answer was lost or the button was pressed twice, is answered the same while the ticket
    is good: without the return link a new passport would be lost with its certificate.
    Raises what `ClaimDesk.take` raises.
    """
    token = _return_token(code, ticket, custody=custody)
    before = desk.taken_before(session, code, ticket, at=at)
    again = _again(session, before, into=into, token=token) if before else None
    if again is not None:
        return again

    def take(passport_id: str) -> Taken:
        return desk.take(session, code, ticket, passport_id=passport_id, at=at)

    return received(session, take, into=into, custody=custody, at=at, token=token)


def received(
    session: Session,
    take: Callable[[str], Taken],
    *,
    into: Passport | None,
    custody: Custody,
    at: datetime,
    token: str | None = None,
) -> Claimed:
    """Put what `take` hands over for a passport (its id) into it; a new one if `into` is None."""
    return_token = None
    passport = into
    if passport is None:
        made = passports.create_passport(session, custody=custody, at=at, token=token)
        passport, return_token = made.passport, made.return_token
    holding = passports.receive(session, passport, take(passport.id), at=at)
    return Claimed(passport, holding, return_token)


def _again(
    session: Session, before: tuple[str, str], *, into: Passport | None, token: str
) -> Claimed | None:
    """What the same claim led to before; None if its return link was another or is no more."""
    passport_id, credential_id = before
    passport = store.passport(session, passport_id)
    holding = store.holding_of(session, passport_id, credential_id)
    if passport is None or holding is None:
        return None
    if passport.return_digest == token_digest(token):
        return Claimed(passport, holding, token)
    return Claimed(passport, holding, None) if into and into.id == passport.id else None


def _return_token(code: str, ticket: str, *, custody: Custody) -> str:
    """The return link's token of a passport that this ticket makes: 128 bits, the same again."""
    secret = custody.derive("return links of claims")
    made = hmac.new(secret, f"{code}\n{ticket}".encode(), sha256).digest()
    return urlsafe_b64encode(made[:16]).decode().rstrip("=")


def are_numbers(*parts: str) -> bool:
    """Whether each of these is a number, as the parts of a date are."""
    return all(part.strip().isdecimal() and len(part.strip()) <= _LONGEST_PART for part in parts)


def typed_date(*, day: str, month: str, year: str) -> str | None:
    """A birth date from three fields as `YYYY-MM-DD`; None if it cannot be one.

    Digits of every script count. The calendar is the one of the certificate: nothing is
    converted, because that could only be guessed.
    """
    parts = (year.strip(), month.strip(), day.strip())
    if not are_numbers(*parts):
        return None
    written_year, written_month, written_day = (int(part) for part in parts)
    try:
        return date(written_year, written_month, written_day).isoformat()
    except ValueError:
        return None
