"""R15: every revision goes up and down with data in the tables, and changes none of it."""

import hashlib
from pathlib import Path

import alembic.command
import pytest
from sqlalchemy import Connection, MetaData, Table, create_engine, func, select

from app.base.db import migration_config
from app.base.db.revisions import VERSIONS
from tests.faults.conftest import NewDatabase
from tests.faults.killing import ROWS, Installation
from tests.faults.promises import Keeps
from tests.unit.app.base.test_migrations import REVISIONS

pytestmark = [pytest.mark.faults, pytest.mark.timeout(3600)]


def test_on_sqlite(tmp_path: Path, new_sqlite: NewDatabase, keeps: Keeps) -> None:
    up_and_down(Installation(tmp_path / "one", new_sqlite()), keeps)


@pytest.mark.postgres
def test_on_postgresql(tmp_path: Path, new_postgres: NewDatabase, keeps: Keeps) -> None:
    up_and_down(Installation(tmp_path / "one", new_postgres()), keeps)


def up_and_down(place: Installation, keeps: Keeps) -> None:
    """From the newest tables to the oldest ones; at each step back once more up and down."""
    place.issue()
    engine = create_engine(place.database_url)
    changed = []
    with engine.begin() as connection:
        config = migration_config(connection)
        rows = _rows(connection)
        for revision in reversed(REVISIONS[1:]):
            alembic.command.downgrade(config, "-1")
            before = sums(connection)
            alembic.command.upgrade(config, "+1")
            alembic.command.downgrade(config, "-1")
            after = sums(connection)
            changed += [
                f"{revision}: {table}"
                for table in sorted(before.keys() | after.keys())
                if before.get(table) != after.get(table)
            ]
    engine.dispose()
    done = f"{len(REVISIONS) - 1} revisions with {rows} rows, {connection.dialect.name}"
    keeps("R15", done, lost=changed)


def _rows(connection: Connection) -> int:
    found = sum(
        connection.scalar(select(func.count()).select_from(table)) or 0
        for table in _tables(connection)
    )
    assert found > 5 * ROWS
    return found


def sums(connection: Connection) -> dict[str, str]:
    """A checksum of the rows of each table, whatever their order is."""
    return {table.name: _sum(connection, table) for table in _tables(connection)}


def _sum(connection: Connection, table: Table) -> str:
    names = sorted(table.columns.keys())
    lines = sorted(
        repr([getattr(row, name) for name in names]).encode()
        for row in connection.execute(select(table))
    )
    return hashlib.sha256(b"\n".join([repr(names).encode(), *lines])).hexdigest()


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for name, table in metadata.tables.items() if name != VERSIONS]
