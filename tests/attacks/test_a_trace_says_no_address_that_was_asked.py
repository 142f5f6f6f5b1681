"""T93: spans have patterns of routes; what stood in their place, in queries or errors is in none.

FastAPI's own spans have the whole address, and begin by themselves where a process has a
provider; the service has them off.
"""

import sys
from pathlib import Path

import opentelemetry.trace
import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from app.base import telemetry
from app.base.settings import Settings, StartError
from app.base.telemetry import NO_SPANS, SentSpans
from app.main import create_app
from tests.client import Client
from tests.databases import sqlite_with_tables
from tests.lasting import lasting_workers

_CANARY = "CANARY0-77777"


def everything_in(sent: InMemorySpanExporter) -> str:
    return "".join(span.to_json() for span in sent.get_finished_spans())


def test_what_was_asked_for_is_in_no_span(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    others, ours = InMemorySpanExporter(), InMemorySpanExporter()
    provider = TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(others))
    monkeypatch.setattr(opentelemetry.trace, "_TRACER_PROVIDER", provider)
    settings = Settings(data_dir=tmp_path, database_url=sqlite_with_tables(tmp_path / "a.sqlite3"))
    application = create_app(
        settings, workers=lasting_workers(), spans=SentSpans(ours, at_once=True)
    )
    with Client(application, base_url="http://localhost:8000") as client:
        for path in (f"/c/{_CANARY}", f"/p/{_CANARY}?canary={_CANARY}", f"/{_CANARY}", "/readyz"):
            client.get(path, headers={"X-Canary": _CANARY, "Cookie": f"a={_CANARY}"})
        client.post("/api/v1/verify", content=_CANARY, headers={"Content-Type": "text/plain"})

    names = {span.name for span in ours.get_finished_spans()}
    assert {"GET /c/{code}", "GET none", "POST /api/v1/verify", "database SELECT"} <= names
    assert _CANARY not in everything_in(ours)
    assert others.get_finished_spans() == ()


def test_the_text_of_an_error_is_in_no_span() -> None:
    sent = InMemorySpanExporter()
    spans = SentSpans(sent, at_once=True)
    with pytest.raises(ValueError, match=_CANARY), spans.of("job slips"):
        raise ValueError(_CANARY)
    assert [span.name for span in sent.get_finished_spans()] == ["job slips"]
    assert _CANARY not in everything_in(sent)
    spans.close()


def test_nothing_is_sent_or_loaded_where_nobody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OTEL_EXPORTER_OTLP_ENDPOINT", raising=False)
    assert telemetry.spans() is NO_SPANS
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector.example:4318")
    monkeypatch.setenv("OTEL_SDK_DISABLED", "true")
    assert telemetry.spans() is NO_SPANS


def test_an_endpoint_without_the_packages_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector.example/v1/traces")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter", None)
    with pytest.raises(StartError, match="pip install"):
        telemetry.spans()
