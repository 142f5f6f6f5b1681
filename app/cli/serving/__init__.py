"""`serve` and `work`: the service in one process or several, and the work in the background.

`process` is one process, `supervisor` keeps several, and `python -m app.cli.serving` is what it
starts.
"""

import asyncio
import gc
import socket
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from app.base.clock import WRITTEN, wall_clock
from app.base.settings import Settings, StartError

_SERVE, _WORK = "serve", "work"


def serve(
    *,
    host: str | None = None,
    port: int | None = None,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
    processes: int | None = None,
) -> int:
    """Serve until told to stop, and return the exit code.

    Raises StartError, before anybody is answered, when it must not start.
    """
    given: dict[str, Any] = {"host": host, "port": port, "tls_cert": tls_cert, "tls_key": tls_key}
    given["processes"] = processes
    overrides = {name: value for name, value in given.items() if value is not None}
    settings = Settings.from_environment(**overrides)
    settings.check()
    _check_clock()
    with _listen(settings) as listening:
        if settings.processes > 1:
            return _supervise(settings, listening, overrides)

        run = load_process()
        run(settings, listening=listening)
    return 0


def work(*, host: str | None = None, port: int | None = None) -> int:
    """Do the work in the background until told to stop; answers only those who run the service."""
    given = {"host": host, "port": port, "background": True}
    overrides = {name: value for name, value in given.items() if value is not None}
    settings = Settings.from_environment(**overrides)
    settings.check()
    _check_clock()
    run = load_process()
    with _listen(settings) as listening:
        run(settings, listening=listening, only_works=True)
    return 0


def load_process() -> Callable[..., None]:
    """What runs one process of the service (process.py), with all that it needs.

    Nothing of what is read here is ever thrown away, so that looking for what may be takes a
    fifth of the time for nothing; Python looks again once the process is ready.
    """
    gc.disable()
    # FastAPI describes an API in forty models, which most processes never do: they are built when
    # they are first used. Not so ours: the adapters that FastAPI makes for them would wait as
    # well, and pydantic would warn of them when they are made in the end.
    BaseModel.model_config["defer_build"] = True
    import_module("fastapi")
    del BaseModel.model_config["defer_build"]

    from app.cli.serving.process import run

    return run


def check_port(settings: Settings) -> None:
    """Raise StartError when the service could not listen where the settings say."""
    _listen(settings).close()


def _check_clock() -> None:
    at = wall_clock()
    if at < WRITTEN:
        raise StartError(
            f"The clock of this machine says {at.date()}, which was over before this version was"
            " written. Every date would be judged by it. Set the clock, and start again."
        )


def _supervise(settings: Settings, listening: socket.socket, overrides: dict[str, Any]) -> int:
    from app.base import logs
    from app.cli.serving.supervisor import Supervisor

    logs.configure(form=settings.log_format)
    # What was said on the command line is said to each process by its environment. Those that
    # serve leave the work in the background to the one that does nothing else.
    said = overrides | {"background": False}
    kinds = [*[_SERVE] * settings.processes, *[_WORK] * settings.background]
    with tempfile.TemporaryDirectory(prefix="passport-measured-") as measured:
        supervisor = Supervisor(
            kinds,
            command=[sys.executable, "-m", "app.cli.serving"],
            said=said,
            listening=listening,
            drain_s=settings.drain_seconds,
            measured=Path(measured),
        )
        return asyncio.run(supervisor.run())


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    # A service that is started again need not wait for the connections of the last one.
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
    except OSError as error:
        listening.close()
        raise StartError(
            f"The service cannot listen on {settings.host}, port {settings.port}:"
            f" {error.strerror}. Stop what uses it, or set PASSPORT_HOST and PASSPORT_PORT."
        ) from error
    return listening
