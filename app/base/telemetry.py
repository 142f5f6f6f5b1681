"""Spans for OpenTelemetry, where the operator names a collector; without one, nothing at all.

A span says what kind of thing was done and how long it took, by words that stand in the code:
patterns of routes, kinds of jobs, verdicts. No address that was asked for, no query, no header,
no statement and no text of an error is in one, because all of these may hold names and secrets.
That is why the spans are ours: those of FastAPI and of SQLAlchemy's instrumentation have them.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from sqlalchemy import event
from typing_extensions import override

from app.base.db import Database
from app.base.settings import StartError, trace_endpoint

if TYPE_CHECKING:
    from fastapi.telemetry import TelemetryConfig
    from opentelemetry.sdk.trace.export import SpanExporter

Said: TypeAlias = Mapping[str, str | int]
Say: TypeAlias = Callable[[str, Said], None]

# What FastAPI is told: its own spans have the address and the query of each request, its logs
# the text of each error, and it would begin as soon as anybody configures OpenTelemetry.
FASTAPI_SAYS_NOTHING: "TelemetryConfig" = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "auto_configure": False,
}
_NAME = "skills-passport"
_EXTRA = "opentelemetry.exporter.otlp.proto.http.trace_exporter"
# A collector that is away holds up no stop for longer.
_LONGEST_S = 5
_VERBS = frozenset({"SELECT", "INSERT", "UPDATE", "DELETE"})


class Spans(Protocol):
    """Where it is noted what was done and how long it took."""

    def of(self, name: str, said: Said | None = None, *, is_request: bool = False) -> Any:
        """A block that is one span. It gives a function that names it anew and says more."""
        ...

    def watch(self, database: Database) -> None:
        """Note what is asked of a database within other spans."""
        ...

    def close(self) -> None:
        """Send what waits, and end."""
        ...


class NoSpans(Spans):
    """Notes nothing."""

    @override
    @contextmanager
    def of(self, name: str, said: Said | None = None, *, is_request: bool = False) -> Iterator[Say]:
        yield _say_nothing

    @override
    def watch(self, database: Database) -> None:
        return

    @override
    def close(self) -> None:
        return


NO_SPANS = NoSpans()


def spans() -> Spans:
    """Those that the environment asks for: OTEL_EXPORTER_OTLP_ENDPOINT, or ..._TRACES_ENDPOINT.

    Raises StartError where the packages for it are not installed.
    """
    if not trace_endpoint():
        return NO_SPANS
    if find_spec("opentelemetry.sdk") is None or find_spec("opentelemetry.exporter") is None:
        raise StartError(
            "OTEL_EXPORTER_OTLP_ENDPOINT is set, and what sends there is not installed:"
            " pip install 'skills-passport[telemetry]', or take the setting away."
        )
    # It reads the endpoint and what belongs to it from the environment.
    exporter: SpanExporter = import_module(_EXTRA).OTLPSpanExporter(timeout=_LONGEST_S)
    return SentSpans(exporter)


class SentSpans(Spans):
    """Sends spans, some at a time, from a thread of its own."""

    def __init__(self, exporter: "SpanExporter", *, at_once: bool = False) -> None:
        from opentelemetry import trace  # noqa: PLC0415 - whoever sends nothing loads none of it
        from opentelemetry.sdk.resources import (  # noqa: PLC0415 - as above
            OTELResourceDetector,
            Resource,
        )
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415 - as above
        from opentelemetry.sdk.trace.export import (  # noqa: PLC0415 - as above
            BatchSpanProcessor,
            SimpleSpanProcessor,
        )

        resource = Resource({"service.name": _NAME}).merge(OTELResourceDetector().detect())
        # Never the provider of the whole process, to which other libraries send as well.
        self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
        processor = SimpleSpanProcessor if at_once else BatchSpanProcessor
        self._provider.add_span_processor(processor(exporter))
        self._tracer = self._provider.get_tracer(_NAME)
        self._trace = trace

    @override
    @contextmanager
    def of(self, name: str, said: Said | None = None, *, is_request: bool = False) -> Iterator[Say]:
        kind = self._trace.SpanKind.SERVER if is_request else self._trace.SpanKind.INTERNAL
        with self._tracer.start_as_current_span(
            name,
            kind=kind,
            attributes=dict(said or {}),
            # The text of an error may hold anything.
            record_exception=False,
            set_status_on_exception=False,
        ) as span:

            def say(new_name: str, more: Said) -> None:
                span.update_name(new_name)
                span.set_attributes(dict(more))

            yield say

    @override
    def watch(self, database: Database) -> None:
        engine = database.engine

        def before(_connection: Any, _cursor: Any, statement: str, *rest: Any) -> None:
            if not self._trace.get_current_span().is_recording():
                return
            verb = statement.lstrip().partition(" ")[0].upper()
            verb = verb if verb in _VERBS else "OTHER"
            said = {"db.system.name": engine.dialect.name, "db.operation.name": verb}
            rest[1].passport_span = self._tracer.start_span(f"database {verb}", attributes=said)

        def after(_connection: Any, _cursor: Any, _statement: str, *rest: Any) -> None:
            span = getattr(rest[1], "passport_span", None)
            if span is not None:
                span.end()

        event.listen(engine, "before_cursor_execute", before)
        event.listen(engine, "after_cursor_execute", after)

    @override
    def close(self) -> None:
        self._provider.shutdown()


def _say_nothing(_name: str, _said: Said) -> None:
    return
