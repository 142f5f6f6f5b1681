"""Runs a script of this folder in Node: JSON goes in, JSON comes out."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_SECONDS = 60


def run(script: str, question: object) -> Any:
    """Give a `.mjs` file of this folder its question and return its answer.

    The script reads one JSON value from its standard input and writes one to its standard
    output. If it fails, the assertion shows what it wrote to its standard error.
    """
    # `make interop` puts a Node into the environment where the machine has none, or an old one.
    own = Path(sys.prefix, "bin", "node")
    node = str(own) if own.exists() else shutil.which("node")
    assert node is not None, "no Node found: call make interop"
    done = subprocess.run(
        [node, _FOLDER / script],
        input=json.dumps(question).encode(),
        capture_output=True,
        timeout=_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)
