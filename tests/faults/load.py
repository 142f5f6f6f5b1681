"""Requests at a steady rate from many clients, who keep their connections as browsers do."""

import asyncio
import itertools
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx2

_CLIENTS = 10


@dataclass(frozen=True, slots=True)
class Step:
    """One kind of request; `status` is what a service that is well answers."""

    method: str
    path: str
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


@dataclass
class Load:
    """Asks `rate` times a second, one step after the other, until it is told to stop."""

    base_url: str
    steps: Sequence[Step]
    rate: int = 50
    faults: list[str] = field(default_factory=list)
    answered: Counter[str] = field(default_factory=Counter)

    async def run(self, stopping: asyncio.Event) -> None:
        """Ask until then; what was not answered as it should be is in `faults`."""
        # No new attempt and no forgiveness: what a client notices is a fault.
        clients = [httpx2.AsyncClient(base_url=self.base_url, timeout=25) for _ in range(_CLIENTS)]
        numbers = itertools.count()
        begun: set[asyncio.Task[None]] = set()
        loop = asyncio.get_running_loop()
        due = loop.time()
        for number in numbers:
            if stopping.is_set():
                break
            step = self.steps[number % len(self.steps)]
            task = asyncio.create_task(self._ask(clients[number % _CLIENTS], step, number))
            begun.add(task)
            task.add_done_callback(begun.discard)
            due += 1 / self.rate
            await asyncio.sleep(max(0, due - loop.time()))
        await asyncio.gather(*begun)
        for client in clients:
            await client.aclose()

    async def _ask(self, client: httpx2.AsyncClient, step: Step, number: int) -> None:
        content = None
        if step.body is not None:
            content = json.dumps(step.body).replace("NUMBER", str(number)).encode()
        try:
            answer = await client.request(
                step.method, step.path, content=content, headers=step.headers
            )
        except httpx2.HTTPError as error:
            self.faults.append(f"{step.method} {step.path}: {type(error).__name__}")
            return
        self.answered[step.path] += 1
        if answer.status_code != step.status:
            self.faults.append(f"{step.method} {step.path}: {answer.status_code}")
