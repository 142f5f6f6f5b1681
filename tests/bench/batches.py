"""A class list of ten thousand: from CSV to awards that are stored, signed and audited."""

import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.bench.service import one_core
from tests.faults.killing import ROWS, Installation
from tests.postgres import PostgresServer


def rate_on_sqlite() -> float:
    """Awards in a second, with the start of the command; one process on one core."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, "place")
        return rate_of(Installation(place, f"sqlite:///{place}/passport.sqlite3", rows=_ROWS))


def rate_on_postgresql() -> float:
    """The same with a server of PostgreSQL beside it."""
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        server = stack.enter_context(PostgresServer())
        database = server.url(server.new_database())
        return rate_of(Installation(Path(folder, "place"), database, rows=_ROWS))


_ROWS = 5 * ROWS


def rate_of(installation: Installation) -> float:
    """How many lines of its list are awarded in a second."""
    begin = time.monotonic()
    with one_core():
        installation.issue()
    seconds = time.monotonic() - begin
    assert installation.counts()["certificates"] == installation.rows
    return installation.rows / seconds
