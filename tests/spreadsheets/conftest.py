"""One training body for all files: each is a list of its own."""

from collections.abc import Iterator

import pytest

from app.base.workers import Workers
from tests.unit.app.school import small_school

__all__ = ["small_school"]


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    """Processes as a service has them."""
    opened = Workers(1)
    yield opened
    opened.close()
