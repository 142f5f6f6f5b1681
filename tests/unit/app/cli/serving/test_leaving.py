"""A process that is told to leave: it says so at once, and everybody who asked is answered."""

import socket
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
import uvicorn

from app.base.settings import Settings
from app.cli.serving.process import Server, _OnlyOperations
from app.main import create_app
from tests.databases import sqlite_with_tables
from tests.lasting import lasting_workers

_BODY = b'{"a": 1}'


class Running:
    """A server in a thread of this process, and connections to it."""

    def __init__(self, folder: Path, *, drain_s: int = 0, only_works: bool = False) -> None:
        settings = Settings(
            data_dir=folder,
            database_url=sqlite_with_tables(folder / "db.sqlite3"),
            background=False,
            drain_seconds=drain_s,
        )
        application = create_app(settings, workers=lasting_workers())
        served = _OnlyOperations(application) if only_works else application
        self.told: list[str] = []
        self.connections: list[socket.socket] = []
        self.server = Server(
            uvicorn.Config(served, log_config=None, access_log=False),
            services=application.state.services,
            tell=self.told.append,
        )
        listening = socket.socket()
        listening.bind(("127.0.0.1", 0))
        self.address = listening.getsockname()
        self.thread = Thread(target=self.server.run, args=([listening],))
        self.thread.start()
        self.until_told("ready")

    def until_told(self, word: str) -> None:
        deadline = time.monotonic() + 20
        while word not in self.told:
            assert time.monotonic() < deadline
            time.sleep(0.005)

    def connection(self) -> socket.socket:
        made = socket.create_connection(self.address, timeout=10)
        self.connections.append(made)
        return made

    def close(self) -> None:
        self.server.retire()
        self.thread.join(30)
        for connection in self.connections:
            connection.close()
        assert not self.thread.is_alive()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    made = Running(tmp_path)
    yield made
    made.close()


def asked(connection: socket.socket, path: str) -> tuple[int, str]:
    """The status and the head of the answer to one request on an open connection."""
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
    return answered(connection)


def answered(connection: socket.socket) -> tuple[int, str]:
    head = connection.recv(65_536).decode().partition("\r\n\r\n")[0].lower()
    return int(head.split()[1]), head


def test_a_request_in_flight_is_answered_and_no_more_are_accepted(running: Running) -> None:
    in_flight, idle = running.connection(), running.connection()
    assert asked(idle, "/readyz")[0] == 200
    in_flight.sendall(
        b"POST /api/v1/verify HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        b"Content-Length: %d\r\n\r\n" % len(_BODY)
    )

    running.server.retire()
    status, head = asked(idle, "/readyz")

    # An open connection is answered once more, and told that this was the last time.
    assert (status, "connection: close" in head) == (503, True)
    assert idle.recv(1) == b""
    in_flight.sendall(_BODY)
    status, head = answered(in_flight)
    assert (status, "connection: close" in head) == (422, True)
    running.close()
    with pytest.raises(ConnectionRefusedError):
        running.connection()


def test_while_it_drains_it_answers_everybody_and_says_that_it_is_not_ready(
    tmp_path: Path,
) -> None:
    running = Running(tmp_path, drain_s=30)

    running.server.stop()

    assert asked(running.connection(), "/readyz")[0] == 503
    assert asked(running.connection(), "/healthz")[0] == 200
    # Ctrl-C, or an exchange: nobody waits for the rest of the time.
    running.close()


def test_what_only_works_has_no_pages(tmp_path: Path) -> None:
    running = Running(tmp_path, only_works=True)

    found = [asked(running.connection(), path)[0] for path in ("/healthz", "/metrics", "/verify")]

    running.close()
    assert found == [200, 200, 404]
