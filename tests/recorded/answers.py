"""Answers that stand in a file, as they were when somebody last looked at them.

They tell that something is answered otherwise than before, and where; whether it is right is
for the tests beside them. `python -m tests.recorded` writes the files anew: what changes in
them has to be what was meant to change.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Recorded:
    """A file of answers in parts: under the name of each, indented, a line for every answer."""

    file: Path
    names: Iterable[str]
    answers: Callable[[str], Iterable[str]]

    def parts(self) -> Mapping[str, list[str]]:
        """The answers in the file, by the name of their part."""
        parts: dict[str, list[str]] = {}
        part: list[str] = []
        if not self.file.exists():
            # It is about to be written for the first time.
            return parts
        for line in self.file.read_text("utf-8").splitlines():
            if line.startswith(" "):
                part.append(line.strip())
            else:
                part = parts[line] = []
        return parts

    def write(self) -> None:
        """Put the answers of today into the file."""
        lines = [
            line
            for name in self.names
            for line in (name, *(f" {one}" for one in self.answers(name)))
        ]
        self.file.write_text("\n".join(lines) + "\n", "utf-8")
