"""A running service for every test of a page."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.app.pages.people import House


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """The whole service on SQLite; nobody is in it yet."""
    opened = House(tmp_path)
    yield opened
    opened.services.workers.close()
    opened.services.database.dispose()
