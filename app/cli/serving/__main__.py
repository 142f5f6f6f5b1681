"""One process of several: `python -m app.cli.serving serve|work [descriptor]`.

The supervisor speaks on standard input: `retire`, or nothing any more, when it has ended. It
hears `ready` and `alive` on standard output.
"""

import contextlib
import os
import socket
import sys
from threading import Thread
from typing import TYPE_CHECKING

from app.base.settings import Settings
from app.cli import exit_code
from app.cli.serving import load_process

if TYPE_CHECKING:
    from app.cli.serving.process import Server


def main(kind: str, descriptor: int) -> int:
    """Be that process until told to stop; the exit code."""
    supervisor_hears = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    # What a library prints is none of the supervisor's business.
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def tell(word: str) -> None:
        with contextlib.suppress(OSError):
            print(word, file=supervisor_hears, flush=True)

    def begun(server: "Server") -> None:
        Thread(target=_obey, args=(server, sys.stdin.fileno()), daemon=True).start()

    works = kind == "work"
    listening = socket.socket(fileno=descriptor)
    if works:
        listening.close()

    def serve() -> None:
        settings = Settings.from_environment(**({"background": True} if works else {}))
        run = load_process()
        run(settings, listening=None if works else listening, begun=begun, tell=tell)

    return exit_code(serve)


def _obey(server: "Server", supervisor: int) -> None:
    # Read without a buffer: Python could not take one from this thread at its end.
    while words := os.read(supervisor, 100):
        if b"retire" in words:
            server.retire()
    # The supervisor is gone, and nobody would start a process in this one's place.
    server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
