"""Several processes that answer on one socket: started, replaced when they die, exchanged.

uvicorn has a supervisor too. It waits for each old process without listening to SIGTERM, starts
again at once what dies at once, notices a hung process by a thread that does not hang, and
leaves its processes behind, on the port, when it is killed. Each process here is a fresh
interpreter, so that an exchange (SIGHUP) also brings a newly installed version into service.
"""

import asyncio
import logging
import os
import signal
import socket
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from prometheus_client import multiprocess

from app.base.settings import METRICS_FOLDER, environment

_log = logging.getLogger(__name__)

_START_S = 60
_SILENT_S = 60
# What dies within this time of its start is started again after a growing wait.
_SETTLED_S = 60
_FIRST_WAIT_S, _LONGEST_WAIT_S = 0.5, 30.0
# The times of a process to finish requests and work, and some more.
_STOP_S = 50


class Supervisor:
    """Keeps one process of each of the `kinds`.

    Each is `command`, its kind and the number of the socket's descriptor. `said` are settings
    from the command line. SIGTERM and SIGINT stop, SIGHUP exchanges one process after another.
    """

    def __init__(
        self,
        kinds: Sequence[str],
        *,
        command: Sequence[str],
        said: Mapping[str, Any],
        listening: socket.socket,
        drain_s: int,
        measured: Path,
    ) -> None:
        self._command = command
        # In this folder they measure together.
        self._measured = measured
        self._environment = environment(said) | {METRICS_FOLDER: str(measured)}
        self._listening = listening
        self._stop_s = drain_s + _STOP_S
        self._places = [_Place(kind) for kind in kinds]
        self._alive: set[_Child] = set()
        self._stopping = asyncio.Event()
        self._exchanging = asyncio.Event()
        self._had_fault = False

    async def run(self) -> int:
        """Keep the processes until told to stop; the exit code.

        It is that of a process that could not be started at first, if there is one.
        """
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, self._begin_to_stop)
        loop.add_signal_handler(signal.SIGINT, self._begin_to_stop)
        loop.add_signal_handler(signal.SIGHUP, self._exchanging.set)
        # One alone: it brings the database up to date, and on the first start makes the keys.
        first, *others = self._places
        begun = [await self._begin(first)]
        if begun[0] is None:
            begun += await asyncio.gather(*map(self._begin, others))
        code = next((code for code in begun if code is not None), 0)
        if any(place.child is None for place in self._places):
            self._stopping.set()
        else:
            _log.info("every process is ready", extra={"count": len(self._places)})
        tasks = [asyncio.create_task(self._keep(place)) for place in self._places]
        tasks.append(asyncio.create_task(self._exchange_when_asked()))
        for task in tasks:
            task.add_done_callback(self._stop_after_a_fault)
        await self._stopping.wait()
        for task in tasks:
            task.cancel()
        await self._stop()
        return code or int(self._had_fault)

    def _stop_after_a_fault(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and (fault := task.exception()) is not None:
            # Whoever started the service starts it again; half a supervisor would not.
            _log.error("fault in the supervisor", exc_info=fault)
            self._had_fault = True
            self._begin_to_stop()

    def _begin_to_stop(self) -> None:
        self._stopping.set()
        for child in self._alive:
            # Nobody waits any more for one that is starting.
            child.settled.set()

    async def _begin(self, place: "_Place") -> int | None:
        """Fill a place for the first time; the exit code of what does not start."""
        child = await self._started(place.kind)
        if child.is_ready.is_set():
            place.child = child
            return None
        return child.code

    async def _keep(self, place: "_Place") -> None:
        """Put a new process into a place whenever the one in it dies."""
        wait_s = 0.0
        while True:
            child = place.child
            if child is None:
                return
            await child.ended.wait()
            async with place.lock:
                if place.child is not child:
                    # It was exchanged.
                    continue
                lived_s = time.monotonic() - child.began
                _log.error("a process died", extra={"child": child.pid, "status": child.code})
                wait_s = 0.0 if lived_s > _SETTLED_S else wait_s
                await asyncio.sleep(wait_s)
                wait_s = min(max(_FIRST_WAIT_S, 2 * wait_s), _LONGEST_WAIT_S)
                # One that does not get ready is looked at in the next round.
                place.child = await self._started(place.kind)

    async def _exchange_when_asked(self) -> None:
        while True:
            await self._exchanging.wait()
            self._exchanging.clear()
            _log.info("the processes are exchanged", extra={"count": len(self._places)})
            for place in self._places:
                async with place.lock:
                    fresh = await self._started(place.kind)
                    if not fresh.is_ready.is_set():
                        _log.error("a new process does not start; the old ones go on")
                        break
                    old, place.child = place.child, fresh
                if old is not None:
                    old.retire()
                    await old.end(self._stop_s)

    async def _started(self, kind: str) -> "_Child":
        """A new process that is ready, or one that is told to end: it was not ready in time."""
        process = await asyncio.create_subprocess_exec(
            *self._command,
            kind,
            str(self._listening.fileno()),
            stdin=PIPE,
            stdout=PIPE,
            pass_fds=[self._listening.fileno()],
            env=self._environment | {"PYTHONPATH": os.pathsep.join(sys.path)},
            # A Ctrl-C at the terminal is for the supervisor, which tells the others.
            start_new_session=True,
        )
        child = _Child(process)
        self._alive.add(child)
        child.task.add_done_callback(lambda _: self._forget(child))
        with suppress(TimeoutError):
            await asyncio.wait_for(child.settled.wait(), _START_S)
        if child.is_ready.is_set():
            _log.info("a process is ready", extra={"child": child.pid})
        else:
            await child.end(0)
        return child

    def _forget(self, child: "_Child") -> None:
        self._alive.discard(child)
        # What it had in use is in use no more; what it counted stays counted.
        multiprocess.mark_process_dead(child.pid, str(self._measured))  # type: ignore[no-untyped-call]

    async def _stop(self) -> None:
        # Nobody would accept what arrives here once the processes have stopped to listen.
        self._listening.close()
        children = list(self._alive)
        for child in children:
            child.stop()
        await asyncio.gather(*(child.end(self._stop_s) for child in children))


class _Place:
    """What has to be there at any time, and the process that is."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.child: _Child | None = None
        self.lock = asyncio.Lock()


class _Child:
    """A process, and what it tells.

    `settled` is set when it is ready or has ended, whatever comes first.
    """

    def __init__(self, process: Process) -> None:
        self._process = process
        self.pid = process.pid
        self.began = time.monotonic()
        self.is_ready, self.settled, self.ended = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self.task = asyncio.create_task(self._listen())

    @property
    def code(self) -> int:
        """Its exit code, or the number of the signal that ended it, below zero."""
        return self._process.returncode or 0

    def retire(self) -> None:
        """Have it finish what it has, while others go on accepting."""
        if self._process.stdin is not None:
            self._process.stdin.write(b"retire\n")

    def stop(self) -> None:
        """Have it stop in order."""
        with suppress(ProcessLookupError):
            self._process.terminate()

    async def end(self, seconds: float) -> None:
        """Wait until it has ended, and end it after that time."""
        if self.ended.is_set():
            return
        try:
            await asyncio.wait_for(self.ended.wait(), seconds)
        except TimeoutError:
            _log.warning("a process was ended", extra={"child": self.pid})
            with suppress(ProcessLookupError):
                self._process.kill()
            await self.ended.wait()

    async def _listen(self) -> None:
        told = self._process.stdout
        try:
            while told is not None and (word := await self._word(told)):
                if word == b"ready\n":
                    self.is_ready.set()
                    self.settled.set()
        except TimeoutError:
            _log.error("a process does not answer", extra={"child": self.pid})
            self._process.kill()
        await self._process.wait()
        self.ended.set()
        self.settled.set()

    async def _word(self, told: asyncio.StreamReader) -> bytes:
        # Before it is ready it has another limit, and says nothing.
        seconds = _SILENT_S if self.is_ready.is_set() else None
        return await asyncio.wait_for(told.readline(), seconds)
