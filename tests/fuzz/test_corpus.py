"""What the fuzzer has found interesting is tried again by every parser, in time and in memory."""

import time
import tracemalloc

import pytest

from tests.fuzz.__main__ import CORPUS
from tests.fuzz.targets import TARGETS, tried

_SLOWEST = 2.0
_GROWTH = 64_000_000


@pytest.mark.parametrize("target", TARGETS)
def test_no_kept_input_is_more_than_refused(target: str) -> None:
    files = sorted((CORPUS / target).iterdir())
    assert files

    for file in files:
        content, began = file.read_bytes(), time.process_time()
        tried(target, content)
        assert time.process_time() - began < _SLOWEST, file.name


def test_no_kept_input_takes_much_memory() -> None:
    largest = max(
        (file for target in TARGETS for file in (CORPUS / target).iterdir()),
        key=lambda file: file.stat().st_size,
    )
    tracemalloc.start()
    tried(largest.parent.name, largest.read_bytes())
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < _GROWTH
