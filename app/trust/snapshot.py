"""The trusted list in memory, so that a check does not wait for the database."""

from collections.abc import Callable
from datetime import datetime
from threading import Lock
from time import monotonic

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.base.db import Database
from app.trust import service
from credentials import TrustList

# Seconds after which a change by the operator is seen at the latest.
FRESH_FOR = 5.0


class TrustSnapshot:
    """The list as it stood at most `fresh_for` seconds ago; may be asked from any thread."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], datetime],
        *,
        fresh_for: float = FRESH_FOR,
        elapsed: Callable[[], float] = monotonic,
    ) -> None:
        self._database = database
        self._clock = clock
        self._fresh_for = fresh_for
        self._elapsed = elapsed
        self._lock = Lock()
        self._list: TrustList | None = None
        self._read_at = 0.0

    def current(self) -> TrustList:
        """The list; it is read again when it is older than it may be."""
        with self._lock:
            begun = self._elapsed()
            if self._list is None or begun - self._read_at >= self._fresh_for:
                with self._database.reading() as session:
                    self._list = service.trust_list(session, at=self._clock())
                self._read_at = begun
            return self._list

    def at_hand(self) -> TrustList | None:
        """The list where it need not be read, and nobody reads it at this moment."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            is_fresh = self._elapsed() - self._read_at < self._fresh_for
            return self._list if is_fresh else None
        finally:
            self._lock.release()

    def forget(self) -> None:
        """Read the list again at the next question; called after a change in this process."""
        with self._lock:
            self._list = None


def show_at_once(session: Session, source: object) -> None:
    """Have a change of this transaction seen as soon as it is committed, in this process."""
    if isinstance(source, TrustSnapshot):
        event.listen(session, "after_commit", lambda _: source.forget(), once=True)
