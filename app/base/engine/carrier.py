"""What Procrastinate does of it: its tables, what it is given to bring, and its workers."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import cache
from typing import Any

from procrastinate import (
    App,
    BaseRetryStrategy,
    PsycopgConnector,
    RetryDecision,
    SyncPsycopgConnector,
)
from procrastinate import jobs as procrastinate_jobs
from procrastinate.schema import SchemaManager
from psycopg.conninfo import make_conninfo
from sqlalchemy import inspect, text
from sqlalchemy.orm import Session
from typing_extensions import override

from app.base.db import Database
from app.base.engine import Crew, Work

QUEUE = "passport"
_LOCK = 7_305_113
_BEAT_S = 2.0
# After so long a silence a worker is dead, and what it did is done by another.
_SILENCE_S = 10.0
_AT_ONCE = 1_000
_EVERY = "* * * * * */10"


class _LaterError(Exception):
    """The work is to be done again, at `at`."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at


class _ComesAgain(BaseRetryStrategy):
    """How often something is tried, our own record knows."""

    @override
    def get_retry_decision(
        self, *, exception: BaseException, job: procrastinate_jobs.Job
    ) -> RetryDecision | None:
        return RetryDecision(retry_at=exception.at) if isinstance(exception, _LaterError) else None


def prepare(database: Database) -> None:
    """Make the tables of Procrastinate where they are not there."""
    with database.session() as session:
        session.execute(text("SET LOCAL lock_timeout = 0"))
        session.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
        if not inspect(session.connection()).has_table("procrastinate_jobs"):
            # As the driver itself takes it: several statements, with signs of percent.
            _driver(session).execute(SchemaManager.get_schema())


def defer(session: Session, task: str, names: Iterable[str], *, is_once: bool) -> None:
    """Ask for some work in the transaction of `session`; with `is_once` not for what waits."""
    wanted = list(names)
    if is_once:
        wanted = sorted(set(wanted) - _waiting(session, task))
    jobs = [
        procrastinate_jobs.Job(
            id=None,
            queue=QUEUE,
            lock=None,
            queueing_lock=None,
            task_name=task,
            task_kwargs={"name": name},
        )
        for name in wanted
    ]
    manager = _deferring().job_manager
    for start in range(0, len(jobs), _AT_ONCE):
        manager.batch_defer_jobs(jobs[start : start + _AT_ONCE], connection=_driver(session))


def _waiting(session: Session, task: str) -> set[str]:
    query = text(
        "SELECT args->>'name' FROM procrastinate_jobs"
        " WHERE task_name = :task AND status IN ('todo', 'doing')"
    )
    return set(session.scalars(query, {"task": task}))


def _driver(session: Session) -> Any:
    return session.connection().connection.driver_connection


@cache
def _deferring() -> App:
    """An application that only defers, and has no connection of its own."""
    return App(connector=SyncPsycopgConnector())


def work(database: Database, crew: Crew, *, at_once: int, until_empty: bool) -> None:
    """Do what is deferred until told to stop (SIGTERM, SIGINT), `at_once` pieces at a time."""
    connector = PsycopgConnector(conninfo=_conninfo(database))
    application = App(connector=connector)
    for task, done in crew.works.items():
        application.task(name=task, queue=QUEUE, retry=_ComesAgain())(_as_task(done))

    async def look_after(timestamp: int) -> None:
        del timestamp
        manager = application.job_manager
        for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_SILENCE_S):
            await manager.retry_job(job)

    def look(timestamp: int) -> None:
        del timestamp
        crew.look()

    every = application.periodic(cron=_EVERY)
    every(application.task(name="passport.look_after", queue=QUEUE)(look_after))
    every(application.task(name="passport.look", queue=QUEUE)(look))
    application.run_worker(
        queues=[QUEUE],
        concurrency=at_once + 1,
        wait=not until_empty,
        fetch_job_polling_interval=1.0,
        update_heartbeat_interval=_BEAT_S,
        stalled_worker_timeout=_SILENCE_S,
        delete_jobs="successful",
    )


def _conninfo(database: Database) -> str:
    engine = database.engine
    arguments, named = engine.dialect.create_connect_args(engine.url)
    return make_conninfo(*arguments, **{k: v for k, v in named.items() if k != "context"})


def _as_task(done: Work) -> Callable[[str], None]:
    def task(name: str) -> None:
        again = done(name)
        if again is not None:
            raise _LaterError(again)

    return task
