"""Who waits for the one write lock of SQLite, so that long work lets others in between.

SQLite has no queue: who waits looks again every tenth of a second, and would hardly ever find
the lock free between two chunks of long work. So whoever waits holds a shared lock on a file
beside the database, and long work pauses where it finds one. What is killed holds it no more.
"""

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

_PAUSE_S = 0.12
# So often it pauses in any case: a program that is not ours does not say that it waits.
_PAUSES_EVERY_S = 2.0


class Turns:
    """Who waits to write to the database in the file `path`; without a file, nobody does."""

    def __init__(self, path: Path | None) -> None:
        self._path = path and path.with_name(f"{path.name}-waits")

    def opened(self) -> IO[bytes] | None:
        """What one connection tells by that it waits."""
        if self._path is None:
            return None
        try:
            self._path.touch(mode=0o600)
            return self._path.open("ab")
        except OSError:
            # A full disk, say: then nobody is told, and waits as long as it takes.
            return None

    @contextmanager
    def waiting(self, told: IO[bytes] | None) -> Iterator[None]:
        """Tell of it while the block waits for the write lock."""
        if told is None:
            yield
            return
        with suppress(BlockingIOError):
            fcntl.flock(told, fcntl.LOCK_SH | fcntl.LOCK_NB)
        try:
            yield
        finally:
            fcntl.flock(told, fcntl.LOCK_UN)

    def is_somebody_waiting(self) -> bool:
        """Whether anybody waits, in this process or another."""
        told = self.opened()
        if told is None:
            return False
        with told:
            try:
                fcntl.flock(told, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
        return False


class Pauses:
    """The pauses of one long piece of work that holds the write lock again and again."""

    def __init__(self, turns: Turns | None) -> None:
        self._turns = turns
        self._last = time.monotonic()

    def let_others_write(self) -> None:
        """Pause for as long as it takes those who wait to find the lock free, if there are any."""
        if self._turns is None:
            return
        if self._turns.is_somebody_waiting() or time.monotonic() - self._last > _PAUSES_EVERY_S:
            time.sleep(_PAUSE_S)
            self._last = time.monotonic()
