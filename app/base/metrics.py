"""Counts and times for those who run the service; no label ever names a person or a document."""

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

MEDIA_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class Metrics:
    """The measurements of one application."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter(
            "passport_requests",
            "Requests by method, route and status.",
            ("method", "route", "status"),
            registry=self._registry,
        )
        self.seconds = Histogram(
            "passport_request_seconds",
            "Time until a request was answered.",
            ("route",),
            registry=self._registry,
        )

    def exposition(self) -> bytes:
        """Everything measured, in the text format of Prometheus."""
        return generate_latest(self._registry)
