"""Every row of every table arrives in PostgreSQL as it was, or nothing does."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, inspect, select, text

from app.base.db import Database
from app.base.db.moving import Moved, moved
from app.base.settings import StartError
from tests import rows
from tests.databases import sqlite_with_tables

pytestmark = pytest.mark.postgres


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A SQLite file with two rows in every table."""
    path = tmp_path / "old.sqlite3"
    engine = create_engine(sqlite_with_tables(path))
    with engine.begin() as connection:
        rows.fill(connection)
    engine.dispose()
    return path


@pytest.fixture
def target(postgres_url: str) -> Iterator[Engine]:
    """A PostgreSQL database with every table, and nothing in them."""
    opened = Database(postgres_url)
    yield opened.engine
    opened.dispose()


@pytest.fixture
def bare_target(empty_postgres_url: str) -> Iterator[Engine]:
    """A PostgreSQL database without any table."""
    opened = Database(empty_postgres_url)
    yield opened.engine
    opened.dispose()


def is_untouched(target: Engine) -> bool:
    with target.connect() as connection:
        return not any(
            connection.scalar(select(select(table).exists()))
            for table in rows.tables().sorted_tables
        )


def move(source: Path, target: Engine) -> list[Moved]:
    told: list[Moved] = []
    with moved(source, target, tables=rows.tables(), tell=told.append):
        pass
    return told


def test_every_value_of_every_table_arrives_as_it_was(source: Path, bare_target: Engine) -> None:
    before = source.read_bytes()
    told = move(source, bare_target)
    assert source.read_bytes() == before
    kept = [table for table in rows.tables().sorted_tables if "is_derived" not in table.info]
    assert len(kept) > 50
    assert {done.table for done in told} == {table.name for table in kept}
    assert {done.rows for done in told} == {2}
    old = create_engine(f"sqlite:///{source}")
    with old.connect() as one, bare_target.connect() as other:
        for table in kept:
            everything = select(table)
            found = sorted(map(rows.as_json, one.execute(everything)))
            assert sorted(map(rows.as_json, other.execute(everything))) == found, table.name
        # What is made of the others is made anew.
        assert other.scalar(text("SELECT count(*) FROM award_beginnings")) == 0
        # JSON is moved as the text that it was, so that nothing reads and writes it in between.
        stored = one.scalars(text("SELECT CAST(scopes AS TEXT) FROM api_key ORDER BY id")).all()
        assert other.scalars(text("SELECT scopes::text FROM api_key ORDER BY id")).all() == stored
    old.dispose()


def test_numbers_that_the_database_gives_out_go_on_after_those_that_are_there(
    source: Path, target: Engine
) -> None:
    with sqlite3.connect(source) as old:
        old.execute("UPDATE application_messages SET id = id - 2000000000")
        (last,) = old.execute("SELECT max(id) FROM application_messages").fetchone()
    old.close()
    move(source, target)
    with target.begin() as connection:
        counter = "pg_get_serial_sequence('application_messages', 'id')"
        assert connection.scalar(text(f"SELECT nextval({counter})")) == last + 1


def test_who_objects_to_what_was_moved_leaves_nothing_there(
    source: Path, bare_target: Engine
) -> None:
    with (
        pytest.raises(LookupError),
        moved(source, bare_target, tables=rows.tables(), tell=lambda _: None),
    ):
        raise LookupError
    assert inspect(bare_target).get_table_names() == []


def test_a_write_to_the_old_database_meanwhile_undoes_it_all(source: Path, target: Engine) -> None:
    with (
        pytest.raises(StartError, match="written to while it was copied"),
        moved(source, target, tables=rows.tables(), tell=lambda _: None),
        sqlite3.connect(source) as other,
    ):
        other.execute("UPDATE account SET name = 'Somebody'")
    other.close()
    assert is_untouched(target)


def test_a_database_with_rows_is_never_written_into(source: Path, target: Engine) -> None:
    with target.begin() as connection:
        connection.execute(text("INSERT INTO rate_count VALUES ('somebody', 1, 1)"))
    with pytest.raises(StartError, match="not empty: rate_count has rows"):
        move(source, target)


def test_a_database_of_something_else_is_left_alone(source: Path, bare_target: Engine) -> None:
    with bare_target.begin() as connection:
        connection.execute(text("CREATE TABLE somebody_elses (id integer)"))
    with pytest.raises(StartError, match="other tables already"):
        move(source, bare_target)
    assert inspect(bare_target).get_table_names() == ["somebody_elses"]


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        ("UPDATE account SET name = 'x' || char(0) || 'y'", "account.name has a NUL character"),
        ("UPDATE account SET name = printf('%0300d', 1)", "account.name has more than 200"),
        ("UPDATE account SET created_at = 'canary'", "account.created_at is of another kind"),
        ("UPDATE signing_key SET sealed = 'canary'", "signing_key.sealed is of another kind"),
        ("UPDATE awards SET organisation_id = 'canary'", "not take a row of awards"),
        ("UPDATE alembic_version SET version_num = '0001'", "Start the service once with it"),
        ("DROP TABLE alembic_version", "Start the service once with it"),
        ("CREATE TABLE our_own_notes (id INTEGER)", "not of this service: our_own_notes"),
    ],
)
def test_what_cannot_be_moved_is_named_without_its_value(
    source: Path, target: Engine, damage: str, sentence: str
) -> None:
    with sqlite3.connect(source) as old:
        old.execute("PRAGMA foreign_keys = OFF")
        for (trigger,) in old.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            old.execute(f"DROP TRIGGER {trigger}")
        old.execute(damage)
    old.close()
    with pytest.raises(StartError) as refused:
        move(source, target)
    assert sentence in str(refused.value)
    assert "canary" not in str(refused.value)
    assert is_untouched(target)


def test_what_is_no_sqlite_database_is_refused(tmp_path: Path, target: Engine) -> None:
    (tmp_path / "list.csv").write_text("name,awarded_on\n" * 100)
    for path in (tmp_path / "list.csv", tmp_path / "missing.sqlite3"):
        with pytest.raises(StartError, match="cannot be read as a SQLite database"):
            move(path, target)
    assert not (tmp_path / "missing.sqlite3").exists()
