"""Who asks for many checks at once, and how often they may."""

from dataclasses import dataclass
from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request

from app.base import accounts
from app.base.deps import Now, ServicesDep
from app.base.rates import client_address

READER = "reader"


@dataclass(frozen=True, slots=True)
class Asker:
    """A reader without an account, or the program of somebody who has an API key."""

    actor: str = READER
    reader_id: str | None = None


async def asking(request: Request, services: ServicesDep, at: Now) -> Asker:
    """Whoever asks, counted: an address by the day, unless it has a valid API key.

    Raises `too-many-requests`, and `not-signed-in` for a key that is not valid.
    """
    scheme, _, api_key = request.headers.get("authorization", "").partition(" ")

    def admit() -> Asker:
        if scheme.lower() == "bearer":
            with services.database.reading() as session:
                identity = accounts.identify(session, api_key.strip(), at=at)
            return Asker(f"key:{identity.key_id}", identity.organisation_id)
        rate = services.settings.bulk_rate
        services.limiter.hit_daily("bulk", client_address(request), rate)
        return Asker()

    return await to_thread.run_sync(admit)


Asking = Annotated[Asker, Depends(asking)]
