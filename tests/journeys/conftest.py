"""A stage for every journey, once on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.stage import Stage, stage


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def on_stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """The whole service, with a world around it."""
    is_sqlite = request.param == "sqlite"
    url = "" if is_sqlite else request.getfixturevalue("postgres_url")
    with stage(tmp_path / "data", database_url=url) as opened:
        yield opened


@pytest.fixture
def plain_stage(tmp_path: Path) -> Iterator[Stage]:
    """The same on SQLite alone, for what does not depend on the database."""
    with stage(tmp_path / "data") as opened:
        yield opened
