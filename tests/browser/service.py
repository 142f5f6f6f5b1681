"""The service as people start it: the real command in a process of its own, on an empty folder."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

from tests.listening import free_port

_ROOT = Path(__file__).parents[2]
_STARTS_WITHIN_S = 60


@dataclass(frozen=True)
class Service:
    """A running service: its address and the environment that its commands work in."""

    port: int
    folder: Path
    environment: dict[str, str]

    @property
    def url(self) -> str:
        """The address that browsers open."""
        return f"http://localhost:{self.port}"

    def command(self, *arguments: str) -> str:
        """Run `skills-passport` beside the running service; what it prints."""
        done = subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        )
        return done.stdout.strip()

    def mailed(self, recipient: str, *, about: str) -> str:
        """The link in a mail to somebody, which the service sends within seconds."""
        for _ in range(300):
            for file in (self.folder / "data").rglob("*.eml"):
                mail = message_from_bytes(file.read_bytes())
                body = mail.get_payload(decode=True)
                assert isinstance(body, bytes)
                link = re.search(rf"https?://\S*{about}\S*", body.decode())
                if mail["To"] == recipient and link:
                    return link[0]
            time.sleep(0.1)
        raise AssertionError(f"no mail to {recipient} about {about}")


@contextmanager
def running(folder: Path) -> Iterator[Service]:
    """Serve from an empty folder on a free port, until the block ends."""
    port = free_port()
    environment = {
        **os.environ,  # noqa: TID251 - PATH and what coverage needs go on to the process
        "PYTHONPATH": str(_ROOT),
        "PASSPORT_DATA_DIR": str(folder / "data"),
        "PASSPORT_PORT": str(port),
        "PASSPORT_CODE_RATE": "1000",
        "PASSPORT_VERIFY_RATE": "1000",
    }
    service = Service(port, folder, environment)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            _wait(service, process)
            yield service
        finally:
            process.terminate()
            process.wait(30)


def _wait(service: Service, process: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < ends:
        if process.poll() is not None:
            break
        asked = HTTPConnection("localhost", service.port, timeout=2)
        try:
            asked.request("GET", "/readyz")
            if asked.getresponse().status == HTTPStatus.OK:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            asked.close()
    raise AssertionError((service.folder / "log").read_text()[-2000:])
