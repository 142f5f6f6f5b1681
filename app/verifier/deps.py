"""The verifier of this application, and who may ask it how often."""

from typing import Annotated

from anyio import to_thread
from fastapi import Depends, Request

from app.base import accounts
from app.base.codes import code_digest
from app.base.deps import Now, Services, ServicesDep
from app.base.rates import client_address
from app.verifier.readers.deps import count_checks
from app.verifier.service import Verifier


async def verifier(request: Request) -> Verifier:
    """The one that app/main.py built."""
    found: Verifier = request.app.state.verifier
    return found


_FACTS_OF_A_DAY = 20

VerifierDep = Annotated[Verifier, Depends(verifier)]


async def admit(request: Request, services: ServicesDep, at: Now) -> None:
    """Count one check for the address that asks or, with an API key, for its employer.

    Raises `too-many-requests`, and `not-signed-in` for a key that is not valid.
    """
    scheme, _, api_key = request.headers.get("authorization", "").partition(" ")

    def identify() -> None:
        with services.database.reading() as session:
            identity = accounts.identify(session, api_key.strip(), at=at)
            count_checks(session, identity, services, checks=1)

    if scheme.lower() == "bearer":
        await to_thread.run_sync(identify)
    else:
        await _count(services, "verify", client_address(request), services.settings.verify_rate)


async def admit_further(request: Request, services: ServicesDep, at: Now, *, checks: int) -> None:
    """Count what one request asks for beyond the first check."""
    for _ in range(checks):
        await admit(request, services, at)


async def admit_code(request: Request, services: ServicesDep) -> None:
    """Count one try of a printed code for the address that asks."""
    await _count(services, "printed-code", client_address(request), services.settings.code_rate)


async def admit_fact(code: str, services: ServicesDep) -> None:
    """Count one guess of what stands on the paper with that code, whoever guesses.

    There are no more likely birth years than a few dozen, so a day has a limit as well.
    """
    digest = code_digest(code)
    await _count(services, "printed-fact", digest, services.settings.code_rate)
    await to_thread.run_sync(
        services.limiter.hit_daily, "printed-fact-of-the-day", digest, _FACTS_OF_A_DAY
    )


async def _count(services: Services, name: str, key: str, per_minute: int) -> None:
    if services.limiter.waits:
        await to_thread.run_sync(services.limiter.hit, name, key, per_minute)
    else:
        # To change threads costs more than to count.
        services.limiter.hit(name, key, per_minute)
