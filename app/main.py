"""The composition root: builds every real adapter, and hands the parts to each other."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from fastapi import FastAPI, Request
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute

from app.base import (
    audit,
    custody,
    engine,
    idempotency,
    intake,
    jobs,
    outbox,
    problems,
    static,
    telemetry,
)
from app.base.clock import wall_clock
from app.base.db import Database
from app.base.deps import Services, TrustSource
from app.base.edge import Edge
from app.base.metrics import MEDIA_TYPE, Metrics
from app.base.pages import BASE_FOLDER, Pages
from app.base.rates import Limiter, SharedLimiter
from app.base.settings import Settings, metrics_folder
from app.base.telemetry import FASTAPI_SAYS_NOTHING, Spans
from app.base.webhooks import sending
from app.base.webhooks.sending import Poster
from app.base.workers import Workers
from app.batches import handing_out, handing_out_routes, people_routes
from app.batches import keeping as batch_keeping
from app.batches import routes as batch_routes
from app.batches import service as batches
from app.batches.long import reading as list_reading
from app.issuer import applications, returning
from app.issuer import routes as issuer_routes
from app.issuer import service as issuer
from app.issuer.achievements import routes as achievement_routes
from app.issuer.backers import Backers
from app.issuer.claims import Claims
from app.issuer.corrections import routes as correction_routes
from app.issuer.corrections.binding import Binding
from app.issuer.corrections.workers_desk import WorkersDesk
from app.issuer.delivery import class_routes, class_store
from app.issuer.delivery import routes as delivery_routes
from app.issuer.delivery.class_desk import ClassDesk
from app.issuer.delivery.sheets import Sheets
from app.issuer.leaving import Shelf
from app.issuer.leaving import routes as leaving_routes
from app.issuer.organisations import routes as organisation_routes
from app.issuer.privacy import keeping
from app.issuer.privacy import store as privacy_store
from app.issuer.record import operator_routes, webhook_routes
from app.issuer.record import routes as record_routes
from app.issuer.returning import routes as returning_routes
from app.issuer.routes import desk_of
from app.issuer.sd_jwt import routes as sd_jwt_routes
from app.issuer.version2 import routes as version2_routes
from app.pages import routes as page_routes
from app.pages.register import Register
from app.status import routes as status_routes
from app.status.publication import service as publication
from app.trust import routes as trust_routes
from app.trust.snapshot import TrustSnapshot
from app.vc_api import routes as vc_api_routes
from app.verifier import names, receipts
from app.verifier import routes as verifier_routes
from app.verifier.bulk import routes as bulk_routes
from app.verifier.bulk import service as bulk
from app.verifier.bulk import taking_in, working
from app.verifier.importing import Importing
from app.verifier.inquiry import judge
from app.verifier.names import routes as name_routes
from app.verifier.ports import Fetcher, SharedSet
from app.verifier.readers import routes as reader_routes
from app.verifier.reading import read
from app.verifier.service import Verifier
from app.verifier.watches import routes as watch_routes
from app.verifier.watches import service as watches
from app.verifier.watches import store as watch_store
from credentials import CredentialsError, Fetched, VerificationReport
from credentials.net import Allowance, GuardedFetcher
from wallet_api import access, devices, lent, sharing
from wallet_api import routes as wallet_routes
from wallet_api.holders import Passports
from wallet_api.leaving import sealed
from wallet_api.ports import WalletPorts
from wallet_api.records import store as record_store
from wallet_api.records.importing import WAITS_FOR
from wallet_api.sharing import watching

_log = logging.getLogger(__name__)

_ROOT = Path(__file__).resolve().parents[1]
_PAGE_FOLDERS = (BASE_FOLDER, _ROOT / "app" / "pages", _ROOT / "wallet_api" / "pages")
_EVERY_S = 5
_TIDY_EVERY = timedelta(hours=1)
_JUDGING_S = 2
# For those who run the service: whether it is alive, whether it is ready, what it measured.
OPERATIONS = ("/healthz", "/readyz", "/metrics")

_ROUTES = (
    static.router,
    # Next, as routes are tried in this order and nothing is asked as often as a check.
    verifier_routes.router,
    status_routes.router,
    issuer_routes.router,
    sd_jwt_routes.router,
    version2_routes.router,
    correction_routes.router,
    delivery_routes.router,
    class_routes.router,
    achievement_routes.router,
    organisation_routes.router,
    record_routes.router,
    operator_routes.router,
    returning_routes.router,
    webhook_routes.router,
    people_routes.router,
    batch_routes.router,
    handing_out_routes.router,
    trust_routes.router,
    bulk_routes.router,
    reader_routes.router,
    watch_routes.router,
    name_routes.router,
    vc_api_routes.router,
    page_routes.router,
    wallet_routes.router,
)


def _all_routes() -> Iterator[BaseRoute]:
    """Every route of every slice, as one flat list.

    FastAPI asks a router that is included in another for each level twice whether it has the
    address, and reads the parameters of all its handlers again for each application. Laid out
    flat, three hundred routes are looked through in a millisecond.
    """
    for router in _ROUTES:
        yield from router.routes


def guarded_fetcher(settings: Settings, *, clock: Callable[[], datetime]) -> GuardedFetcher:
    """What goes out to others, for documents and with webhooks; with the allowance for tests."""
    return GuardedFetcher(clock=clock, allowance=Allowance(settings.fetch_allow, settings.fetch_ca))


def create_app(
    settings: Settings,
    *,
    clock: Callable[[], datetime] = wall_clock,
    fetcher: Fetcher | None = None,
    trust: TrustSource | None = None,
    poster: Poster | None = None,
    workers: Workers | None = None,
    spans: Spans | None = None,
) -> FastAPI:
    """The whole service. Raises StartError, with a sentence, when it must not start.

    `clock` answers the time in UTC; `fetcher` brings DID documents and status lists, and
    `poster` hands over what webhooks are told; `workers` do what strangers can make slow.
    """
    settings.check()
    # Mail is sent in the background, where nobody would see that it can never be sent.
    outbox.mail_adapter(settings)
    spans = spans or telemetry.spans()
    services = _services(
        settings, clock=clock, fetcher=fetcher, trust=trust, workers=workers, spans=spans
    )
    with services.database.reading() as session:
        issuer.check_public_address(session, settings)
    application = FastAPI(
        title="Skills passport",
        version="0.1.0",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        # The redirect would name the host that the client sent.
        redirect_slashes=False,
        lifespan=_lifespan,
        telemetry=FASTAPI_SAYS_NOTHING,
    )
    application.state.services = services
    services.ports["find_shared"] = find_shared
    shelf = services.ports["shelf"] = Shelf(settings.data_dir)
    services.ports["holders"] = Passports()
    services.ports["watched_shares"] = _WatchedShares()
    services.ports["poster"] = poster or guarded_fetcher(settings, clock=clock)
    verifier = _verifier(services, services.fetcher)
    application.state.verifier = verifier
    desk = Claims(services.custody, public_url=settings.public_url)
    services.ports["wallet"] = WalletPorts(
        desk=desk,
        classes=ClassDesk(services.custody),
        checker=verifier,
        corrections=WorkersDesk(desk, desk=lambda: desk_of(services)),
        sheets=Sheets(),
        backers=Backers(),
        imports=Importing(verifier),
        binding=Binding(desk=lambda: desk_of(services)),
        watchers=watch_store.watchers,
        vouches=returning.vouches,
    )
    services.pages.given |= {
        "read_report": read,
        "closing": lent.closing,
        "receipt_ticket": partial(
            receipts.ticket_for, custody=services.custody, public_url=settings.public_url
        ),
        "name_ticket": partial(names.name_ticket, custody=services.custody),
        "address_ticket": partial(names.address_ticket, custody=services.custody),
    }
    application.add_middleware(Edge, services=services)
    problems.install(application)
    access.install(application)
    # Before the patterns of our own bodies, which would know nothing of these addresses.
    application.router.routes.extend(leaving_routes.routes_of(shelf))
    application.router.routes.extend(_all_routes())
    _add_operations(application)
    return application


def _services(
    settings: Settings,
    *,
    clock: Callable[[], datetime],
    fetcher: Fetcher | None,
    trust: TrustSource | None,
    workers: Workers | None,
    spans: Spans,
) -> Services:
    database = Database(
        settings.effective_database_url,
        copy_url=settings.database_read_url,
        connections=settings.database_connections,
    )
    database.upgrade()
    if settings.jobs == "procrastinate":
        engine.use(database)
    with database.session() as session:
        keys = custody.open_key_file(settings.data_dir, may_make=not custody.is_known(session))
        keys.confirm(session)
    audit.Notebook(settings.data_dir, keys).check_that_it_goes_on(database)
    is_shared = settings.rate_storage == "database"
    pool, metrics = workers or Workers(settings.workers), Metrics(metrics_folder())
    metrics.watch(database, pool)
    spans.watch(database)
    return Services(
        settings=settings,
        database=database,
        clock=clock,
        custody=keys,
        pages=Pages(
            [folder for folder in _PAGE_FOLDERS if folder.is_dir()], secret=keys.derive("forms")
        ),
        limiter=SharedLimiter(database, clock) if is_shared else Limiter(),
        workers=pool,
        metrics=metrics,
        trust=trust or TrustSnapshot(database, clock),
        fetcher=fetcher or guarded_fetcher(settings, clock=clock),
        spans=spans,
    )


def _verifier(services: Services, fetcher: Fetcher) -> Verifier:
    return Verifier(
        database=services.database,
        fetcher=_CountedFetcher(fetcher, services.metrics),
        trust=services.trust.current,
        trust_at_hand=services.trust.at_hand
        if isinstance(services.trust, TrustSnapshot)
        else lambda: None,
        own=Register(
            services.custody,
            public_url=services.settings.public_url,
            mail_from=services.settings.mail_from,
            holders=services.ports["holders"],
            find_shared=find_shared,
            shelf=services.ports["shelf"],
        ),
        files=intake.FileReader(services.workers),
        public_url=services.settings.public_url,
        apart=lambda question: services.workers.run(judge, question, timeout=_JUDGING_S),
        told=partial(_measure, services.metrics),
    )


def _measure(metrics: Metrics, report: VerificationReport, seconds: float) -> None:
    # The first finding with a problem is where a check that ran in order went wrong.
    steps = (finding.step for finding in report.findings if finding.problems)
    step = "" if report else next(steps, "")
    metrics.checks.labels(report.verdict.value, str(step)).observe(seconds)


class _CountedFetcher:
    """A fetcher whose outcomes are counted; which addresses they were is nobody's business."""

    def __init__(self, fetcher: Fetcher, metrics: Metrics) -> None:
        self._fetcher = fetcher
        self._outcomes = metrics.fetches

    async def fetch(self, url: str, *, limit: int, accept: str) -> Fetched:
        """What the fetcher brings."""
        fetched = await self._fetcher.fetch(url, limit=limit, accept=accept)
        outcome = "brought" if fetched.content is not None else "gone" if fetched.gone else "failed"
        self._outcomes.labels(outcome).inc()
        return fetched


