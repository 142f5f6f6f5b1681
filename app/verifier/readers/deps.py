"""The program of an employer that asks, and how much it may ask in a day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from fastapi import Depends
from sqlalchemy.orm import Session

from app.base.accounts import Identity
from app.base.accounts.api_keys import CHECK
from app.base.deps import (
    ApiKey,
    Now,
    OptionalApiKey,
    ReadingDep,
    Services,
    ServicesDep,
    SessionDep,
)
from app.verifier.readers import store
from app.verifier.readers.tables import ReaderAccount
from credentials import ProblemCode, refuse

_COUNTED_AS = "checks-of-a-day"


@dataclass(frozen=True, slots=True)
class ReaderOffice:
    """An employer's program at work, for one request."""

    session: Session
    reader: ReaderAccount
    services: Services
    actor: str
    at: datetime


def office(identity: ApiKey, session: SessionDep, services: ServicesDep, at: Now) -> ReaderOffice:
    """The employer whose key asks; raises `not-signed-in`, `not-allowed` for any other key."""
    found = store.account(session, identity.organisation_id)
    if CHECK not in identity.scopes or found is None or found.ended_at is not None:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is for the programs of employers")
    return ReaderOffice(session, found, services, f"key:{identity.key_id}", at)


def is_reader(identity: OptionalApiKey, session: ReadingDep) -> None:
    """Refuse whoever is no employer's program, before anything is written; raises as `office`."""
    if identity is None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "an API key is needed: Authorization: Bearer")
    found = store.account(session, identity.organisation_id)
    if CHECK not in identity.scopes or found is None or found.ended_at is not None:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is for the programs of employers")


IsReader = Annotated[None, Depends(is_reader)]
OwnReader = Annotated[ReaderOffice, Depends(office)]


def count_checks(session: Session, identity: Identity, services: Services, *, checks: int) -> None:
    """Count checks of an employer's program; raises `too-many-requests` past those of a day.

    Programs of training bodies are not counted: they check what they awarded themselves.
    """
    if CHECK not in identity.scopes:
        return
    found = store.account(session, identity.organisation_id)
    quota = services.settings.reader_checks
    if found is not None and found.daily_checks is not None:
        quota = found.daily_checks
    services.limiter.hit_daily(_COUNTED_AS, identity.organisation_id, quota, cost=checks)
