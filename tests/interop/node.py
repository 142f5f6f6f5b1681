"""Runs a script of this folder in Node: JSON goes in, JSON comes out."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_FOLDER = Path(__file__).parent
_SECONDS = 60


def run(script: str, question: object, *, trusting: Path | None = None) -> Any:
    """Give a `.mjs` file of this folder its question and return its answer.

    The script reads one JSON value from its standard input and writes one to its standard
    output. If it fails, the assertion shows what it wrote to its standard error. `trusting`
    is a certificate file (PEM) that Node believes besides those it knows.
    """
    done = subprocess.run(
        [_node(), _FOLDER / script],
        input=json.dumps(question).encode(),
        capture_output=True,
        timeout=_SECONDS,
        check=False,
        env=_environment(trusting),
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


@dataclass(slots=True)
class Conversation:
    """A script that goes on running: each line in is a question, each line out its answer."""

    process: subprocess.Popen[bytes]

    def ask(self, question: object) -> Any:
        """Ask one thing and wait for the answer."""
        self.tell(question)
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the script ended; what it said stands on standard error"
        return json.loads(line)

    def tell(self, said: object) -> None:
        """Say one thing that needs no answer."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(said).encode() + b"\n")
        self.process.stdin.flush()


@contextmanager
def conversation(script: str, *, trusting: Path | None = None) -> Iterator[Conversation]:
    """Start a script that answers line by line, and end it afterwards."""
    with talking([_node(), _FOLDER / script], environment=_environment(trusting)) as spoken:
        yield spoken


@contextmanager
def talking(
    words: Sequence[str | Path], *, environment: Mapping[str, str] | None = None
) -> Iterator[Conversation]:
    """The same with any program."""
    process = subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment
    )
    try:
        with process:
            yield Conversation(process)
            # Leaving closes its standard input, which is how the script is told to end.
    finally:
        process.kill()


def _node() -> str:
    # `make interop` puts a Node into the environment where the machine has none, or an old one.
    own = Path(sys.prefix, "bin", "node")
    node = str(own) if own.exists() else shutil.which("node")
    assert node is not None, "no Node found: call make interop"
    return node


def _environment(trusting: Path | None) -> dict[str, str]:
    inherited = dict(os.environ)  # noqa: TID251 - Node is started as it would be by hand
    return inherited if trusting is None else {**inherited, "NODE_EXTRA_CA_CERTS": str(trusting)}
