"""The supervisor with a small program in the place of the service: it only notes what it does."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from app.cli.serving import supervisor
from app.cli.serving.supervisor import Supervisor

_PROGRAM = """
import os, signal, sys
notes, kind, descriptor = sys.argv[1:]
os.fstat(int(descriptor))

def note(what):
    with open(notes, "a") as file:
        file.write(f"{what} {kind} {os.getpid()}\\n")

if os.path.exists(notes + ".broken"):
    note("broken")
    sys.exit(3)
note("begin")
signal.signal(signal.SIGTERM, lambda *_: (note("stop"), os._exit(0)))
print("ready", flush=True)
word = sys.stdin.readline()
note("retire" if word else "orphaned")
"""


class Kept:
    """A supervisor that runs in this process, and what its processes noted."""

    def __init__(self, folder: Path, *kinds: str) -> None:
        self.notes = folder / "notes"
        (folder / "program.py").write_text(_PROGRAM)
        self.listening = socket.socket()
        self.listening.bind(("127.0.0.1", 0))
        self.supervisor = Supervisor(
            kinds,
            command=[sys.executable, "-S", str(folder / "program.py"), str(self.notes)],
            said={},
            listening=self.listening,
            drain_s=0,
            measured=folder,
        )

    def lines(self, what: str) -> list[tuple[str, int]]:
        written = self.notes.read_text().splitlines() if self.notes.exists() else []
        rows = [line.split() for line in written]
        return [(kind, int(process)) for noted, kind, process in rows if noted == what]

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(20):
            while not is_so():
                await asyncio.sleep(0.005)

    async def ready(self, number: int) -> None:
        """Wait until so many processes have begun, and each is known to be ready."""
        await self.until(lambda: len(self.lines("begin")) == number)
        await self.until(lambda: all(child.is_ready.is_set() for child in self.supervisor._alive))
        await asyncio.sleep(0.02)


def run_while(kept: Kept, scenario: Callable[[Kept], Coroutine[None, None, None]]) -> int:
    """Run the supervisor while something happens to it, then stop it; its exit code."""

    async def both() -> int:
        running = asyncio.create_task(kept.supervisor.run())
        happening = asyncio.create_task(scenario(kept))
        await asyncio.wait([running, happening], return_when=asyncio.FIRST_COMPLETED)
        await happening
        os.kill(os.getpid(), signal.SIGTERM)
        return await running

    return asyncio.run(both())


def test_a_process_that_dies_is_replaced_and_all_stop_in_order(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "serve", "serve", "work")

    async def scenario(kept: Kept) -> None:
        await kept.ready(3)
        os.kill(kept.lines("begin")[0][1], signal.SIGKILL)
        await kept.ready(4)

    assert run_while(kept, scenario) == 0
    begun, stopped = kept.lines("begin"), kept.lines("stop")
    assert sorted(kind for kind, _ in begun) == ["serve", "serve", "serve", "work"]
    assert sorted(stopped) == sorted(begun[1:])


def test_an_exchange_starts_the_new_process_before_the_old_one_retires(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "serve", "work")

    async def scenario(kept: Kept) -> None:
        await kept.ready(2)
        os.kill(os.getpid(), signal.SIGHUP)
        await kept.until(lambda: len(kept.lines("retire")) == 2)

    assert run_while(kept, scenario) == 0
    order = [line.split()[0] for line in kept.notes.read_text().splitlines()]
    assert order == ["begin", "begin", "begin", "retire", "begin", "retire", "stop", "stop"]


def test_the_old_processes_go_on_when_the_new_ones_do_not_start(tmp_path: Path) -> None:
    kept = Kept(tmp_path, "serve", "serve")

    async def scenario(kept: Kept) -> None:
        await kept.ready(2)
        (tmp_path / "notes.broken").touch()
        os.kill(os.getpid(), signal.SIGHUP)
        await kept.until(lambda: len(kept.lines("broken")) == 1)
        await kept.until(lambda: len(kept.supervisor._alive) == 2)

    assert run_while(kept, scenario) == 0
    assert kept.lines("retire") == []
    assert len(kept.lines("stop")) == 2


def test_what_cannot_start_at_first_ends_the_supervisor_with_its_code(tmp_path: Path) -> None:
    (tmp_path / "notes.broken").touch()
    kept = Kept(tmp_path, "serve", "serve")

    assert asyncio.run(kept.supervisor.run()) == 3


def test_a_process_that_gives_no_sign_of_life_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "_SILENT_S", 0.05)
    kept = Kept(tmp_path, "serve")

    async def scenario(kept: Kept) -> None:
        await kept.until(lambda: len(kept.lines("begin")) > 1)

    assert run_while(kept, scenario) == 0
