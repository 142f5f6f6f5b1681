"""A long list, dropped on the page, survives kills in each of its parts."""

from pathlib import Path

import pytest

from tests.faults import long_list
from tests.faults.conftest import NewDatabase
from tests.faults.promises import Keeps
from tests.faults.test_flows import frail_in

# Longer than what is read while somebody waits; the whole size is run by hand:
# python -m tests.faults.long_list 100000 DATABASE_URL FOLDER
ROWS = 6_000


@pytest.mark.faults
@pytest.mark.timeout(3600)
def test_a_long_list_on_sqlite_survives_kills_while_it_is_read_signed_and_printed(
    tmp_path: Path, new_sqlite: NewDatabase, monkeypatch: pytest.MonkeyPatch, keeps: Keeps
) -> None:
    assert killed_on_the_way(tmp_path, new_sqlite(), monkeypatch) == 3
    keeps("R1", f"3 kills of the service with a list of {ROWS} lines, SQLite", lost=[])


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(3600)
def test_a_long_list_on_postgresql_survives_kills_while_it_is_read_signed_and_printed(
    tmp_path: Path, new_postgres: NewDatabase, monkeypatch: pytest.MonkeyPatch, keeps: Keeps
) -> None:
    assert killed_on_the_way(tmp_path, new_postgres(), monkeypatch) == 3
    keeps("R1", f"3 kills of the service with a list of {ROWS} lines, PostgreSQL", lost=[])


def killed_on_the_way(folder: Path, url: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often the service was killed; nothing was lost, or this fails."""
    frail, place = frail_in(folder / "one", url, most=0, seed=1)
    for name, value in place.environment.items():
        monkeypatch.setenv(name, value)
    long_list.go(frail, ROWS)
    return frail.kills
