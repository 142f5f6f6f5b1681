"""`serve`: one process with the pages, the addresses and the work in the background."""

import socket
from pathlib import Path
from typing import Any

import uvicorn

from app.base import logs
from app.base.settings import Settings, StartError
from app.main import create_app
from app.worker import Worker

_STOP_SECONDS = 20


def serve(
    *,
    host: str | None = None,
    port: int | None = None,
    tls_cert: Path | None = None,
    tls_key: Path | None = None,
) -> None:
    """Serve until told to stop. Raises StartError, before anybody is answered, when it must not."""
    given: dict[str, Any] = {"host": host, "port": port, "tls_cert": tls_cert, "tls_key": tls_key}
    overrides = {name: value for name, value in given.items() if value is not None}
    settings = Settings.from_environment(**overrides)
    application = create_app(settings)
    services = application.state.services
    listening = _listen(settings)
    logs.configure()
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            ssl_certfile=settings.tls_cert,
            ssl_keyfile=settings.tls_key,
            # The service writes its own log; whose address counts is decided in one place.
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
    )
    worker = Worker(services)
    worker.start()
    try:
        server.run(sockets=[listening])
    finally:
        worker.stop()


def check_port(settings: Settings) -> None:
    """Raise StartError when the service could not listen where the settings say."""
    _listen(settings).close()


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
