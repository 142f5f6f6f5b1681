"""The stage of the journeys, for the holder's side."""

from collections.abc import Iterator

import pytest

from tests.journeys.conftest import on_stage, plain_stage
from tests.journeys.stage import Stage, stage

__all__ = ["on_stage", "plain_stage"]


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One stage for all tests of a file that only try to break in."""
    with stage(tmp_path_factory.mktemp("lasting")) as opened:
        yield opened
