"""The bench still runs: each thing that is measured is done once, and one figure is measured."""

from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from tests.bench.figures import FIGURES
from tests.bench.measuring import Stage
from tests.bench.tasks import TASKS


@pytest.mark.parametrize("task", TASKS)
def test_what_is_measured_can_be_done(task: str) -> None:
    TASKS[task]()()


@pytest.fixture
def stage() -> Iterator[Stage]:
    with ExitStack() as stack:
        yield Stage(stack, seconds=0.01)


def test_a_figure_is_measured_in_one_short_round(stage: Stage) -> None:
    canonicalise = next(figure for figure in FIGURES if figure.name == "canonicalise")
    assert canonicalise.measure(stage) > 1
