"""The log-ins of the demonstration, in a file that only its owner may read."""

import os
from pathlib import Path

from app.base.settings import DEMO_LOGINS

_HEADING = (
    "# Log-ins of the demonstration, with random secrets. While this file is here, the"
    " service refuses to be reached from other machines."
)


class Logins:
    """Names and values, one in each line; kept as soon as they are set."""

    def __init__(self, data_dir: Path) -> None:
        self.path = data_dir / DEMO_LOGINS
        self._values: dict[str, str] = {}
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                name, separator, value = line.partition(": ")
                if separator and not line.startswith("#"):
                    self._values[name] = value

    def get(self, name: str) -> str | None:
        """The value of that name, if it was set in this or an earlier run."""
        return self._values.get(name)

    def set(self, name: str, value: str) -> str:
        """Keep a value, and return it."""
        self._values[name] = value
        lines = [_HEADING, *(f"{name}: {value}" for name, value in self._values.items())]
        part = self.path.with_name(f".{self.path.name}.part")
        descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        part.replace(self.path)
        return value
