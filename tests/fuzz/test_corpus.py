"""What the fuzzer has found interesting is tried again by every parser, in time and in memory."""

import time
import tracemalloc

import pytest

from tests.fuzz.archives import inputs
from tests.fuzz.targets import TARGETS, tried

_SLOWEST = 2.0
_GROWTH = 64_000_000


@pytest.mark.parametrize("target", TARGETS)
def test_no_kept_input_is_more_than_refused(target: str) -> None:
    kept = list(inputs(target))
    assert kept

    for name, content in kept:
        began = time.process_time()
        tried(target, content)
        assert time.process_time() - began < _SLOWEST, name


def test_no_kept_input_takes_much_memory() -> None:
    target, content = max(
        ((target, content) for target in TARGETS for _, content in inputs(target)),
        key=lambda kept: len(kept[1]),
    )
    tracemalloc.start()
    tried(target, content)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < _GROWTH
