"""Work in the background of a running service: class lists, changed lists, and jobs.

Class lists, status lists, jobs and checks of many have a thread each: a long class list keeps
no withdrawal from being seen, and a long job no certificate waiting.
"""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from threading import Event, Thread

from sqlalchemy.exc import InternalError, OperationalError

from app.base import engine, jobs
from app.base.deps import Services
from app.batches import service as batches
from app.issuer import finding
from app.issuer.routes import desk_of
from app.main import check_handlers, job_handlers
from app.status.publication import service as publication
from app.status.publication.folder import Folder
from credentials import CredentialsError

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 1.0


class Worker:
    """Threads that work until they are stopped; what they leave undone, the next one does."""

    def __init__(self, services: Services) -> None:
        self._stopping = Event()
        is_stopping = self._stopping.is_set
        handlers, checks = job_handlers(services), check_handlers(services)
        static = services.settings.static_lists
        folder = Folder(static) if static is not None else None
        turns: dict[str, Callable[[], object]] = {
            "lists": lambda: publish(services, folder=folder, stopping=is_stopping),
            "search": lambda: finding.catch_up(services.database, stopping=is_stopping),
        }
        own: dict[str, Callable[[], object]] = {
            "worker": lambda: work_once(services, stopping=is_stopping),
            "jobs": lambda: do_jobs(services, handlers, stopping=is_stopping),
            "checks": lambda: do_jobs(services, checks, stopping=is_stopping),
        }
        if services.settings.jobs == "own":
            turns |= own
        self._threads = [
            Thread(target=self._run, args=(turn,), name=name, daemon=True)
            for name, turn in turns.items()
        ]

    def start(self) -> None:
        """Begin to work."""
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Finish the chunks at hand and end."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _run(self, turn: Callable[[], object]) -> None:
        while not self._stopping.wait(_EVERY_SECONDS):
            try:
                turn()
            except (OperationalError, InternalError, CredentialsError) as error:
                _say_that_it_waits(error)


def work_once(services: Services, *, stopping: Callable[[], bool] = lambda: False) -> None:
    """Award what waits on class lists."""
    with services.database.reading() as session:
        waiting = batches.unfinished(session)
    for batch_id in waiting:
        try:
            batches.work(
                services.database,
                batch_id,
                desk=desk_of(services),
                clock=services.clock,
                stopping=stopping,
            )
        except CredentialsError as error:
            # A body that may not award keeps its own list waiting, and nobody else's.
            _say_that_it_waits(error)


def publish(
    services: Services,
    *,
    folder: Folder | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Sign the status lists that have changed, and so often that they hold; how many.

    They are laid out in the folder for file servers, where one is set.
    """
    signed = publication.republish(
        services.database, custody=services.custody, clock=services.clock, stopping=stopping
    )
    if folder is not None:
        try:
            folder.mirror(services.database)
        except OSError as error:
            # The service itself serves them on, and the folder is looked at again.
            _log.warning("lists were not laid out", extra={"reason": type(error).__name__})
    return signed


def do_jobs(
    services: Services,
    handlers: Mapping[str, jobs.Handler],
    *,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """Do the jobs that are due; how many were done."""
    return jobs.work(
        services.database,
        handlers,
        custody=services.custody,
        clock=services.clock,
        stopping=stopping,
    )


def work_for_engine(services: Services, *, at_once: int) -> None:
    """Do what Procrastinate brings, until told to stop; any number of processes may."""
    database, clock = services.database, services.clock
    handlers = {**job_handlers(services), **check_handlers(services)}

    def award(batch_id: str) -> None:
        try:
            batches.work_a_while(database, batch_id, desk=desk_of(services), clock=clock)
        except CredentialsError as error:
            # It is brought again as long as it waits.
            _say_that_it_waits(error)

    def do(job_id: str) -> datetime | None:
        return jobs.work_on(database, job_id, handlers, custody=services.custody, clock=clock)

    def look() -> None:
        with database.session() as session:
            jobs.defer_waiting(session)
            batches.defer_waiting(session)

    works: dict[str, engine.Work] = {jobs.TASK: do, batches.TASK: award}
    engine.work(database, engine.Crew(works, look), at_once=at_once)


def _say_that_it_waits(error: Exception) -> None:
    # The database or a key is away for a while. Nothing is lost: what was not committed is
    # done again.
    _log.warning("work waits", extra={"reason": type(error).__name__})
