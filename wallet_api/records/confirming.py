"""Ask somebody who has seen it whether an entry holds, and take their answer.

Whoever has the link answers, and nobody else: it goes by mail to the one who was asked and is
never shown to the holder. What the address proves is that somebody reads mail there. Only an
organisation that is registered with this service makes more of it, by the log-in of its staff
or by a domain that the trusted list ties to it.
"""

import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.base import accounts, outbox, writing
from app.base.codes import new_token, token_digest
from credentials import ProblemCode, refuse
from wallet_api import passport as passports
from wallet_api import trail
from wallet_api.ports import Backer
from wallet_api.records import entries, store
from wallet_api.records.entries import CONFIRMABLE, Kind
from wallet_api.records.tables import Confirmation, Entry
from wallet_api.tables import Notice, Passport

VALID_FOR = timedelta(days=30)
MOST_OPEN = 3
MOST_A_DAY = 10
MOST_TO_ONE = 3
_DAY = timedelta(days=1)
TEMPLATE = "mail/confirm_entry.txt"
_LONGEST_NAME = 80
# It stands in a mail that we send to somebody who did not ask for it, so nothing that could
# be read as an address or an offer may be written there.
_BETWEEN_LETTERS = frozenset(" -'\u2019\u02bc\u200c\u200d")


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody is asked, and about which entry."""

    asked: Confirmation
    entry: Entry

    @property
    def is_open(self) -> bool:
        """Whether nobody has answered yet."""
        return self.asked.state == store.ASKED


def ask(
    session: Session,
    passport: Passport,
    entry_id: str,
    *,
    email: str,
    asked_as: str,
    public_url: str,
    language: str,
    at: datetime,
) -> Confirmation:
    """Mail somebody a link by which they can say whether an entry holds.

    `asked_as` is the name that they know the holder by. Raises `bad-value` with the field,
    `not-found` for another's entry, and `conflict` or `too-many-requests` for too many.
    """
    entry = entries.one(session, passport, entry_id)
    if Kind(entry.kind) not in CONFIRMABLE:
        raise refuse(ProblemCode.CONFLICT, "nobody can be asked about this kind of entry")
    recipient = _address(passport, email)
    known_as = name_of(asked_as, "/asked_as")
    _check_not_too_many(session, entry, recipient, at=at)
    token = new_token()
    made = Confirmation(
        id=secrets.token_hex(16),
        entry_id=entry.id,
        token_digest=token_digest(token),
        email=recipient,
        asked_as=known_as,
        state=store.ASKED,
        name="",
        body=None,
        is_employer=False,
        asked_at=at,
        expires_at=at + VALID_FOR,
    )
    session.add(made)
    outbox.enqueue(
        session,
        recipient=recipient,
        template=TEMPLATE,
        language=language,
        context={
            "who": known_as,
            "link": f"{public_url}/confirm/{token}",
            "about": trail.owner(passport.id),
        },
        at=at,
    )
    session.flush()
    trail.record(
        session,
        entry.passport_id,
        "passport.confirmation-asked",
        subject=f"entry:{entry.id}",
        at=at,
    )
    return made


def take_back(
    session: Session, passport: Passport, entry_id: str, asked_id: str, *, at: datetime
) -> None:
    """Delete a question or its answer; the link opens nothing any more."""
    entry = entries.one(session, passport, entry_id)
    found = store.confirmation(session, asked_id, entry_id=entry.id)
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "nobody was asked so")
    session.delete(found)
    session.flush()
    trail.record(
        session,
        entry.passport_id,
        "passport.confirmation-removed",
        subject=f"entry:{entry.id}",
        at=at,
    )


# ── For the one who was asked ───────────────────────────────────────────────────────────


def question(session: Session, token: str, *, at: datetime) -> Question | None:
    """What is asked behind a link; None for no link of ours and for one that has ended."""
    if not passports.is_token(token):
        return None
    found = store.confirmation_by_token(session, token_digest(token))
    if found is None or found.expires_at <= at:
        return None
    return Question(found, store.entry_of(session, found))


def domain_of(asked: Confirmation) -> str:
    """The domain of the address that the link was sent to."""
    return asked.email.rpartition("@")[2]


def answer(
    session: Session, token: str, *, holds: bool, name: str, backer: Backer | None, at: datetime
) -> Question:
    """Say that an entry holds, or that it does not; once.

    `backer` is the registered organisation that stands behind the answer. Raises `bad-value`
    without a name, `not-found` for a link that has ended, and `conflict` after an answer.
    """
    if question(session, token, at=at) is None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such link, or it has ended")
    found = store.confirmation_for_change(session, token_digest(token))
    if found is None:
        raise refuse(ProblemCode.NOT_FOUND, "it was taken back")
    if found.state != store.ASKED:
        raise refuse(ProblemCode.CONFLICT, "it was answered already")
    found.name = name_of(name, "/name")
    found.state, found.answered_at = store.CONFIRMED if holds else store.REFUSED, at
    if backer is not None:
        found.body, found.is_employer = backer.name, backer.is_employer
    entry = store.entry_of(session, found)
    session.add(
        Notice(
            id=secrets.token_hex(16),
            passport_id=entry.passport_id,
            kind=found.state,
            issuer=(found.body or found.email)[:200],
            title=entry.facts["title"],
            created_at=at,
        )
    )
    session.flush()
    trail.record(
        session,
        entry.passport_id,
        f"passport.entry-{found.state}",
        subject=f"entry:{entry.id}",
        actor="anybody",
        at=at,
    )
    return Question(found, entry)


def name_of(written: str, pointer: str) -> str:
    """A person's name of letters; raises `bad-value` for what could be anything else."""
    name = writing.text(written, pointer, limit=_LONGEST_NAME)
    # A dot ends an initial and stands in no address.
    bare = name.replace(". ", " ").removesuffix(".")
    is_name = bare and all(
        unicodedata.category(each)[0] in "LM" or each in _BETWEEN_LETTERS for each in bare
    )
    if not is_name:
        raise refuse(ProblemCode.BAD_VALUE, "a name is written in letters", pointer)
    return name


def _address(passport: Passport, email: str) -> str:
    if not writing.is_email(email.strip()):
        raise refuse(ProblemCode.BAD_VALUE, "not an e-mail address", "/email")
    recipient = accounts.normal_email(email)
    # What a holder says in two places is said by one person all the same.
    if passport.email and accounts.normal_email(passport.email) == recipient:
        raise refuse(ProblemCode.BAD_VALUE, "this is the holder's own address", "/email")
    return recipient


def _check_not_too_many(session: Session, entry: Entry, recipient: str, *, at: datetime) -> None:
    asked = store.confirmations(session, [entry.id])
    is_open = [each for each in asked if each.state == store.ASKED and each.expires_at > at]
    if len(is_open) >= MOST_OPEN or any(each.email == recipient for each in is_open):
        raise refuse(ProblemCode.CONFLICT, "somebody was asked about it already", "/email")
    since = at - _DAY
    if store.asked_since(session, entry.passport_id, since) >= MOST_A_DAY:
        raise refuse(ProblemCode.TOO_MANY_REQUESTS, "this passport has asked very often today")
    if outbox.mailed_to(session, recipient, template=TEMPLATE, since=since) >= MOST_TO_ONE:
        raise refuse(ProblemCode.TOO_MANY_REQUESTS, "this address was asked very often today")
