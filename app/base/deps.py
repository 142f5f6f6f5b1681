"""What a request may ask for: the services, one session, the time, and who is asking.

Everything real is built in app/main.py and handed out from here; there are no globals.
"""

from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from typing import Annotated, Any, Protocol

import anyio
from fastapi import Depends, Request
from fastapi.concurrency import contextmanager_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from app.base import accounts, pages
from app.base.accounts import OPERATOR, STAFF, Account, Identity
from app.base.custody import Custody
from app.base.db import Database, act_for
from app.base.metrics import Metrics
from app.base.rates import Limiter
from app.base.settings import Settings
from app.base.telemetry import NO_SPANS, Spans
from app.base.workers import Workers
from credentials import ProblemCode, TrustList, refuse

# A third of the forty threads that a process has for requests.
_WRITERS = 13
_WAIT_S = 5
# What may be read from a copy of the database: what others fetch, and the worker's pages.
_MAY_BE_OLD = ("/status/", "/token-status/", "/issuers/", "/vct/", "/.well-known/", "/passport")
# Where a request says that it has written, and what a browser then brings for ten seconds.
HAS_WRITTEN = "passport.has_written"
RECENT_COOKIE = "passport_recent"
RECENT_S = 10


class TrustSource(Protocol):
    """Where the list of accredited bodies is had from without waiting."""

    def current(self) -> TrustList:
        """The newest list at hand, at most five seconds old while the database answers."""
        ...


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that requests share, built once by app/main.py.

    `fetcher` is the guarded fetcher of `credentials.net` or a test's world. `ports` holds
    what main gives to the holder's side, by name. `writers` has room for those that may
    wait for the write lock at the same time. `leaving` is set once the process was told to
    stop.
    """

    settings: Settings
    database: Database
    clock: Callable[[], datetime]
    custody: Custody
    pages: pages.Pages
    limiter: Limiter
    workers: Workers
    metrics: Metrics
    trust: TrustSource
    spans: Spans = NO_SPANS
    fetcher: Any = None
    ports: dict[str, Any] = field(default_factory=dict)
    leaving: Event = field(default_factory=Event)
    writers: anyio.Semaphore = field(default_factory=lambda: anyio.Semaphore(_WRITERS))


# What does not wait is asynchronous, or FastAPI would hand it to a thread and back, which costs
# more than a check of a certificate.
async def services(request: Request) -> Services:
    """The services of the application that got this request."""
    found: Services = request.app.state.services
    return found


ServicesDep = Annotated[Services, Depends(services)]


async def session(request: Request, services: ServicesDep) -> AsyncIterator[Session]:
    """The one session of a request; it commits when the handler has returned.

    Raises `busy` when others that write leave no room for too long.
    """
    # Whoever waits for the write lock holds a thread, and who has the lock needs one to go
    # on. So only some may wait with a thread, and the rest waits without.
    with anyio.move_on_after(_WAIT_S) as waiting:
        await services.writers.acquire()
    if waiting.cancelled_caught:
        raise refuse(ProblemCode.BUSY, "too many requests are waiting to write")
    try:
        async with contextmanager_in_threadpool(services.database.session()) as opened:
            yield opened
        request.scope[HAS_WRITTEN] = True
    finally:
        services.writers.release()


def reading(request: Request, services: ServicesDep) -> Iterator[Session]:
    """A session for a request that only reads; it never queues behind a writer."""
    database = services.database
    with database.reading_copy() if _may_be_old(request) else database.reading() as opened:
        yield opened


def _may_be_old(request: Request) -> bool:
    """Whether the answer may be five seconds old.

    Of a worker's pages only while their browser has changed nothing: whoever adds something
    sees it at once. Of programs we know no such thing, so they always get the newest.
    """
    return (
        request.method == "GET"
        and request.url.path.startswith(_MAY_BE_OLD)
        and RECENT_COOKIE not in request.cookies
    )


# The scope makes the commit come before the response. By default it would come after, and a
# client could be told of a certificate whose row then fails to be stored.
SessionDep = Annotated[Session, Depends(session, scope="function")]
ReadingDep = Annotated[Session, Depends(reading, scope="function")]


async def now(services: ServicesDep) -> datetime:
    """The time of this request, the same for everything in it."""
    return services.clock()


Now = Annotated[datetime, Depends(now)]

_bearer = HTTPBearer(auto_error=False, description="An API key, spk_…")
_Bearer = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


def api_key(session: SessionDep, at: Now, bearer: _Bearer) -> Identity:
    """The program that asks, by its API key; raises `not-signed-in`."""
    if bearer is None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "an API key is needed: Authorization: Bearer")
    identity = accounts.identify(session, bearer.credentials, at=at)
    accounts.note_use(session, identity.key_id, at=at)
    act_for(session, identity.organisation_id)
    return identity


def optional_api_key(session: ReadingDep, at: Now, bearer: _Bearer) -> Identity | None:
    """The program that asks, where anybody may ask; a wrong key is refused all the same."""
    return accounts.identify(session, bearer.credentials, at=at) if bearer else None


ApiKey = Annotated[Identity, Depends(api_key)]
OptionalApiKey = Annotated[Identity | None, Depends(optional_api_key)]


def signed_in(request: Request, session: SessionDep, at: Now) -> Account:
    """The account of the browser's log-in; raises `not-signed-in`."""
    token = request.cookies.get(pages.session_cookie(request))
    account = accounts.session_account(session, token, at=at) if token else None
    if account is None:
        raise refuse(ProblemCode.NOT_SIGNED_IN, "nobody is signed in here")
    return account


SignedIn = Annotated[Account, Depends(signed_in)]


def staff(account: SignedIn, session: SessionDep) -> Account:
    """An account of an organisation's staff; raises `not-allowed`."""
    if account.role != STAFF or account.organisation_id is None:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is for the staff of a training body")
    act_for(session, account.organisation_id)
    return account


def operator(account: SignedIn, session: SessionDep, services: ServicesDep) -> Account:
    """An account of the service's operator; raises `not-allowed`, `second-step-needed`."""
    if account.role != OPERATOR:
        raise refuse(ProblemCode.NOT_ALLOWED, "this is for the operator of the service")
    if operator_owes_codes(session, account, services):
        raise refuse(ProblemCode.SECOND_STEP_NEEDED, "operators need one-time codes")
    return account


def operator_owes_codes(session: Session, account: Account, services: Services) -> bool:
    """Whether an operator has to set up one-time codes before anything else.

    Always, unless only this machine can reach the service: there a demonstration or a trial
    goes on without a phone, and whoever could use the password has the machine already.
    """
    return not services.settings.is_local and not accounts.has_codes(session, account)


Staff = Annotated[Account, Depends(staff)]
Operator = Annotated[Account, Depends(operator)]


_MAX_FILES = 1
_MAX_FIELDS = 300
_MAX_PART = 80_000


async def csrf(request: Request) -> AsyncIterator[None]:
    """Refuse a form that no page of ours gave to this browser, with `not-allowed`."""
    # The form is read once and kept with the request; its files close with the request. A
    # file waits on the disk, a text in memory, and nobody knows yet who sends it.
    async with request.form(
        max_files=_MAX_FILES, max_fields=_MAX_FIELDS, max_part_size=_MAX_PART
    ) as form:
        sent = form.get(pages.FORM_FIELD, "")
        if not isinstance(sent, str) or not pages.form_is_ours(request, sent):
            raise refuse(ProblemCode.NOT_ALLOWED, "the form is not from a page of this service")
        yield


CsrfDep = Annotated[None, Depends(csrf, scope="function")]
