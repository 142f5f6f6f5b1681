"""A name and a photo that holders add themselves; nobody has checked either.

They are for the holder's own pages. No check, no share and no certificate ever uses them: a
photo that anybody can exchange says nothing about whom a certificate belongs to.
"""

from datetime import datetime

from sqlalchemy.orm import Session

from app.base import writing
from app.base.intake.portraits import portrait
from app.base.workers import Workers
from wallet_api import trail
from wallet_api.records import store
from wallet_api.records.tables import AboutMe
from wallet_api.tables import Passport

_LONGEST_NAME = 200
_TIMEOUT_S = 5.0
_CHANGED = "passport.about-me-changed"


def drawn(content: bytes, *, workers: Workers) -> bytes:
    """A photo as it is kept: small, without its place, time and camera.

    Raises `unsupported-media`, `malformed`, `too-large` or `too-complex` for what is no
    photo. Blocks: call it from a thread.
    """
    return workers.run(portrait, content, timeout=_TIMEOUT_S)


def change(
    session: Session, passport: Passport, *, name: str, photo: bytes | None = None, at: datetime
) -> AboutMe:
    """Write the name, and put the photo (already drawn) in the place of another one.

    An empty name is none; without a photo the one that is there stays. Raises `bad-value`.
    """
    written = writing.text(name, "/name", limit=_LONGEST_NAME)
    found = store.about_me(session, passport.id)
    if found is None:
        found = AboutMe(passport_id=passport.id, name="", changed_at=at)
        session.add(found)
    found.name, found.changed_at = written, at
    found.photo = photo or found.photo
    session.flush()
    trail.record(session, passport.id, _CHANGED, at=at)
    return found


def remove_photo(session: Session, passport: Passport, *, at: datetime) -> None:
    """Delete the photo; again is no mistake."""
    found = store.about_me(session, passport.id)
    if found is not None and found.photo is not None:
        found.photo, found.changed_at = None, at
        session.flush()
        trail.record(session, passport.id, _CHANGED, at=at)
