"""Issue class lists with the real command, and kill it at random moments, again and again."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine, text

ROWS = 2000
# A kill comes at most this long after the first commit of a run (seconds). A run awards a
# hundred rows in less than a quarter of a second, so that other commits lie within; and a list
# of two thousand bears ten kills, which is a third cheaper than two lists with five each.
_LONGEST_WAIT = 0.4

ACHIEVEMENT = """{"code": "SAFE-1", "name": "Site safety", "description": "Works safely.",
"criteria": "Two days and a test."}"""


@dataclass
class Installation:
    """A folder and a database in which the command line works."""

    folder: Path
    database_url: str
    rows: int = ROWS
    kills: int = 0
    environment: dict[str, str] = field(init=False)
    api_key: str = field(init=False)

    def __post_init__(self) -> None:
        root = Path(__file__).parents[2]
        self.environment = {
            "PYTHONPATH": str(root),
            "PASSPORT_DATA_DIR": str(self.folder / "data"),
            "PASSPORT_DATABASE_URL": self.database_url,
            "PASSPORT_PUBLIC_URL": "http://localhost:8000",
        }
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "achievement.json").write_text(ACHIEVEMENT)
        lines = [
            f"Person {number},1990-01-01,R-{number},person{number}@example.org,2026-11-06"
            for number in range(self.rows)
        ]
        heading = "name,birth_date,register_number,email,awarded_on"
        (self.folder / "list.csv").write_text("\n".join([heading, *lines, ""]))
        made = self.command("issuer", "create", "riverside", "--name", "Riverside College")
        self.api_key = json.loads(made)["api_key"]

    def command(self, *arguments: str) -> str:
        """Run a command to its end; its output. Fails when the command does."""
        done = subprocess.run(
            self._words(*arguments),
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=1800,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def issue(self) -> str:
        """Issue the whole list, undisturbed."""
        return self.command(*self._issue())

    def issue_and_kill(self, chance: random.Random) -> bool:
        """Kill the command at a random moment after its first commit; False: it was done first."""
        process = subprocess.Popen(
            self._words(*self._issue()),
            cwd=self.folder,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert process.stderr is not None
        # Each line is printed after a commit; the first one says that there was one.
        first = process.stderr.readline()
        assert b" of " in first, first + process.stderr.read()
        time.sleep(chance.uniform(0, _LONGEST_WAIT))
        was_running = process.poll() is None
        if was_running:
            os.killpg(process.pid, signal.SIGKILL)
            self.kills += 1
        process.stderr.close()
        process.wait()
        return was_running

    def counts(self) -> dict[str, int]:
        """How much of everything there is, asked of the database itself."""
        queries = {
            "certificates": "SELECT count(*) FROM awards",
            "people": "SELECT count(DISTINCT person_key) FROM awards",
            "positions": 'SELECT count(*) FROM (SELECT DISTINCT list_id, "index"'
            " FROM status_positions) AS places",
            "claims": "SELECT count(*) FROM claims",
            "audit entries": "SELECT count(*) FROM audit_event WHERE action = 'award.issued'",
            "mails": "SELECT count(*) FROM outbox_message",
        }
        engine = create_engine(self.database_url)
        with engine.connect() as connection:
            found = {name: connection.scalar(text(query)) for name, query in queries.items()}
        engine.dispose()
        return found

    def _issue(self) -> tuple[str, ...]:
        return ("issue", "riverside", "list.csv", "--achievement", "achievement.json")

    def _words(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "app.cli", *arguments]