# ── What the holder's side and the issuer's and verifier's side are to each other ───────


def find_shared(session: Session, token: str, at: datetime) -> SharedSet | None:
    """What a worker shared; whoever checks a link has opened it, and the worker sees that."""
    share = sharing.find(session, token)
    if share is None:
        return None
    sharing.count_opening(session, token, at=at)
    return SharedSet(
        content=share.content,
        domain=share.domain,
        challenge=share.id,
        may_download=share.may_download,
    )


class _WatchedShares:
    """What the holder's side says of links that employers watch."""

    def watchable(self, session: Session, token: str, *, at: datetime) -> tuple[str, SharedSet]:
        """The id and the set of a link that may be watched; raises as the holder's side does."""
        share = watching.watchable(session, token, at=at)
        return share.id, SharedSet(share.content, domain=share.domain, challenge=share.id)

    def watched(self, session: Session, share_id: str, *, at: datetime) -> SharedSet | None:
        """The set behind a watched link; None once it was stopped or has ended."""
        share = watching.watched(session, share_id, at=at)
        if share is None:
            return None
        return SharedSet(share.content, domain=share.domain, challenge=share.id)


def job_handlers(services: Services) -> Mapping[str, jobs.Handler]:
    """Who does the jobs of each kind."""
    desk = issuer_routes.desk_of(services)
    list_desk = list_reading.Desk(services.database, services.clock, lambda: Workers(1))
    handlers: dict[str, jobs.Handler] = {
        batches.READING_JOB: partial(list_reading.read_list, desk=list_desk),
        handing_out.SLIPS_JOB: partial(
            handing_out.make_slips, database=services.database, desk=desk, clock=services.clock
        ),
    }
    return _in_spans(services, handlers)


