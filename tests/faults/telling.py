"""A process that does things, tells a webhook of them, and is killed at any moment.

`python -m tests.faults.telling DATABASE_URL PORT RUN`: prints the subject of each thing after
its commit. Every third thing is rolled back, and is never printed.
"""

import sys
from datetime import UTC, datetime, timedelta
from functools import partial

import anyio

from app.base import audit
from app.base.custody import Custody
from app.base.db import Database
from app.base.webhooks import sending
from credentials.net import Allowance, GuardedFetcher

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = b"k" * 32
BODY = "one"
AT_ONCE = 5


def tell(database: Database, port: int, *, run: int) -> None:
    """Send what waits; what an earlier run had taken may be taken again by now."""
    at = NOON + timedelta(minutes=10 * run)
    poster = GuardedFetcher(clock=lambda: at, allowance=Allowance(frozenset({f"localhost:{port}"})))
    send = partial(sending.send_all, database, poster, custody=Custody(KEY), at=at)
    anyio.run(send)


def do(database: Database, subject: str, *, run: int, is_undone: bool) -> None:
    """One thing in a transaction of its own."""
    at = NOON + timedelta(minutes=10 * run)
    with database.session() as session:
        audit.record(
            session,
            actor="account:a",
            action="award.issued",
            subject=subject,
            organisation_id=BODY,
            at=at,
        )
        if is_undone:
            session.rollback()


def main() -> None:
    """Go on until killed."""
    url, port, run = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    database = Database(url)
    number = 0
    while True:
        for _ in range(AT_ONCE):
            number += 1
            is_undone = number % 3 == 0
            subject = f"{'undone' if is_undone else 'done'}-{run}-{number}"
            do(database, subject, run=run, is_undone=is_undone)
            if not is_undone:
                sys.stdout.write(f"{subject}\n")
                sys.stdout.flush()
        tell(database, port, run=run)


if __name__ == "__main__":
    main()
