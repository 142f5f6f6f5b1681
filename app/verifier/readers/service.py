"""What the operator does for employers: make an account, give it a key, end it."""

import secrets
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from app.base import accounts, audit
from app.base.accounts.api_keys import CHECK, keys_of
from app.base.accounts.tables import ApiKeyRow
from app.verifier.readers import store
from app.verifier.readers.tables import ReaderAccount
from credentials import ProblemCode, refuse

_PREFIX = "reader-"
_LONGEST_NAME = 200
_MOST_KEYS = 10
_MOST_CHECKS = 10_000_000


def create(
    session: Session, *, name: str, daily_checks: int | None, actor: str, at: datetime
) -> ReaderAccount:
    """A new employer; raises `bad-value` with the field for a name or number of no use."""
    name = " ".join(name.split())
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise refuse(ProblemCode.BAD_VALUE, "a name is needed", "/name")
    if daily_checks is not None and not 0 < daily_checks <= _MOST_CHECKS:
        raise refuse(ProblemCode.BAD_VALUE, "a number of checks a day", "/daily_checks")
    made = ReaderAccount(
        id=_PREFIX + secrets.token_hex(16), name=name, daily_checks=daily_checks, created_at=at
    )
    session.add(made)
    session.flush()
    _record(session, made, "reader.created", actor=actor, at=at)
    return made


def reader(session: Session, account_id: str) -> ReaderAccount:
    """An employer in use; raises `not-found`."""
    found = store.account(session, account_id)
    if found is None or found.ended_at is not None:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such employer")
    return found


def give_key(session: Session, found: ReaderAccount, *, actor: str, at: datetime) -> str:
    """A new key for checking, shown this once; raises `conflict` for too many."""
    if len(keys(session, found)) >= _MOST_KEYS:
        raise refuse(ProblemCode.CONFLICT, f"an employer has at most {_MOST_KEYS} keys")
    return accounts.create_api_key(
        session, organisation_id=found.id, scopes={CHECK}, name=found.name[:80], actor=actor, at=at
    )


def keys(session: Session, found: ReaderAccount) -> Sequence[ApiKeyRow]:
    """The keys of an employer that are in use, newest first."""
    return [key for key in keys_of(session, found.id) if key.ended_at is None]


def end_key(
    session: Session, found: ReaderAccount, key_id: str, *, actor: str, at: datetime
) -> None:
    """Make a key worthless; raises `not-found` for another's."""
    accounts.end_api_key(session, key_id, organisation_id=found.id, actor=actor, at=at)


def end(session: Session, found: ReaderAccount, *, actor: str, at: datetime) -> None:
    """End an employer with all its keys; its results stay until their time is over."""
    for key in keys(session, found):
        end_key(session, found, key.id, actor=actor, at=at)
    found.ended_at = at
    _record(session, found, "reader.ended", actor=actor, at=at)


def _record(
    session: Session, found: ReaderAccount, action: str, *, actor: str, at: datetime
) -> None:
    audit.record(session, actor=actor, action=action, subject=found.id, organisation_id=None, at=at)
