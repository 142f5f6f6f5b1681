"""A copy of the database that only reads: used while it is there and not behind.

The copy is a streaming standby of PostgreSQL. It spares the database itself the reads that may
be a moment old; whenever it cannot be trusted to be that, the database answers for it.
"""

import logging
import time
from collections.abc import Callable
from threading import Lock

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import SQLAlchemyError

_log = logging.getLogger(__name__)

# After how many seconds it is looked at again: while it is good, and after it was not.
_LOOK_AGAIN_S = 2
_TRY_AGAIN_S = 10
MOST_BEHIND_S = 5
# A standby that receives nothing more would say for ever that it has replayed all it has. Of
# one that has replayed all, the last change may be old: nobody has changed anything since.
_IS_FRESH = f"""SELECT pg_is_in_recovery()
    AND EXISTS (SELECT FROM pg_stat_wal_receiver)
    AND (pg_last_wal_receive_lsn() = pg_last_wal_replay_lsn()
        OR now() - pg_last_xact_replay_timestamp() < interval '{MOST_BEHIND_S} seconds')"""  # noqa: S608 - our own number


class ReadingCopy:
    """The way to the copy, shared by all threads of a process."""

    def __init__(self, engine: Engine, *, now: Callable[[], float] = time.monotonic) -> None:
        self.engine = engine
        self._now = now
        self._lock = Lock()
        self._is_good = False
        self._look_at: float | None = None

    def connect(self) -> Connection | None:
        """A connection to the copy; None while it is away or too far behind."""
        with self._lock:
            due = self._look_at is None or self._now() >= self._look_at
            if due:
                # Whoever comes meanwhile goes by what was found last.
                self._look_at = self._now() + _TRY_AGAIN_S
        if not due and not self._is_good:
            return None
        connection = None
        try:
            connection = self.engine.connect()
            if due:
                is_fresh = _is_fresh(connection)
                self._found(is_good=is_fresh, why="it is behind, or is no standby")
                if not is_fresh:
                    connection.close()
                    return None
        except SQLAlchemyError as error:
            if connection is not None:
                connection.close()
            self._found(is_good=False, why=type(error).__name__)
            return None
        return connection

    def _found(self, *, is_good: bool, why: str) -> None:
        with self._lock:
            if not is_good:
                _log.warning("the copy of the database is not read", extra={"reason": why})
            elif not self._is_good:
                _log.info("the copy of the database is read")
            self._is_good = is_good
            self._look_at = self._now() + (_LOOK_AGAIN_S if is_good else _TRY_AGAIN_S)


def _is_fresh(connection: Connection) -> bool:
    if connection.dialect.name == "sqlite":
        # A second SQLite file is only ever a copy in tests.
        return True
    return bool(connection.scalar(text(_IS_FRESH)))
