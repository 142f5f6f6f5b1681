"""The inside of a worker process: reads tasks, answers them, and lives under hard limits."""

import gc
import math
import os
import pickle
import resource
import sys
import traceback
from collections.abc import Iterator
from typing import BinaryIO

from app.base.workers import LENGTH
from credentials import CredentialsError, Problem, ProblemCode


def main() -> None:
    """Answer tasks until the parent closes the pipe."""
    # What a library prints must not get between the answers, nor into a file.
    answers = os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    tasks = sys.stdin.buffer
    memory = int(sys.argv[1])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    # Nothing that is read here is ever written to a file.
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    # Begun without looking for what could be thrown away (app/base/workers.py); from here on
    # that is done again, but not in what was read to begin with.
    gc.freeze()
    gc.enable()
    _send(answers, b"ready")
    while header := tasks.read(LENGTH.size):
        task = tasks.read(LENGTH.unpack(header)[0])
        for answer in _answers(task, tasks):
            _send(answers, answer)


def _answers(task: bytes, tasks: BinaryIO) -> Iterator[bytes]:
    try:
        function, argument, timeout, size = pickle.loads(task)  # noqa: S301 - written by our parent
        _limit_time(timeout)
        if size is None:
            yield pickle.dumps(("result", function(argument)))
            return
        for value in function(tasks.read(size), argument):
            yield pickle.dumps(("part", value))
        yield pickle.dumps(("end", None))
    except CredentialsError as error:
        yield pickle.dumps(("problem", error.problem))
    except (MemoryError, RecursionError):
        yield pickle.dumps(("problem", Problem(ProblemCode.TOO_COMPLEX, "too large to read")))
    except Exception as error:  # noqa: BLE001 - the edge of a process: the parent logs it
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        yield pickle.dumps(("fault", (type(error).__qualname__, places)))


def _limit_time(timeout: float) -> None:
    """Have the system end this process should it outlive its task (and its parent)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = math.ceil(used.ru_utime + used.ru_stime + timeout) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.RLIM_INFINITY))


def _send(answers: BinaryIO, content: bytes) -> None:
    answers.write(LENGTH.pack(len(content)) + content)
    answers.flush()


if __name__ == "__main__":
    main()
