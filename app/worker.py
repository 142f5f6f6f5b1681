"""Work in the background of a running service: class lists, and lists that have changed."""

import logging
from collections.abc import Callable
from threading import Event, Thread

from sqlalchemy.exc import OperationalError

from app.base.deps import Services
from app.batches import service as batches
from app.issuer.routes import desk_of
from app.status import service as status
from credentials import CredentialsError

_log = logging.getLogger(__name__)
_EVERY_SECONDS = 1.0


class Worker:
    """A thread that works until it is stopped; what it leaves undone, the next one does."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="worker", daemon=True)

    def start(self) -> None:
        """Begin to work."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the chunk at hand and end."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(_EVERY_SECONDS):
            try:
                work_once(self._services, stopping=self._stopping.is_set)
            except (OperationalError, CredentialsError) as error:
                _say_that_it_waits(error)


def work_once(services: Services, *, stopping: Callable[[], bool] = lambda: False) -> None:
    """Award what waits on class lists, and sign the status lists that have changed."""
    with services.database.reading() as session:
        waiting = batches.unfinished(session)
        is_stale = status.is_anything_stale(session, at=services.clock())
    if is_stale:
        with services.database.session() as session:
            status.republish(session, custody=services.custody, at=services.clock())
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


def _say_that_it_waits(error: Exception) -> None:
    # The database or a key is away for a while. Nothing is lost: what was not committed is
    # done again.
    _log.warning("work waits", extra={"reason": type(error).__name__})