def _in_spans(
    services: Services, handlers: Mapping[str, jobs.Handler]
) -> Mapping[str, jobs.Handler]:
    return {kind: partial(_in_a_span, services.spans, kind, do) for kind, do in handlers.items()}


def _in_a_span(spans: Spans, kind: str, do: jobs.Handler, task: jobs.Task) -> jobs.Outcome:
    with spans.of(f"job {kind}"):
        return do(task)


def check_handlers(services: Services) -> Mapping[str, jobs.Handler]:
    """Who does the jobs that check many certificates at once; they may wait for others long."""
    fetcher = services.fetcher
    if isinstance(fetcher, GuardedFetcher):
        # Its places at each host belong to the loop of the requests.
        fetcher = guarded_fetcher(services.settings, clock=services.clock)
    bench = working.Bench(
        database=services.database,
        custody=services.custody,
        clock=services.clock,
        make_verifier=lambda: _verifier(services, fetcher),
    )
    return _in_spans(services, {taking_in.JOB: partial(working.check_all, bench=bench)})


def unseal_export(content: bytes, passphrase: str) -> dict[str, bytes]:
    """The files in a holder's encrypted export, by name (for the command line)."""
    return sealed.unseal(content, passphrase)


def _add_operations(application: FastAPI) -> None:
    alive_at, ready_at, measured_at = OPERATIONS

    @application.get(alive_at, include_in_schema=False)
    async def alive() -> PlainTextResponse:
        return PlainTextResponse("ok\n")

    @application.get(ready_at, include_in_schema=False)
    def ready(request: Request) -> Response:
        services: Services = request.app.state.services
        if services.leaving.is_set():
            return JSONResponse({"status": "leaving"}, status_code=503)
        with services.database.reading() as session:
            session.execute(select(1))
        return JSONResponse({"status": "ready"})

    @application.get(measured_at, include_in_schema=False)
    def measurements(request: Request) -> Response:
        services: Services = request.app.state.services
        at = services.clock()
        with services.database.reading() as session:
            backlogs = [read(session) for read in (jobs.backlog, outbox.backlog)]
            backlogs.append(publication.backlog(session, at=at))
        return Response(services.metrics.exposition(backlogs, at=at), media_type=MEDIA_TYPE)


