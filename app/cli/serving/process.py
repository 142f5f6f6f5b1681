"""One process of the service: how it begins, and how it leaves without an error for anybody."""

import asyncio
import gc
import signal
import socket
import time
from collections.abc import Callable
from threading import Thread
from types import FrameType

import uvicorn
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from typing_extensions import override

from app.base import logs
from app.base.deps import Services
from app.base.settings import Settings
from app.main import OPERATIONS, create_app
from app.worker import Worker

# How long requests in flight, and the chunk of work at hand, may take after a stop.
STOP_S = 20
# How long a connection without a request may stay open after a stop: who had just decided to
# send one gets an answer, which says that it is the last.
LINGER_S = 1
_TICKS_A_SIGN = 50  # of a tenth of a second


def run(
    settings: Settings,
    *,
    listening: socket.socket | None,
    only_works: bool = False,
    begun: "Callable[[Server], None] | None" = None,
    tell: Callable[[str], None] = lambda _: None,
) -> None:
    """Serve on a bound socket until told to stop; `tell` hears `ready` and signs of life.

    With `only_works` no page and no address is served but those for whoever runs the service.
    `begun` is given the server before it answers anybody. Raises StartError.
    """
    application = create_app(settings)
    services: Services = application.state.services
    logs.configure(form=settings.log_format)
    worker = Worker(services) if settings.background else None
    config = uvicorn.Config(
        _OnlyOperations(application) if only_works else application,
        ssl_certfile=settings.tls_cert,
        ssl_keyfile=settings.tls_key,
        # The service writes its own log; whose address counts is decided in one place.
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=STOP_S,
        # Without it a fault at the start would be passed over.
        lifespan="on",
    )
    server = Server(config, services=services, worker=worker, tell=tell)
    if begun is not None:
        begun(server)
    if worker is not None:
        worker.start()
    server.run(sockets=[listening] if listening is not None else [])


class Server(uvicorn.Server):
    """Leaves in steps: says that it is not ready, ends what is in flight, and ends.

    Between the first step and the second it answers as ever for as long as the settings say,
    so that whoever distributes requests can notice.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        services: Services,
        worker: Worker | None = None,
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        super().__init__(config)
        self._leaving = services.leaving
        self._drain_s: float = services.settings.drain_seconds
        self._worker = worker
        self._tell = tell

    def stop(self) -> None:
        """Begin to leave; safe to call from any thread and from a signal."""
        self._leaving.set()
        self.should_exit = True

    def retire(self) -> None:
        """Begin to leave, and accept nobody any more: another process does."""
        self._drain_s = 0
        self.stop()

    @override
    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """What a signal does. uvicorn would send it to the process again at the end."""
        if sig == signal.SIGINT:
            self.force_exit = self.should_exit
            self._drain_s = 0
        self.stop()

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to accept, and tell."""
        await super().startup(sockets)
        # What is there now stays until the end: nobody need look through it again.
        gc.freeze()
        gc.enable()
        self._tell("ready")

    @override
    async def on_tick(self, counter: int) -> bool:
        """Called ten times a second by the loop that answers everybody."""
        if counter % _TICKS_A_SIGN == 0:
            self._tell("alive")
        return await super().on_tick(counter)

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Leave, in at most the time to drain and twice STOP_S."""
        self._leaving.set()
        # A second word to stop ends this step.
        await self._until(lambda: not self._drain_s, self._drain_s)
        for server in self.servers:
            server.close()
        ending = self._end_work()
        await self._until(lambda: not self.server_state.connections, LINGER_S)
        await self._until(lambda: not ending.is_alive(), STOP_S)
        await super().shutdown(sockets)

    def _end_work(self) -> Thread:
        # What does not end in time ends with the process: it was not committed, and is done
        # again by the next one.
        ending = Thread(target=self._worker.stop if self._worker else lambda: None, daemon=True)
        ending.start()
        return ending

    async def _until(self, is_so: Callable[[], bool], seconds: float) -> None:
        deadline = time.monotonic() + seconds
        while not is_so() and not self.force_exit and time.monotonic() < deadline:
            await asyncio.sleep(0.02)


class _OnlyOperations:
    """Of an application only what tells how it is: whoever works is no second address."""

    def __init__(self, application: ASGIApp) -> None:
        self._application = application

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in OPERATIONS:
            await PlainTextResponse("not here\n", status_code=404)(scope, receive, send)
            return
        await self._application(scope, receive, send)
