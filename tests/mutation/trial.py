"""Which tests reach a line, and whether one of them fails when a mutant stands in its place.

The tests are collected once. Each mutant is tried in a forked copy of this process: its code is
put into the functions that are loaded already, so nothing is imported or collected again.
"""

import ast
import gc
import os
import pickle
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import _lru_cache_wrapper, partial
from itertools import accumulate
from pathlib import Path
from types import CodeType, FunctionType
from typing import IO, Never

import pytest
from _pytest.runner import runtestprotocol
from coverage import Coverage

from credentials.jsonld import active_contexts, shapes, trees
from tests.mutation.mutants import Mutant, changed

_PROJECT = Path(__file__).parents[2]
# A mutant may never end, or fill the memory; both are noticed. Seconds of the processor, as a
# busy machine is no finding, and bytes.
_CPU = 60
_MEMORY = 2 * 1024**3
# Seconds that one test, and all tests together, may take to notice a mutant.
_TEST = 1.0
_TESTS = 10.0


class Outcome(IntEnum):
    """What became of a mutant; the number is the exit code of its process."""

    SURVIVED = 0
    KILLED = 1
    NOT_TRIED = 2


@dataclass(slots=True)
class Reach:
    """The tests that reach each line of each module, and how long each takes."""

    tests: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def of(self, mutant: Mutant) -> list[str]:
        """The tests to try on a mutant: those of its own module first, and the quick ones."""
        lines = self.tests.get(mutant.path, {})
        found = {test for line in mutant.lines for test in lines.get(line, ())}
        own = f"/test_{Path(mutant.path).stem}.py"
        quick = [test for test in found if self.seconds[test] <= _TEST]
        quick.sort(key=lambda one: (own not in one, self.seconds[one], one))
        spent = accumulate(self.seconds[one] for one in quick)
        return [one for one, seconds in zip(quick, spent, strict=True) if seconds <= _TESTS]


def reach(items: list[pytest.Item], paths: list[str]) -> Reach:
    """Run all tests once, in a process of their own, and note which lines each reaches."""
    receiving, sending = os.pipe()
    child = _forked(lambda: _note(items, paths, os.fdopen(sending, "wb")))
    os.close(sending)
    with os.fdopen(receiving, "rb") as pipe:
        found: Reach = pickle.load(pipe)  # noqa: S301 - our own process wrote it
    os.waitpid(child, 0)
    return found


def _note(items: list[pytest.Item], paths: list[str], sending: IO[bytes]) -> Outcome:
    measuring = Coverage(
        data_file=None, include=[str(_PROJECT / one) for one in paths], config_file=False
    )
    found = Reach()
    measuring.start()
    for item, following in _in_turn(items):
        measuring.switch_context(item.nodeid)
        began = time.process_time()
        if not _fails(item, following):
            found.seconds[item.nodeid] = time.process_time() - began
    measuring.stop()
    data = measuring.get_data()
    for path in paths:
        lines = data.contexts_by_lineno(str(_PROJECT / path))
        found.tests[path] = {
            line: [one for one in tests if one in found.seconds] for line, tests in lines.items()
        }
    with sending:
        pickle.dump(found, sending)
    return Outcome.SURVIVED


class Trials:
    """Tries mutants, a few at a time, each in a forked copy of this process.

    As a control, the code as it is takes the place of each: no test may notice that.
    """

    def __init__(
        self,
        items: list[pytest.Item],
        found: Reach,
        sources: Mapping[str, str],
        *,
        is_control: bool = False,
    ) -> None:
        self._sources = sources
        self._is_control = is_control
        self._items = {item.nodeid: item for item in items}
        self._reach = found
        self._functions = _loaded_functions()
        self._memories = _loaded_memories()
        # What is there now is not looked through again by each copy, so that it stays shared.
        gc.freeze()

    def outcomes(self, mutants: list[Mutant], *, at_once: int) -> Iterator[tuple[Mutant, Outcome]]:
        """What became of each mutant, as it is known."""
        running: dict[int, Mutant] = {}
        for mutant in mutants:
            tests = self._reach.of(mutant)
            if not tests:
                yield mutant, Outcome.SURVIVED
                continue
            if len(running) >= at_once:
                yield self._ended(running)
            running[_forked(partial(self._try, mutant, tests))] = mutant
        while running:
            yield self._ended(running)

    @staticmethod
    def _ended(running: dict[int, Mutant]) -> tuple[Mutant, Outcome]:
        child, status = os.wait()
        # A process that was stopped took too long, or too much.
        code = os.waitstatus_to_exitcode(status)
        return running.pop(child), Outcome(code) if code in (0, 1, 2) else Outcome.KILLED

    def _try(self, mutant: Mutant, tests: list[str]) -> Outcome:
        path = _PROJECT / mutant.path
        source = self._sources[mutant.path]
        module = ast.parse(source) if self._is_control else changed(mutant, source)
        if not self._put_in_place(str(path), compile(module, str(path), "exec")):
            return Outcome.NOT_TRIED
        # What is worked out once for all documents has to be worked out by the changed code.
        for forget in self._memories:
            forget()
        resource.setrlimit(resource.RLIMIT_CPU, (_CPU, _CPU))
        resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
        asked = [self._items[test] for test in tests]
        is_noticed = any(_fails(item, following) for item, following in _in_turn(asked))
        return Outcome.KILLED if is_noticed else Outcome.SURVIVED

    def _put_in_place(self, path: str, module: CodeType) -> bool:
        new = {_place(code): code for code in _codes(module)}
        try:
            for function in self._functions[path]:
                function.__code__ = new[_place(function.__code__)]
        except ValueError:
            # It no longer takes the same names from around it.
            return False
        return True


def _loaded_functions() -> dict[str, list[FunctionType]]:
    found = defaultdict(list)
    for one in gc.get_objects():
        if isinstance(one, FunctionType):
            found[one.__code__.co_filename].append(one)
    return found


def _loaded_memories() -> list[Callable[[], None]]:
    """How each memory of the library that lasts is emptied."""
    return [
        active_contexts._KNOWN_CONTEXTS.clear,
        active_contexts._ROOTS.clear,
        trees._BRANCHES.clear,
        _forget_shapes,
        *(
            one.cache_clear
            for one in gc.get_objects()
            if isinstance(one, _lru_cache_wrapper) and one.__module__.startswith("credentials.")
        ),
    ]


def _forget_shapes() -> None:
    shapes._KNOWN.update({key: shapes.Shapes(*key) for key in shapes._KNOWN})


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _in_turn(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    return zip(items, [*items[1:], None], strict=True)


def _fails(item: pytest.Item, following: pytest.Item | None) -> bool:
    return any(one.failed for one in runtestprotocol(item, log=False, nextitem=following))


def _forked(work: Callable[[], Outcome]) -> int:
    """Do it in a copy of this process, which ends with the outcome as its exit code."""
    child = os.fork()
    if not child:
        _end_with(work)
    return child


def _end_with(work: Callable[[], Outcome]) -> Never:
    code: int = Outcome.NOT_TRIED
    try:
        quiet = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(quiet, number)
        code = work()
    finally:
        os._exit(code)
