"""What every test of a promise has at hand, and the table at the end."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import astuple
from pathlib import Path

import pytest

from tests.faults import promises
from tests.postgres import PostgresServer

NewDatabase = Callable[[], str]
_TRIAL = "trial of a promise"


@pytest.fixture
def keeps(record_property: Callable[[str, object], None]) -> promises.Keeps:
    """Say what was done to a promise and what was lost by it; fails when anything was."""

    def say(promise: str, done: str, *, lost: Collection[object]) -> None:
        record_property(_TRIAL, astuple(promises.told(promise, done, lost)))
        assert not lost, f"{promise}, {done}: lost {list(lost)[:10]}"

    return say


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the table, where promises were tried."""
    reports = [
        report
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        if getattr(report, "when", None) == "call"
    ]
    trials = [
        promises.Trial(*value)
        for report in reports
        for name, value in report.user_properties
        if name == _TRIAL
    ]
    if trials:
        terminalreporter.section("promises")
        for line in promises.lines(trials):
            terminalreporter.write_line(line)


@pytest.fixture
def new_sqlite(tmp_path: Path) -> NewDatabase:
    """Addresses of new SQLite databases."""
    numbers = iter(range(1000))
    return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.sqlite3"


@pytest.fixture
def new_postgres(postgres: PostgresServer) -> Iterator[NewDatabase]:
    """Addresses of new PostgreSQL databases, which are removed after the test."""
    made: list[str] = []

    def new() -> str:
        made.append(postgres.new_database())
        return postgres.url(made[-1])

    yield new
    for name in made:
        postgres.drop_database(name)
