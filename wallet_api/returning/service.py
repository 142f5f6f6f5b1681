"""Coming back without paper and device: a training body confirms who somebody is.

An e-mail or an SMS alone never opens a passport on a new device. The body gives a code on
paper; it opens nothing before a waiting time is over, in which the holder is told on every
device and by mail, and may refuse it.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from sqlalchemy.orm import Session

from app.base import outbox
from app.base.codes import code_digest, new_code, parse_code
from credentials import ProblemCode, refuse
from wallet_api import passport as passports
from wallet_api import trail
from wallet_api.returning import store
from wallet_api.returning.tables import PassportReturn
from wallet_api.tables import Passport

# How long the code opens the passport, once it does.
OPENS_FOR = timedelta(days=30)
_TEMPLATE = "mail/passport_return.txt"


class ReturnState(StrEnum):
    """How a return stands; the words are in the templates."""

    WAITING = "waiting"
    READY = "ready"
    ENDED = "ended"
    REFUSED = "refused"
    USED = "used"


class Confirmed(Protocol):
    """What a training body says: who has come to it, and how it made sure of that."""

    @property
    def organisation_id(self) -> str:
        """The body."""
        ...

    @property
    def issuer(self) -> str:
        """Its name, from the register."""
        ...

    @property
    def check(self) -> str:
        """How the identity was checked, from a closed list."""
        ...

    @property
    def actor(self) -> str:
        """Who did it, as the audit trail names them."""
        ...

    @property
    def wait(self) -> timedelta:
        """How long the code opens nothing."""
        ...

    @property
    def language(self) -> str:
        """The language of the notice."""
        ...


@dataclass(frozen=True, slots=True)
class ReturnCode:
    """The code as it is printed, known only now, and from when to when it opens the passport."""

    code: str = field(repr=False)
    opens_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ReturnStanding:
    """How a return stands, and from when to when its code opens the passport."""

    state: str
    opens_at: datetime
    ends_at: datetime


def begin(session: Session, passport: Passport, said: Confirmed, *, at: datetime) -> ReturnCode:
    """Begin the waiting time, tell the holder, and make the code.

    Begun again by the same body, the earlier code ends and the time begins anew. Raises
    `conflict` while a code of another body waits or is good.
    """
    for earlier in store.live(session, passport.id, at=at):
        if earlier.organisation_id != said.organisation_id:
            raise refuse(ProblemCode.CONFLICT, "another body has confirmed the person already")
        earlier.ends_at, earlier.code_digest = at, None
    printed = new_code()
    made = PassportReturn(
        id=secrets.token_hex(16),
        passport_id=passport.id,
        organisation_id=said.organisation_id,
        issuer=said.issuer,
        identity_check=said.check,
        code_digest=code_digest(parse_code(printed)),
        asked_by=said.actor,
        asked_at=at,
        opens_at=at + said.wait,
        ends_at=at + said.wait + OPENS_FOR,
    )
    session.add(made)
    session.flush()
    _tell(session, passport, made, language=said.language, at=at)
    return ReturnCode(printed, made.opens_at, made.ends_at)


def state(found: PassportReturn, *, at: datetime) -> ReturnState:
    """How it stands at that time."""
    if found.refused_at is not None:
        return ReturnState.REFUSED
    if found.opened_at is not None:
        return ReturnState.USED
    if at >= found.ends_at:
        return ReturnState.ENDED
    return ReturnState.READY if at >= found.opens_at else ReturnState.WAITING


def standing(
    session: Session, passport_id: str, *, organisation_id: str, at: datetime
) -> ReturnStanding | None:
    """How the newest return stands that a body began for a passport."""
    found = store.newest(session, passport_id, organisation_id=organisation_id)
    if found is None:
        return None
    return ReturnStanding(state(found, at=at).value, found.opens_at, found.ends_at)


def waiting(session: Session, passport: Passport, *, at: datetime) -> list[PassportReturn]:
    """What the holder may still refuse: codes that wait or are good, the newest first."""
    return store.live(session, passport.id, at=at)


def refuse_return(session: Session, passport: Passport, return_id: str, *, at: datetime) -> None:
    """Make a code worthless, from a device on which the passport is open.

    Raises `not-found` for another's; what was used or refused already stays so.
    """
    found = store.of_passport(session, return_id, passport_id=passport.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "nobody asked to come back to this passport so")
    if state(found, at=at) in {ReturnState.WAITING, ReturnState.READY}:
        found.refused_at, found.code_digest = at, None
        session.flush()
        trail.record(session, passport.id, "passport.return-refused", at=at)


def look_up(session: Session, typed: str) -> PassportReturn:
    """The return of a code that somebody typed; raises `code-wrong` for no such code."""
    found = store.by_code(session, code_digest(parse_code(typed)))
    if found is None:
        raise refuse(ProblemCode.CODE_WRONG, "no passport waits for this code")
    return found


def come_back(
    session: Session, typed: str, *, vouches: Callable[[Session, str], bool], at: datetime
) -> tuple[Passport, str]:
    """Open the passport of a code, once; the passport, and the token of its new return link.

    The old paper ends, and every other device is closed. Raises `code-wrong` for no such code,
    and `code-closed` outside of its time and of a body that may vouch for nobody any more.
    """
    found = look_up(session, typed)
    is_good = state(found, at=at) is ReturnState.READY
    if not is_good or not vouches(session, found.organisation_id):
        raise refuse(ProblemCode.CODE_CLOSED, "the code opens nothing at this time")
    found.opened_at, found.code_digest = at, None
    passport = session.get_one(Passport, found.passport_id)
    token = passports.renew_return_link(session, passport, None, at=at)
    session.flush()
    trail.record(session, passport.id, "passport.returned", at=at)
    return passport, token


def _tell(
    session: Session, passport: Passport, made: PassportReturn, *, language: str, at: datetime
) -> None:
    """Mail it to the holder; a body that begins again and again floods nobody."""
    since = at - timedelta(hours=1)
    if not passport.email or (
        outbox.mailed_to(session, passport.email, template=_TEMPLATE, since=since)
        >= passports.MAILS_PER_HOUR
    ):
        return
    outbox.enqueue(
        session,
        recipient=passport.email,
        template=_TEMPLATE,
        language=language,
        context={
            "issuer": made.issuer,
            "opens_on": made.opens_at.date().isoformat(),
            "about": trail.owner(passport.id),
        },
        at=at,
    )
    session.flush()
