"""Every revision goes up, down and up again on both databases, and ends at the code's tables."""

from collections.abc import Iterator
from pathlib import Path

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

import app.main  # noqa: F401 - every table is known once the composition root is imported
from app.base.db import Base, Database, migration_config, upgrade

REVISIONS = [
    script.revision
    for script in reversed(list(ScriptDirectory.from_config(migration_config()).walk_revisions()))
]


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """A connection to an empty database without any table."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    with database.engine.begin() as opened:
        yield opened
    database.dispose()


def is_ours(_object: object, name: str | None, kind: str, _reflected: object, _to: object) -> bool:
    return not (kind == "table" and str(name).startswith("test_"))


def test_the_revisions_end_at_the_tables_of_the_code(connection: Connection) -> None:
    upgrade(connection)
    context = MigrationContext.configure(
        connection, opts={"compare_type": True, "include_object": is_ours}
    )
    assert compare_metadata(context, Base.metadata) == []


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_revision_goes_up_and_down_and_up_again(connection: Connection, revision: str) -> None:
    config = migration_config(connection)
    alembic.command.upgrade(config, revision)
    alembic.command.downgrade(config, "-1")
    if revision == REVISIONS[0]:
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    alembic.command.upgrade(config, revision)


def test_there_is_one_history() -> None:
    assert len(ScriptDirectory.from_config(migration_config()).get_heads()) <= 1
