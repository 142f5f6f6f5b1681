"""A database of either kind, and a small application with nothing but the plumbing."""

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.base import problems, static
from app.base.custody import Custody
from app.base.db import Base, Database
from app.base.deps import Services
from app.base.edge import Edge
from app.base.metrics import Metrics
from app.base.pages import BASE_FOLDER, Pages
from app.base.rates import Limiter
from app.base.settings import Settings
from app.base.workers import Workers
from credentials import TrustList
from tests.databases import sqlite_with_tables

NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class NoTrust:
    """Knows no issuer."""

    def current(self) -> TrustList:
        return TrustList(entries=(), at=NOW)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables, once of each kind."""
    is_sqlite = request.param == "sqlite"
    url = (
        sqlite_with_tables(tmp_path / "test.sqlite3")
        if is_sqlite
        else request.getfixturevalue("postgres_url")
    )
    opened = Database(url)
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with all tables."""
    opened = Database(sqlite_with_tables(tmp_path / "test.sqlite3"))
    Base.metadata.create_all(opened.engine)
    yield opened
    opened.dispose()


@pytest.fixture
def custody() -> Custody:
    """Keys under a key-encryption key of this test."""
    return Custody(os.urandom(32))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The defaults, in a folder of this test."""
    return Settings(data_dir=tmp_path)


@pytest.fixture
def make_client(
    sqlite: Database, custody: Custody, settings: Settings
) -> Iterator[Callable[..., TestClient]]:
    """Make a client of an application to which the test adds its own routes."""
    workers = Workers(1)

    def make(add_routes: Callable[[FastAPI], None], **changed: object) -> TestClient:
        application = FastAPI()
        changed_settings = settings.model_copy(update=changed)
        application.state.services = Services(
            settings=changed_settings,
            database=sqlite,
            clock=lambda: NOW,
            custody=custody,
            pages=Pages([BASE_FOLDER], secret=custody.derive("forms")),
            limiter=Limiter(),
            workers=workers,
            metrics=Metrics(),
            trust=NoTrust(),
        )
        application.add_middleware(Edge, services=application.state.services)
        problems.install(application)
        application.include_router(static.router)
        add_routes(application)
        return TestClient(application, base_url=changed_settings.public_url)

    yield make
    workers.close()
