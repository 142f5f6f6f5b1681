"""Whose device a passport is open on, and closing it everywhere at once.

On a shared device, or somebody else's, a passport closes by itself and leaves nothing behind.
"""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from app.base.codes import token_digest
from wallet_api import passport as passports
from wallet_api import store, trail
from wallet_api.tables import Device, Passport


def here(session: Session, passport: Passport, device_token: str | None) -> Device | None:
    """The device on which the passport is open now."""
    if device_token is None or not passports.is_token(device_token):
        return None
    return store.device(session, token_digest(device_token), passport.id)


@dataclass(frozen=True, slots=True)
class Opened:
    """A passport that was opened on a device: what its cookie is to hold.

    `closes_at` is there on a lent device alone, where the passport closes by itself.
    """

    token: str = field(repr=False)
    closes_at: datetime | None


def open_here(
    session: Session,
    passport: Passport,
    device_token: str | None,
    *,
    is_lent: bool | None,
    at: datetime,
) -> Opened:
    """Open a passport on a device, as `passports.open_passport` does."""
    token = passports.open_passport(session, passport, device_token, is_lent=is_lent, at=at)
    device = here(session, passport, token)
    closes_at = device.open_until if device and device.is_lent else None
    return Opened(token, closes_at)


def say_whose(
    session: Session,
    passport: Passport,
    device_token: str | None,
    *,
    is_lent: bool,
    at: datetime,
) -> datetime | None:
    """Note whether a device is shared or somebody else's; when the passport closes there, if so.

    Said again, it is open for the whole time once more, up to two hours from when it was
    opened. A lent device never becomes an own one while the passport is open there: whoever
    it belongs to could keep the passport when its holder has gone. The paper opens it anew.
    """
    device = here(session, passport, device_token)
    if device is None:
        return None
    if not is_lent and not device.is_lent:
        device.is_lent, device.open_until = False, at + passports.OPEN_FOR
    elif is_lent:
        most = device.opened_at + passports.LENT_AT_MOST
        device.is_lent, device.open_until = True, min(at + passports.LENT_FOR, most)
    session.flush()
    return device.open_until if device.is_lent else None


def sign_out_others(
    session: Session, passport: Passport, device_token: str, *, at: datetime
) -> None:
    """Close the passport on every device but this one, for whoever has lost the other."""
    store.forget_other_browsers(session, passport.id, but=token_digest(device_token))
    store.end_mailed(session, passport.id, at=at)
    trail.record(session, passport.id, "passport.signed-out-elsewhere", at=at)


def sign_out_everywhere(session: Session, passport: Passport, *, at: datetime) -> None:
    """Close the passport on every device, this one too; only the paper opens it after that."""
    store.forget_other_browsers(session, passport.id, but="")
    store.end_mailed(session, passport.id, at=at)
    trail.record(session, passport.id, "passport.signed-out-everywhere", at=at)


def forget_lent(session: Session, *, at: datetime) -> None:
    """Delete that a passport was open on a lent device, once it is closed there."""
    store.forget_lent(session, at=at)
