"""Counts and times for those who run the service; no label ever names a person or a document.

Several processes write into one folder (PROMETHEUS_MULTIPROC_DIR, which the supervisor sets),
and whichever is asked answers for all of them, also for those that have ended.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import event
from typing_extensions import override

from app.base.db import Database
from app.base.workers import Workers

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Backlog:
    """What waits at one stage: how much by state, and since when the oldest does."""

    stage: str
    states: dict[str, int]
    oldest: datetime | None


class Metrics:
    """The measurements of one application, or its share in those of several processes."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._registry = CollectorRegistry()
        self.requests = self._counter(
            "requests", "Requests by method, route and status.", "method", "route", "status"
        )
        self.seconds = self._seconds("request", "Time until a request was answered.", "route")
        self.checks = self._seconds(
            "verify", "Time of a check by verdict and the step that decided.", "verdict", "step"
        )
        self.actions = self._counter(
            "actions", "What was done and committed, by the word in the audit trail.", "action"
        )
        self.fetches = self._counter("fetches", "Fetched from others, by outcome.", "outcome")
        self.replaced = self._counter("pool_replaced", "Processes of the pool that were ended.")
        self.pool = self._gauge("pool_in_use", "Processes of the pool that are at work.")
        self.connections = self._gauge("database_connections", "Connections in use.")

    def count_actions(self, actions: Iterable[str]) -> None:
        """Count what a transaction did, once it is committed."""
        for action in actions:
            self.actions.labels(action).inc()

    def watch(self, database: Database, workers: Workers) -> None:
        """Measure what is done in a database, and what of both is in use."""
        database.count = self.count_actions
        event.listen(database.engine, "checkout", lambda *_: self.connections.inc())
        event.listen(database.engine, "checkin", lambda *_: self.connections.dec())
        workers.in_use, workers.replaced = self.pool.inc, self.replaced.inc

    def exposition(self, backlogs: Iterable[Backlog] = (), *, at: datetime | None = None) -> bytes:
        """Everything measured, in the text format of Prometheus."""
        shown = self._registry
        if self._folder is not None:
            shown = CollectorRegistry()
            # This one class of prometheus_client has no types.
            multiprocess.MultiProcessCollector(shown, str(self._folder))  # type: ignore[no-untyped-call]
        waiting = CollectorRegistry()
        waiting.register(_Waiting(list(backlogs), at))
        return generate_latest(shown) + generate_latest(waiting)

    def _counter(self, name: str, said: str, *labels: str) -> Counter:
        return Counter(f"passport_{name}", said, labels, registry=self._registry)

    def _seconds(self, name: str, said: str, *labels: str) -> Histogram:
        return Histogram(f"passport_{name}_seconds", said, labels, registry=self._registry)

    def _gauge(self, name: str, said: str) -> Gauge:
        # Of a process that has ended, nothing is in use any more.
        return Gauge(f"passport_{name}", said, registry=self._registry, multiprocess_mode="livesum")


class _Waiting(Collector):
    """The backlogs as they were read a moment ago; they are the same for every process."""

    def __init__(self, backlogs: list[Backlog], at: datetime | None) -> None:
        self._backlogs = backlogs
        self._at = at

    @override
    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Two measurements, with a value for each stage."""
        waiting = GaugeMetricFamily(
            "passport_backlog", "What waits, by stage and state.", labels=("stage", "state")
        )
        oldest = GaugeMetricFamily(
            "passport_backlog_oldest_seconds", "How long the oldest has waited.", labels=("stage",)
        )
        for backlog in self._backlogs:
            for state, number in backlog.states.items():
                waiting.add_metric((backlog.stage, state), number)
            since = backlog.oldest
            age = (self._at - since).total_seconds() if since and self._at else 0
            oldest.add_metric((backlog.stage,), max(0, age))
        yield waiting
        yield oldest
