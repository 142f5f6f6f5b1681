"""Who asks for many checks at once, and how often they may."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request
from sqlalchemy.orm import Session

from app.base import accounts
from app.base.deps import Now, ServicesDep
from app.base.rates import client_address
from app.verifier.readers.deps import count_checks

READER = "reader"


def _not_counted(_session: Session, _checks: int) -> None:
    """Without a key it is the address that is counted, once for all items."""


@dataclass(frozen=True, slots=True)
class Asker:
    """A reader without an account, or the program of somebody who has an API key."""

    actor: str = READER
    reader_id: str | None = None
    count: Callable[[Session, int], None] = _not_counted


async def asking(request: Request, services: ServicesDep, at: Now) -> Asker:
    """Whoever asks, counted: an address by the day, unless it has a valid API key.

    Raises `too-many-requests`, and `not-signed-in` for a key that is not valid.
    """
    scheme, _, api_key = request.headers.get("authorization", "").partition(" ")

    def admit() -> Asker:
        if scheme.lower() == "bearer":
            with services.database.reading() as session:
                identity = accounts.identify(session, api_key.strip(), at=at)

            def count(session: Session, checks: int) -> None:
                count_checks(session, identity, services, checks=checks)

            return Asker(f"key:{identity.key_id}", identity.organisation_id, count)
        rate = services.settings.bulk_rate
        services.limiter.hit_daily("bulk", client_address(request), rate)
        return Asker()

    return await to_thread.run_sync(admit)


Asking = Annotated[Asker, Depends(asking)]
