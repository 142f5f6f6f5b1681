"""A pool of processes for work that a stranger can make slow or large: pictures, odd documents.

A worker that takes too long, takes too much memory or dies is replaced, and only the
request that it worked for notices.
"""

import contextlib
import logging
import os
import pickle
import select
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import IO, Any, TypeVar, cast

from credentials import CredentialsError, Problem, ProblemCode, refuse

_log = logging.getLogger(__name__)

_Argument = TypeVar("_Argument")
_Result = TypeVar("_Result")

LENGTH = struct.Struct(">Q")
_LARGEST_ANSWER = 64_000_000
# Nothing that is read to begin with is ever thrown away, and is not looked through for it.
_BEGIN = "import gc; gc.disable(); from app.base.worker_process import main; main()"
_PROJECT = Path(__file__).resolve().parents[2]


class Workers:
    """Up to `size` processes; they start when they are first needed.

    `waiting` requests may queue for one, `memory` (bytes) is what a task may take.
    """

    def __init__(self, size: int, *, waiting: int = 100, memory: int = 512_000_000) -> None:
        self._free = threading.BoundedSemaphore(size)
        self._places = threading.BoundedSemaphore(size + waiting)
        self._idle: list[_Worker] = []
        self._lock = threading.Lock()
        self._memory = memory
        self._is_closed = False
        # For whoever measures: one more or less is at work; one was ended for what it did.
        self.in_use: Callable[[int], object] = lambda _: None
        self.replaced: Callable[[], object] = lambda: None

    def run(
        self,
        function: Callable[[_Argument], _Result],
        argument: _Argument,
        *,
        timeout: float = 2,
    ) -> _Result:
        """Call `function(argument)` in a worker, and wait for it `timeout` seconds at most.

        The function stands at the top of a module. Blocks: call it from a thread. Raises
        CredentialsError as the function does, with `too-complex` when it took too long, took
        too much memory or died, and with `too-many-requests` when the queue is full.
        """
        if not self._places.acquire(blocking=False):
            raise refuse(ProblemCode.TOO_MANY_REQUESTS, "too many are waiting for this")
        try:
            with self._free:
                answer = self._answer(pickle.dumps((function, argument, timeout, None)), timeout)
        finally:
            self._places.release()
        result: _Result = _opened(answer)[1]
        return result

    def stream(
        self,
        function: Callable[[bytes, _Argument], Iterator[_Result]],
        argument: _Argument,
        content: Iterable[bytes],
        *,
        size: int,
        seconds: float,
    ) -> Iterator[_Result]:
        """What `function(content, argument)` yields, while it works.

        `content` comes in pieces, `size` bytes in all, and is whole in the worker alone; it
        may take `seconds` in all, not counted while nobody asks for the next. Raises as `run`
        does. Blocks, and has a place of the pool to itself until it ends or is closed.
        """
        task = pickle.dumps((function, argument, seconds, size))
        with self._free:
            worker = self._take()
            is_idle = False
            try:
                for kind, value in map(_opened, worker.ask_for_many(task, content, seconds)):
                    if kind == "end":
                        is_idle = True
                        break
                    yield value
            except CredentialsError:
                is_idle = True
                raise
            except (OSError, EOFError, TimeoutError) as error:
                raise _ended(error) from error
            finally:
                self._put_back(worker, is_idle=is_idle)

    def close(self) -> None:
        """End every worker."""
        with self._lock:
            self._is_closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def _answer(self, task: bytes, timeout: float) -> bytes:
        worker = self._take()
        try:
            answer = worker.ask(task, timeout)
        except BaseException as error:
            self._put_back(worker, is_idle=False)
            if isinstance(error, OSError | EOFError | TimeoutError):
                raise _ended(error) from error
            raise
        self._put_back(worker, is_idle=True)
        return answer

    def _put_back(self, worker: "_Worker", *, is_idle: bool) -> None:
        self.in_use(-1)
        with self._lock:
            if is_idle and not self._is_closed:
                self._idle.append(worker)
                return
        worker.end()
        if not is_idle:
            self.replaced()

    def _take(self) -> "_Worker":
        self.in_use(1)
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    return worker
                worker.end()
        return _Worker(self._memory)


def _opened(answer: bytes) -> tuple[str, Any]:
    """The kind of an answer and what it brings; raises what went wrong."""
    kind, value = pickle.loads(answer)  # noqa: S301 - written by our own process
    if kind == "problem":
        problem: Problem = value
        raise refuse(problem.code, problem.detail, problem.pointer)
    if kind == "fault":
        _log.error("fault in a worker", extra={"reason": value[0], "frames": value[1]})
        raise refuse(ProblemCode.TOO_COMPLEX, "it cannot be read")
    return kind, value


def _ended(error: Exception) -> CredentialsError:
    _log.warning("a worker was ended", extra={"reason": type(error).__name__})
    return refuse(ProblemCode.TOO_COMPLEX, "it takes too much time or memory to read")


class _Worker:
    """One process, spoken to by its standard input and output."""

    def __init__(self, memory: int) -> None:
        # A fresh interpreter instead of a fork: it has no key, no connection and no thread
        # of ours in its memory.
        self._process = subprocess.Popen(  # noqa: S603 - our own program, our own arguments
            [sys.executable, "-c", _BEGIN, str(memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=_PROJECT,
            env={"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONSAFEPATH": "1"},
            start_new_session=True,
        )
        # Both are there, because both were asked for.
        self._tasks = cast(IO[bytes], self._process.stdin)
        self._answers = cast(IO[bytes], self._process.stdout)
        # The time to start is not the task's.
        self._read(time.monotonic() + 30)

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, task: bytes, timeout: float) -> bytes:
        deadline = time.monotonic() + timeout
        self._tasks.write(LENGTH.pack(len(task)) + task)
        self._tasks.flush()
        return self._read(deadline)

    def ask_for_many(
        self, task: bytes, content: Iterable[bytes], seconds: float
    ) -> Iterator[bytes]:
        self._tasks.write(LENGTH.pack(len(task)) + task)
        for piece in content:
            self._tasks.write(piece)
        self._tasks.flush()
        while True:
            began = time.monotonic()
            answer = self._read(began + seconds)
            seconds -= time.monotonic() - began
            yield answer

    def end(self) -> None:
        self._process.kill()
        for pipe in (self._tasks, self._answers):
            with contextlib.suppress(OSError):
                pipe.close()
        self._process.wait()

    def _read(self, deadline: float) -> bytes:
        size = LENGTH.unpack(self._read_exactly(LENGTH.size, deadline))[0]
        if size > _LARGEST_ANSWER:
            raise EOFError("an answer of this size is not taken")
        return self._read_exactly(size, deadline)

    def _read_exactly(self, size: int, deadline: float) -> bytes:
        descriptor = self._answers.fileno()
        content = bytearray()
        while len(content) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise TimeoutError
            part = os.read(descriptor, min(size - len(content), 1 << 20))
            if not part:
                raise EOFError("the worker is gone")
            content += part
        return bytes(content)
