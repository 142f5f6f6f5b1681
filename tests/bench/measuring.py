"""Both sides of a comparison, each in a process of its own on one core, and how fast they are."""

import os
import statistics
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import subjects
from tests.interop.apart import PYTHON
from tests.interop.node import Conversation, conversation, talking

_WARMING = 1.0
_ROOT = Path(__file__).parents[2]


@dataclass(slots=True)
class Side:
    """A process that does a task for a while and says how often it did it."""

    spoken: Conversation
    seconds: float
    _warm: set[str] = field(default_factory=set)

    def rate(self, task: str) -> float:
        """How often in a second on the processor; before the first time it is warmed up."""
        if task not in self._warm:
            self._warm.add(task)
            self._asked(task, min(_WARMING, self.seconds))
        return self._asked(task, self.seconds)

    def _asked(self, task: str, seconds: float) -> float:
        return float(self.spoken.ask({"task": task, "seconds": seconds}))


class Stage:
    """The sides that the figures need, each started when it is first asked for.

    `seconds` is how long each side is measured in one round.
    """

    def __init__(self, stack: ExitStack, *, seconds: float) -> None:
        self._stack = stack
        self._seconds = seconds
        self._sides: dict[str, Side] = {}

    @property
    def ours(self) -> Side:
        """Our library."""
        return self._side("ours", lambda: talking([sys.executable, "-m", "tests.bench.working"]))

    @property
    def node(self) -> Side:
        """Digital Bazaar's packages in Node."""
        return self._side("node", lambda: conversation("pace.mjs"), _subject())

    @property
    def python(self) -> Side:
        """Partners in Python, in an environment of their own."""
        script = _ROOT / "tests" / "interop" / "python" / "pace.py"
        return self._side("python", lambda: talking([PYTHON, script]), _subject())

    def versions(self) -> dict[str, str]:
        """Which editions of their packages the partners that were asked have."""
        found: dict[str, str] = {}
        for name in ("node", "python"):
            if name in self._sides:
                found |= self._sides[name].spoken.ask({"versions": True})
        return found

    def _side(
        self,
        name: str,
        start: Callable[[], AbstractContextManager[Conversation]],
        subject: object = None,
    ) -> Side:
        if name not in self._sides:
            with one_core():
                spoken = self._stack.enter_context(start())
            if subject is not None:
                spoken.ask(subject)
            self._sides[name] = Side(spoken, self._seconds)
        return self._sides[name]


def _subject() -> dict[str, object]:
    """What the partners work on: the same documents as we do."""
    signer = subjects.body().signer
    return {
        "unsigned": subjects.unsigned_bytes().decode(),
        "signed": subjects.signed().decode(),
        "keys": [subjects.body().did, signer.verification_method],
    }


@contextmanager
def one_core(number: int = -1) -> Iterator[None]:
    """Processes started in here stay on one core, the last one unless it is said."""
    all_cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {sorted(all_cores)[number]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, all_cores)


def median(rounds: Sequence[float]) -> float:
    """The middle one of several rounds."""
    return statistics.median(rounds)
