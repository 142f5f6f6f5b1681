"""Partners in Python that live in an environment of their own, which `make interop` makes."""

import json
import subprocess
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent / "python"
PYTHON = _FOLDER / ".venv" / "bin" / "python"
_SECONDS = 60


def run(script: str, question: dict[str, Any]) -> Any:
    """Have a script there answer a question; it says whether it agreed, and with what."""
    assert PYTHON.exists(), "the partners in Python are not there: call make interop"
    done = subprocess.run(
        [PYTHON, _FOLDER / script],
        input=json.dumps(question).encode(),
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)
