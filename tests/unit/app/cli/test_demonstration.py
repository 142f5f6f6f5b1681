"""`make run` does the whole job on real input, and a second time issues nothing twice."""

import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import httpx2
import pytest

from app.base.bodies import words
from app.cli import run
from credentials import Memory
from tests.listening import free_port

_ROOT = Path(__file__).parents[4]
_STEPS = (
    "Made a training body",
    "The log-ins, with random secrets",
    "23 of 24 lines are awarded, 1 wrong",
    "Line 16, column birth_date: There is no such day in the calendar.",
    "23 certificates are in",
    "A worker claimed",
    "The worker shared it for 30 days",
    "An employer opens the link: valid",
    ": valid",
    "after it was revoked: invalid: revoked",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which the demonstration runs."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("folder")
def test_the_whole_thread_is_shown_and_nothing_is_done_twice(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(["demo", "--no-serve"]) == 0
    first = capsys.readouterr().out
    kept = {path.name: path.read_bytes() for path in Path("data/certificates").glob("*.json")}
    logins = Path("data/demo-logins.txt")

    # Another process has read no dictionary of bodies yet.
    monkeypatch.setattr(words, "_known", Memory(1_000_000))
    assert run(["demo", "--no-serve"]) == 0
    second = capsys.readouterr().out

    where = -1
    for step in _STEPS:
        where = first.index(step, where + 1)
    assert len(kept) == 23
    again = {path.name: path.read_bytes() for path in Path("data/certificates").glob("*.json")}
    assert again == kept
    assert "is there already" in second
    assert "in a passport and shared already" in second
    assert stat.S_IMODE(logins.stat().st_mode) == 0o600
    assert first.partition("The training body  ")[2] == second.partition("The training body  ")[2]
    shared = re.search(r"or the shared link (\S+)", second)
    assert shared is not None
    assert run(["verify", shared[1]]) == 0
    assert ": valid" in capsys.readouterr().out
    assert run(["fsck"]) == 0
    assert "23 certificates, 23 status positions, 0 mismatches" in capsys.readouterr().out


@pytest.mark.slow
def test_it_serves_the_three_people_and_stops_when_it_is_told(folder: Path) -> None:
    port = free_port()
    url = f"http://localhost:{port}"
    environment = {
        "PYTHONPATH": str(_ROOT),
        "PASSPORT_PORT": str(port),
        "PASSPORT_PUBLIC_URL": url,
    }
    log = folder / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "demo"],
            cwd=folder,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        answered = wait_for(f"{url}/healthz", process)
        said = log.read_text()
        passport = re.search(r"^The worker {5,}(\S+)", said, re.MULTILINE)
        shared = re.search(r"shared link (\S+)", said)
        assert answered == 200
        assert passport is not None
        assert shared is not None
        pages = [f"{url}/verify", passport[1], shared[1], f"{url}/issuers/riverside/did.json"]
        assert [httpx2.get(page, follow_redirects=True).status_code for page in pages] == [200] * 4
        os.kill(process.pid, signal.SIGTERM)
        process.wait(timeout=25)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(url: str, process: subprocess.Popen[bytes]) -> int:
    for _ in range(300):
        assert process.poll() is None, "the service ended"
        try:
            return httpx2.get(url).status_code
        except httpx2.TransportError:
            time.sleep(0.1)
    raise AssertionError("the service does not answer")
