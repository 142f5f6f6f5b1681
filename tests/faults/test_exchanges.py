"""R8, R16: processes are exchanged and stopped, and versions change, under fifty requests a second.

The clients keep their connections, repeat nothing, and notice every refused or broken one.
"""

import asyncio
import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Self

import httpx2
import pytest
from sqlalchemy import create_engine, inspect

from tests.faults.killing import Installation
from tests.faults.load import Load, Step
from tests.faults.promises import Keeps
from tests.listening import free_port

_ROOT = Path(__file__).parents[2]
_PACKAGES = ("app", "contexts", "credentials", "wallet_api")
_NEXT = '''"""What the next version adds."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    op.add_column("organisations", sa.Column("of_next_version", sa.String(20), nullable=True))


def downgrade() -> None:
    op.drop_column("organisations", "of_next_version")
'''


class Served:
    """An installation on PostgreSQL that two processes serve, as its command line starts them.

    Used as a context manager, it is stopped in order at the end.
    """

    def __init__(self, folder: Path, database_url: str) -> None:
        self.place = Installation(folder, database_url)
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.place.environment |= {
            "PASSPORT_PORT": str(self.port),
            "PASSPORT_RATE_STORAGE": "database",
            "PASSPORT_VERIFY_RATE": "1000000",
            "PASSPORT_PROCESSES": "2",
        }
        self.log = folder / "log"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> None:
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "app.cli", "serve"],
                cwd=self.place.folder,
                env=self.place.environment,
                stdout=log,
                stderr=log,
            )
        self.wait_for("every process is ready", 1)

    def wait_for(self, words: str, times: int) -> None:
        deadline = time.monotonic() + 120
        while self.said(words) < times:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < deadline, self.log.read_text()
            time.sleep(0.05)

    def said(self, words: str) -> int:
        return self.log.read_text().count(words)

    def exchange(self) -> None:
        before = self.said("a process is ready")
        self.process.send_signal(signal.SIGHUP)
        # Two that serve, and one that works.
        self.wait_for("a process is ready", before + 3)

    def close(self) -> None:
        with suppress(ProcessLookupError):
            self.process.terminate()
            self.process.wait(60)


def load_on(served: Served) -> Load:
    """Reads, checks and awards."""
    made = json.loads(
        served.place.command("issuer", "create", "steady", "--name", "Steady College")
    )
    headers = {"Authorization": f"Bearer {made['api_key']}", "Content-Type": "application/json"}
    home = f"{served.url}/api/v1/organisations/steady"
    achievement = {
        "code": "SAFE-1", "name": "Site safety", "description": "Works.", "criteria": "A test.",
    }  # fmt: skip
    award = {
        "achievement": "SAFE-1",
        "person": {"name": "Person NUMBER", "register_number": "R-NUMBER"},
        "awarded_on": "2026-11-06",
    }
    with httpx2.Client(headers=headers, timeout=30) as http:
        http.post(f"{home}/achievements", json=achievement).raise_for_status()
        first = json.loads(json.dumps(award).replace("NUMBER", "first"))
        awarded = http.post(f"{home}/awards", json=first).raise_for_status().json()
        credential = http.get(f"{home}/awards/{awarded['id']}/credential").json()
    listed = str(credential["credentialStatus"]["statusListCredential"])
    return Load(
        served.url,
        [
            Step("GET", "/healthz"),
            Step("POST", "/api/v1/verify", headers=headers, body=credential),
            Step("GET", listed.removeprefix("http://localhost:8000")),
            Step("GET", "/verify"),
            Step("POST", "/api/v1/verify", headers=headers, body=credential),
            Step("GET", "/issuers/steady/did.json"),
            Step("POST", "/api/v1/organisations/steady/awards", 201, headers, award),
            Step("GET", "/problems/revoked"),
            Step("GET", "/healthz"),
        ],
    )


def under_load(load: Load, happening: Callable[[], None], *, seconds: float = 2) -> None:
    """Let something happen amid a load that lasts so long, or a second longer than that."""

    async def both() -> None:
        stopping, began = asyncio.Event(), time.monotonic()
        asking = asyncio.create_task(load.run(stopping))
        await asyncio.sleep(seconds / 2)
        await asyncio.to_thread(happening)
        await asyncio.sleep(max(1, began + seconds - time.monotonic()))
        stopping.set()
        await asking

    asyncio.run(both())


def awarded_and_checked(served: Served, load: Load) -> list[str]:
    """What is wrong with the data afterwards; each award that was acknowledged is there."""
    found = served.place.command("fsck")
    wrong = [] if "0 mismatches" in found else [found]
    acknowledged = load.answered["/api/v1/organisations/steady/awards"] + 1
    if served.place.counts()["certificates"] != acknowledged:
        wrong.append(f"{acknowledged} awards were acknowledged")
    return wrong


@pytest.mark.faults
@pytest.mark.alone
@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_an_exchange_under_load_is_noticed_by_nobody(
    tmp_path: Path, new_postgres: Callable[[], str], keeps: Keeps
) -> None:
    with Served(tmp_path, new_postgres()) as served:
        load = load_on(served)

        def twice() -> None:
            served.exchange()
            served.exchange()

        under_load(load, twice)

    assert sum(load.answered.values()) > 200
    assert served.process.returncode == 0
    lost = [*load.faults, *awarded_and_checked(served, load)]
    keeps("R8", f"two exchanges during {sum(load.answered.values())} requests", lost=lost)


def point(current: Path, tree: Path) -> None:
    """Make a tree the one that newly started processes run."""
    prepared = current.with_suffix(".new")
    prepared.symlink_to(tree)
    # At once: what runs now reads its own files all the time.
    prepared.replace(current)


@pytest.mark.faults
@pytest.mark.alone
@pytest.mark.postgres
@pytest.mark.timeout(600)
def test_two_versions_serve_while_the_database_changes(
    tmp_path: Path, new_postgres: Callable[[], str], keeps: Keeps
) -> None:
    old, fresh, current = (tmp_path / name for name in ("old", "next", "current"))
    for tree in (old, fresh):
        tree.mkdir()
        for package in _PACKAGES:
            (tree / package).symlink_to(_ROOT / package)
        shutil.copytree(_ROOT / "migrations", tree / "migrations")
    newest = max(path.name[:4] for path in (old / "migrations/versions").glob("[0-9]*.py"))
    (fresh / "migrations/versions/9999_add_a_column.py").write_text(_NEXT.format(newest=newest))
    point(current, old)
    served = Served(tmp_path / "place", new_postgres())
    served.place.environment["PYTHONPATH"] = str(current)
    with served:
        load = load_on(served)

        def upgrade_and_back() -> None:
            point(current, fresh)
            served.exchange()
            # The old version still starts: one of its processes may die during an upgrade.
            point(current, old)
            served.exchange()

        under_load(load, upgrade_and_back, seconds=60)

    engine = create_engine(served.place.database_url)
    columns = inspect(engine).get_columns("organisations")
    engine.dispose()
    assert "of_next_version" in {column["name"] for column in columns}
    lost = [*load.faults, *awarded_and_checked(served, load)]
    keeps("R16", f"a revision during {sum(load.answered.values())} requests", lost=lost)
