"""What is measured of status lists is what a worker does."""

from pathlib import Path

from tests.bench.lists import nation
from tests.databases import sqlite_with_tables


def test_every_list_is_signed_and_in_a_file(tmp_path: Path) -> None:
    made = nation(sqlite_with_tables(tmp_path / "x.sqlite3"), tmp_path, lists=2)
    assert made.publish() > 0
    assert made.sign() > 0
    made.database.dispose()
