"""The tables of the database: which revision they are at, and how they get to the newest."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import ModuleType
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from app.base.db.columns import Base
from app.base.db.tenancy import warn_of_power

if TYPE_CHECKING:
    from alembic.config import Config

VERSIONS = "alembic_version"
# Any number will do, as long as every process of the service takes the same.
_UPGRADE_LOCK = 7_305_112


def bring_up_to_date(engine: Engine) -> None:
    """Bring the tables to the newest revision; safe when several processes start at once."""
    with _changing_tables(engine) as connection:
        if connection.dialect.name == "postgresql":
            take_turn(connection)
            warn_of_power(connection)
        if not inspect(connection).get_table_names():
            make_tables(connection)
        elif _is_behind(revision(connection)):
            upgrade(connection)


def _is_behind(there: str | None) -> bool:
    # While a newer version comes into service, a process of this one may have to be started
    # again. It still fits: a revision only adds, and what it replaces goes a version later.
    return there is None or there < newest_revision()


def take_turn(connection: Connection) -> None:
    """Wait until nobody else changes the tables of a PostgreSQL database."""
    # The one who changes the tables may need longer than a request may wait.
    connection.execute(text("SET LOCAL lock_timeout = 0"))
    connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))


def make_tables(connection: Connection) -> None:
    """Give an empty database today's tables at once; a test holds the revisions to the same."""
    # Stamping comes first, because it makes every table known.
    _alembic().stamp(migration_config(connection), "head")
    Base.metadata.create_all(connection)


def upgrade(connection: Connection, target: str = "head") -> None:
    """Run the migrations on an open connection; the caller commits."""
    _alembic().upgrade(migration_config(connection), target)


def _alembic() -> ModuleType:
    # Nearly every start finds the tables as they should be, and has no use for it.
    return import_module("alembic.command")


def revision(connection: Connection) -> str | None:
    """The revision that a database is at; None where it has no tables of ours."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {VERSIONS}"))  # noqa: S608 - our own table
    return found


@cache
def newest_revision() -> str:
    """The number of the newest revision, by the names of the files: each begins with its own."""
    names = (file.name for file in files("migrations").joinpath("versions").iterdir())
    return max(name.partition("_")[0] for name in names if name[0].isdigit())


def migration_config(connection: Connection | None = None) -> "Config":
    """Alembic's configuration, made here so that no second file has to agree with it."""
    config: Config = import_module("alembic.config").Config()
    config.set_main_option("script_location", str(files("migrations")))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


@contextmanager
def _changing_tables(engine: Engine) -> Iterator[Connection]:
    """One transaction in which SQLite may copy a table that others point to.

    It changes a table by a copy that takes its place, and with foreign keys watched nothing
    could be taken away in between (sqlite.org/lang_altertable.html, "Making Other Kinds Of
    Table Schema Changes"). So they are looked at once, before the commit.
    """
    if engine.dialect.name != "sqlite":
        with engine.begin() as connection:
            yield connection
        return
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        cursor.execute("PRAGMA foreign_keys=OFF")
        try:
            with connection.begin():
                yield connection
                broken = connection.execute(text("PRAGMA foreign_key_check")).first()
                if broken is not None:
                    raise RuntimeError(f"a row of {broken[0]} points to nothing")
        finally:
            cursor.execute("PRAGMA foreign_keys=ON")
            cursor.close()
