"""Functions that a worker process must survive, or die of alone."""

import os
import signal
import time
from pathlib import Path

from credentials import ProblemCode, refuse


def double(number: int) -> int:
    return 2 * number


def process_id(_: object) -> int:
    return os.getpid()


def never_end(_: object) -> None:
    while True:
        pass


def sleep(seconds: float) -> None:
    time.sleep(seconds)


def meet(files: tuple[Path, Path]) -> bool:
    """Whether the task that makes the second file runs while this one does."""
    own, other = files
    own.touch()
    until = time.monotonic() + 20
    while not other.exists() and time.monotonic() < until:
        time.sleep(0.01)
    return other.exists()


def take_memory(amount: int) -> int:
    return len(bytearray(amount))


def crash(_: object) -> None:
    os.kill(os.getpid(), signal.SIGSEGV)


def leave(_: object) -> None:
    os._exit(3)


def recurse(depth: int) -> int:
    return recurse(depth + 1)


def refuse_it(_: object) -> None:
    raise refuse(ProblemCode.BAD_VALUE, "not this", "/x")


def print_it(words: str) -> str:
    print(words)  # noqa: T201 - a library that prints must not disturb the answers
    return words


def write_file(path: str) -> None:
    Path(path).write_bytes(b"x" * 10_000)


def environment(_: object) -> list[str]:
    return sorted(os.environ)  # noqa: TID251 - what a worker inherits is what is tested


def fault(_: object) -> None:
    raise KeyError("a fault of ours")
