"""API keys: what programs of an organisation sign in with, each for what it is needed for."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.base import audit
from app.base.accounts.tables import ApiKeyRow
from app.base.codes import new_token
from app.base.db import before_commit
from credentials import ProblemCode, refuse

KEY_PREFIX = "spk_"

# What a key may be for. A key for awarding may read as well.
AWARD = "award"
REVOKE = "revoke"
READ = "read"
SETTINGS = "settings"
WEBHOOKS = "webhooks"
SCOPES = (AWARD, REVOKE, READ, SETTINGS, WEBHOOKS)
EVERYTHING = frozenset(SCOPES)
# What the key of an employer's program is for; a training body's key never has it.
CHECK = "check"

_API_KEY = re.compile(rf"{KEY_PREFIX}([0-9a-f]{{16}})\.([A-Za-z0-9_-]{{43}})")
_TOUCH_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Identity:
    """The program that is asking: for which organisation, with which key, for what."""

    organisation_id: str
    key_id: str
    scopes: frozenset[str]


def create_api_key(
    session: Session,
    *,
    organisation_id: str,
    scopes: Collection[str],
    name: str = "",
    actor: str,
    at: datetime,
    expires_at: datetime | None = None,
) -> str:
    """A new key, `spk_<id>.<secret>` with 256 random bits; it is shown this once."""
    key_id, secret = secrets.token_hex(8), new_token(256)
    session.add(
        ApiKeyRow(
            id=key_id,
            organisation_id=organisation_id,
            name=name,
            secret_digest=_secret_digest(secret),
            scopes=sorted(scopes),
            created_at=at,
            expires_at=expires_at,
        )
    )
    audit.record(
        session,
        actor=actor,
        action="api-key.created",
        subject=f"key:{key_id}",
        organisation_id=organisation_id,
        at=at,
    )
    return f"{KEY_PREFIX}{key_id}.{secret}"


def identify(session: Session, api_key: str, *, at: datetime) -> Identity:
    """Who holds this key; raises `not-signed-in`, the same for an unknown and a wrong one."""
    form = _API_KEY.fullmatch(api_key)
    row = session.get(ApiKeyRow, form[1]) if form else None
    secret = form[2] if form else ""
    # The key is looked up by its id and compared without telling how much of it fits.
    fits = hmac.compare_digest(row.secret_digest if row else "", _secret_digest(secret))
    if row is None or not fits or row.ended_at is not None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "the API key is not right")
    if row.expires_at is not None and at >= row.expires_at:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "the API key has expired")
    return Identity(row.organisation_id, row.id, frozenset(row.scopes))


def note_use(session: Session, key_id: str, *, at: datetime) -> None:
    """Remember that a key is in use: once a minute at most, at the end of the transaction.

    So requests of one key do not queue for each other.
    """
    row = session.get_one(ApiKeyRow, key_id)
    if row.last_used_at is None or at - row.last_used_at >= _TOUCH_EVERY:
        before_commit(session, _touch, (key_id, at))


def keys_of(session: Session, organisation_id: str) -> list[ApiKeyRow]:
    """The keys of an organisation, newest first, ended ones too."""
    found = select(ApiKeyRow).where(ApiKeyRow.organisation_id == organisation_id)
    return list(session.scalars(found.order_by(ApiKeyRow.created_at.desc(), ApiKeyRow.id)))


def end_api_key(
    session: Session, key_id: str, *, actor: str, at: datetime, organisation_id: str | None = None
) -> None:
    """Make a key worthless from now on; raises `not-found`, for another's key too.

    `organisation_id` None is for whoever may end any key.
    """
    row = session.get(ApiKeyRow, key_id, with_for_update=True)
    if row is None or organisation_id not in {None, row.organisation_id}:
        raise refuse(ProblemCode.NOT_FOUND, "there is no such key")
    if row.ended_at is not None:
        return
    row.ended_at = at
    audit.record(
        session,
        actor=actor,
        action="api-key.ended",
        subject=f"key:{key_id}",
        organisation_id=row.organisation_id,
        at=at,
    )


def _touch(session: Session, uses: list[tuple[str, datetime]]) -> None:
    # Written here and not with the rest, so that the key's row is locked before the end of the
    # audit trail is, as it is when a key is ended.
    for key_id, at in uses:
        used = update(ApiKeyRow).where(ApiKeyRow.id == key_id).values(last_used_at=at)
        session.execute(used)


def _secret_digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
