"""The reader's side of a link: whether it opens, and what is noted when somebody opened it.

What is noted is the number of openings, the time of the last one, and the name that a reader
gave. No address and nothing of the reader's device is stored.
"""

import re
import secrets
import unicodedata
from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.base.codes import token_digest
from credentials import ProblemCode, refuse
from wallet_api import passport as passports
from wallet_api import store
from wallet_api.sharing import store as reader_store
from wallet_api.sharing.tables import ShareReader
from wallet_api.tables import Share

LONGEST_NAME = 100
# Whoever has the link may open it as often as they like, and must not fill the database.
MOST_NAMES = 50
# Joiners shape letters of Arabic, Persian and Indian scripts; all else that is not printed is
# a trick or a mistake (T72).
_JOINERS = "\u200c\u200d"
_NUMBER = re.compile(r"\+?\d[\d\s().-]{4,}\d")
_BETWEEN = re.compile(r"(?<=\w)[@/\\:]+(?=\w)")
_DOT = re.compile(r"(?<=\w)\.(?=\w)")


class ShareState(StrEnum):
    """Whether a link still opens, and why not."""

    OPEN = "open"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    FROZEN = "frozen"


def find(session: Session, token: str) -> Share | None:
    """The share behind a link, ended or not."""
    if not passports.is_token(token):
        return None
    return store.share_by_token(session, token_digest(token))


def state(found: Share, *, at: datetime) -> ShareState:
    """Whether the link opens at that time."""
    if found.withdrawn_at is not None:
        return ShareState.WITHDRAWN
    if at >= found.expires_at:
        return ShareState.ENDED
    return ShareState.FROZEN if found.is_frozen else ShareState.OPEN


def refuse_closed(found: Share, *, at: datetime) -> None:
    """Raise for a link that does not open: `gone`, or `frozen` while its owner wants that."""
    match state(found, at=at):
        case ShareState.WITHDRAWN:
            raise refuse(ProblemCode.GONE, "the link was withdrawn by the one who shared it")
        case ShareState.ENDED:
            raise refuse(ProblemCode.GONE, "the link has ended; this says nothing of certificates")
        case ShareState.FROZEN:
            raise refuse(ProblemCode.FROZEN, "the link is frozen by the one who shared it")


def find_open(session: Session, token: str, *, at: datetime) -> Share:
    """The share behind a link; raises `not-found`, and as `refuse_closed` does."""
    found = find(session, token)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such link")
    refuse_closed(found, at=at)
    return found


def whole(session: Session, token: str, *, at: datetime) -> Share:
    """A share whose signed files may be saved; raises as `find_open` does.

    Raises `not-allowed` when its holder did not allow it.
    """
    found = find_open(session, token, at=at)
    if not found.may_download:
        raise refuse(ProblemCode.NOT_ALLOWED, "the one who shared it did not allow saving")
    return found


def count_opening(session: Session, token: str, *, name: str = "", at: datetime) -> None:
    """Note that a reader opened a share; raises as `find_open` does.

    `name` is what the reader says, if anything; it is shown to the holder as unchecked.
    """
    found = find_open(session, token, at=at)
    store.count_opening(session, token_digest(token), at=at)
    said = _readable(name)
    known = reader_store.readers(session, [found.id]).get(found.id, []) if said else []
    if said and len(known) < MOST_NAMES and said not in {reader.name for reader in known}:
        session.add(
            ShareReader(id=secrets.token_hex(16), share_id=found.id, name=said, opened_at=at)
        )
        session.flush()


def _readable(name: str) -> str:
    """A name in one line, without what cannot be seen; at most a hundred characters.

    Addresses and numbers to call are taken apart: whoever has the link could otherwise use the
    name to reach a worker who did not ask for it.
    """
    normal = unicodedata.normalize("NFC", name)
    seen = "".join(
        character if character.isprintable() or character in _JOINERS else " "
        for character in normal
    )
    apart = _BETWEEN.sub(" ", _NUMBER.sub("…", seen))
    return " ".join(_DOT.sub(". ", apart).split())[:LONGEST_NAME].strip()
