"""What an attack is tried on: a world in memory, or the whole service in one process."""

from collections.abc import Iterator

import pytest

from tests.journeys.conftest import plain_stage
from tests.journeys.stage import Stage, stage
from tests.world import World

__all__ = ["lasting", "plain_stage"]


@pytest.fixture
def world() -> World:
    """Issuers and lists, with the school on the trusted list."""
    made = World()
    made.accredit(made.school, "Harbour Technical School")
    return made


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One service for all tests of a file that leave nothing behind."""
    with stage(tmp_path_factory.mktemp("lasting") / "data") as opened:
        yield opened