@contextlib.asynccontextmanager
async def _lifespan(application: FastAPI) -> AsyncIterator[None]:
    services: Services = application.state.services
    stopping = asyncio.Event()
    if not services.settings.background:
        stopping.set()
    background = asyncio.create_task(_work(services, application.state.verifier, stopping))
    try:
        yield
    finally:
        # Asked and not cancelled: a thread that is at work would go on without its database.
        stopping.set()
        await background
        if services.settings.background:
            await run_in_threadpool(partial(_note_the_trail, services, is_last=True))
        services.workers.close()
        await run_in_threadpool(services.spans.close)
        services.database.dispose()


async def look_at_watched(services: Services, verifier: Verifier, *, at: datetime) -> None:
    """Look again at shared sets that employers watch, and tell them of what has changed."""
    shares = services.ports["watched_shares"]
    await watches.look_again(services.database, verifier, shares, at=at)


async def _work(services: Services, verifier: Verifier, stopping: asyncio.Event) -> None:
    adapter = outbox.mail_adapter(services.settings)
    tidied: datetime | None = None
    while not stopping.is_set():
        try:
            await run_in_threadpool(_work_once, services, adapter)
            at = services.clock()
            if tidied is None or not timedelta(0) <= at - tidied < _TIDY_EVERY:
                await run_in_threadpool(forget_people, services, at=at)
                tidied = at
                await look_at_watched(services, verifier, at=at)
            await sending.send_all(
                services.database,
                services.ports["poster"],
                custody=services.custody,
                at=services.clock(),
            )
        except (SQLAlchemyError, CredentialsError) as error:
            # The database or a key is away for a while; what waits is not lost.
            _log.warning("work waits", extra={"reason": type(error).__name__})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(stopping.wait(), _EVERY_S)


def forget_people(services: Services, *, at: datetime) -> None:
    """Delete personal data whose time is over (docs/data-protection.md)."""
    settings, database = services.settings, services.database
    keeping.minimise_unclaimed(database, days=settings.unclaimed_days, at=at)
    batch_keeping.minimise_old(database, days=settings.list_days, at=at)
    with database.session() as session:
        privacy_store.forget_sent(session, before=at - keeping.MAIL_KEPT_FOR)
        bulk.wipe_unchecked(session, at=at)


def _work_once(services: Services, adapter: outbox.MailAdapter) -> None:
    at = services.clock()
    outbox.deliver(
        services.database,
        adapter,
        render=services.pages.text,
        sender=services.settings.mail_from,
        at=at,
    )
    with services.database.session() as session:
        idempotency.forget_old(session, at=at)
        jobs.forget_old(session, at=at)
        class_store.forget_ended(session, at=at)
        sharing.forget_ended(session, at=at)
        record_store.forget_unanswered(session, at=at)
        record_store.forget_waiting(session, before=at - WAITS_FOR)
        devices.forget_lent(session, at=at)
        applications.forget_old(session, at=at)
        bulk.forget_ended(session, at=at)
        sending.forget_old(session, at=at)
    _note_the_trail(services)


def _note_the_trail(services: Services, *, is_last: bool = False) -> None:
    notebook = audit.Notebook(services.settings.data_dir, services.custody)
    try:
        notebook.write(services.database, at=services.clock(), is_last=is_last)
    except (SQLAlchemyError, OSError) as error:
        # A full disk keeps the trail from being noted, and nothing else from being done.
        _log.warning("the audit trail was not noted", extra={"reason": type(error).__name__})
