"""A service that is killed after the commit and before the first byte of its answer.

`python -m tests.faults.answering FOLDER DATABASE_URL API_KEY IDEMPOTENCY_KEY`: the body of the
request stands in the standard input.
"""

import os
import signal
import sys
from pathlib import Path

import anyio
from starlette.types import Message

from app.base.settings import Settings
from app.main import create_app
from tests.lasting import lasting_workers
from tests.unit.app.school import NOON, URL

AWARDS = "/api/v1/organisations/riverside/awards"


async def main() -> None:
    """Ask once, and die of the answer."""
    folder, database_url, api_key, key = sys.argv[1:]
    settings = Settings(data_dir=Path(folder), database_url=database_url, public_url=URL)
    application = create_app(settings, clock=lambda: NOON, workers=lasting_workers())
    body = sys.stdin.buffer.read()

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Message) -> None:
        assert message["status"] == 201
        os.kill(os.getpid(), signal.SIGKILL)

    headers = {
        "host": "localhost:8000",
        "authorization": f"Bearer {api_key}",
        "idempotency-key": key,
        "content-type": "application/json",
        "content-length": str(len(body)),
    }
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST",
        "scheme": "http", "path": AWARDS, "raw_path": AWARDS.encode(), "query_string": b"",
        "root_path": "", "client": ("127.0.0.1", 1), "server": ("localhost", 8000),
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
    }  # fmt: skip
    await application(scope, receive, send)


if __name__ == "__main__":
    anyio.run(main)
