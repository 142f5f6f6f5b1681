"""Count what a person presses on the way through a task, against docs/journeys.md."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator

from tests.browser import acts

_JOURNEYS = Path(__file__).parents[2] / "docs/journeys.md"
_ROW = re.compile(r"\| (?P<step>[a-z][^|]*?) \| (?P<most>\d+) \|")
# A mouse button that goes down is a click of a person; what the browser makes of it is not.
_LISTEN = "addEventListener('mousedown', () => window.passportPressed(), true)"


def allowed(journey: str) -> dict[str, int]:
    """The most clicks of each step, as the section of docs/journeys.md with this heading says."""
    _, _, rest = _JOURNEYS.read_text().partition(f"\n## {journey}\n")
    rows = _ROW.finditer(rest.partition("\n## ")[0])
    return {row["step"]: int(row["most"]) for row in rows}


@dataclass
class Clicks:
    """The clicks of one journey, step by step, in every browser that takes part in it."""

    journey: str
    taken: dict[str, int] = field(default_factory=dict)
    _step: str = ""

    def watch(self, context: BrowserContext) -> None:
        """Count what is pressed in this browser."""
        context.expose_binding("passportPressed", lambda _source: self._count(1))
        context.add_init_script(_LISTEN)

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """Everything pressed in the block belongs to that step; too much of it fails."""
        self._step = name
        self.taken[name] = 0
        yield
        most = allowed(self.journey)[name]
        assert self.taken[name] <= most, f"{name}: {self.taken[name]} clicks, {most} are allowed"

    def choose(self, field: Locator, value: str) -> None:
        """Choose from a list: one click opens it, one chooses."""
        field.select_option(value)
        self._count(2)

    def give_file(self, field: Locator, *, name: str, content: bytes) -> None:
        """Choose a file: one click opens the window of the system, one chooses."""
        field.set_input_files(acts.file_of(content, name))
        self._count(2)

    def _count(self, number: int) -> None:
        self.taken[self._step] = self.taken.get(self._step, 0) + number
