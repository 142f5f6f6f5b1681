"""Every revision goes up, down and up again on both databases, and ends at the code's tables."""

from collections.abc import Iterator
from pathlib import Path

import alembic.command
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

import app.main  # noqa: F401 - every table is known once the composition root is imported
from app.base.db import Base, Database, migration_config, revisions, upgrade

REVISIONS = [
    script.revision
    for script in reversed(list(ScriptDirectory.from_config(migration_config()).walk_revisions()))
]
OLD_ROWS = (
    "INSERT INTO organisations (id, slug, name, language, did, did_method, key_type, cryptosuite,"
    " created_at, approved) VALUES ('body', 's', 'n', 'en', 'did:x', 'web', 'e', 'c',"
    " '2026-01-01', 1)",
    "INSERT INTO achievements (id, organisation_id, code, name, description, criteria,"
    " achievement_type, language, translations, suspendable, created_at) VALUES ('welding',"
    " 'body', 'W', 'n', 'd', 'c', 'Certificate', 'en', '[]', 0, '2026-01-01')",
    "INSERT INTO awards (id, credential_id, organisation_id, achievement_id, content, media_type,"
    " digest, state, issued_at) VALUES ('award', 'award', 'body', 'welding', x'00', 'm', 'd',"
    " 'active', '2026-01-01')",
)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    """A connection to an empty database without any table."""
    url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("empty_postgres_url")
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


_POLICIES = """SELECT tablename, policyname, cmd, qual, with_check, relforcerowsecurity
    FROM pg_policies JOIN pg_class ON relname = tablename ORDER BY tablename, policyname"""


@pytest.mark.postgres
def test_the_revisions_keep_bodies_apart_as_the_code_does(
    empty_postgres_url: str, postgres_url: str
) -> None:
    found = []
    for url in (empty_postgres_url, postgres_url):
        database = Database(url)
        with database.engine.begin() as connection:
            upgrade(connection)
            found.append(connection.execute(text(_POLICIES)).all())
        database.dispose()
    assert found[0] == found[1]
    assert all(policy.relforcerowsecurity for policy in found[0])
    assert len(found[0]) > 10


def test_the_newest_revision_is_known_by_its_number() -> None:
    assert revisions.newest_revision() == REVISIONS[-1]


def test_each_revision_goes_up_and_down_and_up_again(connection: Connection) -> None:
    config = migration_config(connection)
    for revision in REVISIONS:
        alembic.command.upgrade(config, revision)
        alembic.command.downgrade(config, "-1")
        if revision == REVISIONS[0]:
            assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
        alembic.command.upgrade(config, revision)


def test_a_database_that_began_with_todays_tables_goes_back_to_the_first(
    connection: Connection,
) -> None:
    revisions.make_tables(connection)
    config = migration_config(connection)
    alembic.command.downgrade(config, REVISIONS[0])
    alembic.command.upgrade(config, "head")
    assert revisions.revision(connection) == REVISIONS[-1]


def test_there_is_one_history() -> None:
    assert len(ScriptDirectory.from_config(migration_config()).get_heads()) <= 1


def brought_up_to_date(folder: Path) -> Database:
    """A database that was filled at the first revision."""
    database = Database(f"sqlite:///{folder / 'old.sqlite3'}")
    with database.engine.begin() as connection:
        upgrade(connection, REVISIONS[0])
        for statement in OLD_ROWS:
            connection.execute(text(statement))
    database.upgrade()
    return database


def test_rows_that_others_point_to_survive_the_copying_of_their_table(tmp_path: Path) -> None:
    database = brought_up_to_date(tmp_path)
    with database.engine.begin() as connection:
        found = connection.execute(
            text("SELECT awards.id, version FROM awards JOIN achievements a ON a.id = 'welding'")
        ).one()
        assert tuple(found) == ("award", 1)
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
    database.dispose()


def test_names_that_are_there_are_found_by_whichever_apostrophe(tmp_path: Path) -> None:
    database = brought_up_to_date(tmp_path)
    with database.engine.begin() as connection:
        alembic.command.downgrade(migration_config(connection), "0037")
        connection.execute(text("UPDATE awards SET search_text = 'o\u2019brien\nd\u02bca'"))
    database.upgrade()
    with database.engine.begin() as connection:
        assert connection.execute(text("SELECT search_text FROM awards")).scalar() == "o'brien\nd'a"
    database.dispose()


def test_corrections_that_are_there_belong_to_the_lists_of_what_they_replace(
    tmp_path: Path,
) -> None:
    database = brought_up_to_date(tmp_path)
    with database.engine.begin() as connection:
        alembic.command.downgrade(migration_config(connection), "0038")
        names = [column["name"] for column in inspect(connection).get_columns("awards")]
        own = {"id": ":id", "digest": ":id", "replaced_by": ":next", "batch_id": "NULL"}
        copied = ", ".join(own.get(name, name) for name in names)
        for each, after in (("third", None), ("second", "third"), ("alone", None)):
            connection.execute(
                text(f"INSERT INTO awards SELECT {copied} FROM awards WHERE id = 'award'"),  # noqa: S608 - our own columns
                {"id": each, "next": after},
            )
        connection.execute(
            text("UPDATE awards SET replaced_by = 'second', batch_id = 'list' WHERE id = 'award'")
        )
    database.upgrade()
    found = text("SELECT id FROM awards WHERE batch_id = 'list' ORDER BY id")
    with database.engine.begin() as connection:
        assert list(connection.execute(found).scalars()) == ["award", "second", "third"]
        alembic.command.downgrade(migration_config(connection), "0038")
        assert list(connection.execute(found).scalars()) == ["award"]
    database.dispose()
