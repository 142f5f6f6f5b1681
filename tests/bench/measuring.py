"""Both sides of a comparison, each in a process of its own on one core, and how fast they are."""

import statistics
import sys
import tempfile
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench import subjects
from tests.bench.lists import Nation, on_postgresql
from tests.bench.service import Service, one_core
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

    def by_the_clock(self, task: str) -> float:
        """How often in a second of the clock, whoever else has the processor."""
        return self._asked(task, self.seconds, by_the_clock=True)

    def _asked(self, task: str, seconds: float, **how: bool) -> float:
        return float(self.spoken.ask({"task": task, "seconds": seconds, **how}))


class Stage:
    """The sides that the figures need, each started when it is first asked for.

    `seconds` is how long each side is measured in one round.
    """

    def __init__(self, stack: ExitStack, *, seconds: float) -> None:
        self._stack = stack
        self._seconds = seconds
        self._sides: dict[str, Side] = {}
        self._service: Service | None = None
        self._nation: Nation | None = None

    @property
    def seconds(self) -> float:
        """How long each side is measured in one round."""
        return self._seconds

    @property
    def ours(self) -> Side:
        """Our library."""
        return self._side("ours", _working)

    def together(self, task: str) -> float:
        """How many times as fast two processes on two cores are as one, by the clock."""
        pair = [self._side("ours", _working), self._side("second", _working, core=0)]
        for side in pair:
            side.rate(task)
        alone = pair[0].by_the_clock(task)
        with ThreadPoolExecutor(len(pair)) as asking:
            rates: list[float] = list(asking.map(lambda side: side.by_the_clock(task), pair))
        return sum(rates) / alone

    @property
    def service(self) -> Service:
        """The service, with a folder of its own."""
        if self._service is None:
            folder = self._stack.enter_context(tempfile.TemporaryDirectory())
            self._service = Service(Path(folder))
        return self._service

    @property
    def nation(self) -> Nation:
        """The status lists of a nation."""
        if self._nation is None:
            self._nation = self._stack.enter_context(on_postgresql())
        return self._nation

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
        *,
        core: int = -1,
    ) -> Side:
        if name not in self._sides:
            with one_core(core):
                spoken = self._stack.enter_context(start())
            if subject is not None:
                spoken.ask(subject)
            self._sides[name] = Side(spoken, self._seconds)
        return self._sides[name]


def _working() -> AbstractContextManager[Conversation]:
    return talking([sys.executable, "-m", "tests.bench.working"])


def _subject() -> dict[str, object]:
    """What the partners work on: the same documents as we do."""
    bodies = [subjects.body(), subjects.body("P-256")]
    typed = subjects.typed_claims()
    return {
        "unsigned": subjects.unsigned_bytes().decode(),
        "signed": subjects.signed().decode(),
        "keys": [url for one in bodies for url in (one.did, one.signer.verification_method)],
        "selective": {
            "unsigned": subjects.unsigned_bytes("P-256").decode(),
            "base": subjects.selective_base().decode(),
            "part": subjects.selective_part().decode(),
            "mandatory": subjects.MANDATORY,
            "revealed": subjects.REVEALED,
        },
        "claims": {"shown": {"iss": typed.issuer, "vct": typed.vct}, "hidden": typed.claims},
        "typed": subjects.typed().decode(),
        "typedKey": subjects.typed_key(),
    }


def median(rounds: Sequence[float]) -> float:
    """The middle one of several rounds."""
    return statistics.median(rounds)
