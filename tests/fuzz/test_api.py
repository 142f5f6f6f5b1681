"""Schemathesis asks the running service all that its description allows, and much that it does not.

`make fuzz` brings it; nothing else needs it.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.service import Service, running

pytestmark = pytest.mark.fuzz

_CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
_EXAMPLES = 30
_SLOWEST = 2.0


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The service on an empty folder, asked by many without a limit."""
    with running(tmp_path_factory.mktemp("fuzz")) as started:
        yield started


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("who", ["a stranger", "a training body"])
def test_no_request_makes_the_service_fail_or_hang(
    service: Service, who: str, capsys: pytest.CaptureFixture[str]
) -> None:
    keys = []
    if who == "a training body":
        made = service.command("issuer", "create", "riverside", "--name", "Riverside")
        keys = ["-H", f"Authorization: Bearer {json.loads(made)['api_key']}"]
    command = [
        sys.executable, "-m", "schemathesis.cli", "--config-file", str(_CONFIGURATION), "run",
        f"{service.url}/api/v1/openapi.json", *keys, "--checks", "not_a_server_error",
        "--max-examples", str(_EXAMPLES), "--max-response-time", str(_SLOWEST),
        "--phases", "examples,coverage,fuzzing",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    # What failed and how to ask it again, and then how much was asked.
    found = done.stdout.partition("= FAILURES")[2][:6000] + done.stdout[-2000:]
    assert done.returncode == 0, found + done.stderr[-2000:]
    with capsys.disabled():
        sys.stdout.write(f"\n{who}:{done.stdout.rpartition('SUMMARY')[2]}")
