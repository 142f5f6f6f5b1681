"""`serve`: one process with the pages, the addresses and the work in the background."""

from pathlib import Path
from typing import Any

import uvicorn

from app.base import logs
from app.base.settings import Settings
from app.issuer import service as issuer
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
    """Serve until told to stop. Raises StartError, before anything is opened, when it must not."""
    given: dict[str, Any] = {"host": host, "port": port, "tls_cert": tls_cert, "tls_key": tls_key}
    overrides = {name: value for name, value in given.items() if value is not None}
    settings = Settings.from_environment(**overrides)
    application = create_app(settings)
    services = application.state.services
    with services.database.reading() as session:
        issuer.check_public_address(session, settings)
    logs.configure()
    worker = Worker(services)
    worker.start()
    try:
        uvicorn.run(
            application,
            host=settings.host,
            port=settings.port,
            ssl_certfile=settings.tls_cert,
            ssl_keyfile=settings.tls_key,
            # The service writes its own log; whose address counts is decided in one place.
            log_config=None,
            access_log=False,
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=_STOP_SECONDS,
        )
    finally:
        worker.stop()
