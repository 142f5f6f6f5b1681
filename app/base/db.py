"""The database: engine, column types, and the one place where a transaction commits.

SQLite (one process) and PostgreSQL (several) behave alike for the services above.
"""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import (
    JSON,
    URL,
    Connection,
    DateTime,
    Dialect,
    Engine,
    MetaData,
    TypeDecorator,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session, SessionTransaction
from typing_extensions import override

from app.base.settings import StartError

if TYPE_CHECKING:
    from alembic.config import Config

Item = TypeVar("Item")

_VERSIONS = "alembic_version"
_READ_ONLY = "passport_read_only"
_WAITING = "passport_waiting"
_MARKS = "passport_marks"
# Seconds that a request waits for a connection or a lock before it is told that we are busy.
_WAIT_S = 5
_SQLITE_POOL: dict[str, Any] = {
    "pool_size": 20,
    "max_overflow": 40,
    "pool_timeout": _WAIT_S,
    "connect_args": {"timeout": _WAIT_S},
}
_POSTGRESQL_POOL: dict[str, Any] = {
    "pool_size": 10,
    "max_overflow": 20,
    "pool_timeout": _WAIT_S,
    "connect_args": {"connect_timeout": 3, "options": f"-c lock_timeout={2 * _WAIT_S}s"},
}
# As on SQLite, a reader sees the database as it was at its first question.
_POSTGRESQL_READING: dict[str, Any] = {
    "isolation_level": "REPEATABLE READ",
    "postgresql_readonly": True,
}

# Any number will do, as long as every process of the service takes the same.
_UPGRADE_LOCK = 7_305_112


class UTCDateTime(TypeDecorator[datetime]):
    """A moment in UTC. A time without a zone is refused: nobody could say when it was."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        in_utc = value.astimezone(UTC)
        # SQLite has no zones; every stored time is UTC, so that they compare as text.
        return in_utc.replace(tzinfo=None) if dialect.name == "sqlite" else in_utc

    @override
    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The base of every table. Relationships are declared with `lazy="raise"`."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - read by SQLAlchemy once, when the class is made
        datetime: UTCDateTime,
        dict[str, Any]: JSON,
        dict[str, str]: JSON,
        list[Any]: JSON,
        list[str]: JSON,
    }


def _address(url: str) -> URL:
    # What was set may hold a password, so it is not repeated.
    sentence = "PASSPORT_DATABASE_URL must be like postgresql://user:password@host/name."
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise StartError(sentence) from None
    if address.drivername == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise StartError(sentence)
    return address


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # SQLite would let everybody read it, and its journals take over whose file it is.
        path.touch(mode=0o600)
    except OSError as error:
        sentence = f"The database file {path} cannot be made: {error.strerror}."
        raise StartError(sentence) from error


class Database:
    """One database, reached through sessions that commit as a whole or not at all."""

    def __init__(self, url: str) -> None:
        address = _address(url)
        is_sqlite = address.get_backend_name() == "sqlite"
        if is_sqlite and address.database not in {None, "", ":memory:"}:
            _make_file(Path(str(address.database)))
        # Values of a failed statement are personal data; they stay out of messages and logs.
        options: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": not is_sqlite}
        options |= _SQLITE_POOL if is_sqlite else _POSTGRESQL_POOL
        self.engine = create_engine(address, **options)
        self._reading_engine = self.engine.execution_options(
            **{_READ_ONLY: True}, **({} if is_sqlite else _POSTGRESQL_READING)
        )
        if is_sqlite:
            _prepare_sqlite(self.engine)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A session that commits when the block ends well and rolls back when it does not.

        This is the only commit of the service. On SQLite the block holds the one write
        lock from its first statement on, so reading and then writing is safe and a second
        session opened inside the block waits for ever: pass the session on instead.
        """
        with Session(self.engine, expire_on_commit=False) as session:
            event.listen(session, "after_transaction_create", _mark)
            event.listen(session, "after_soft_rollback", _forget)
            yield session
            _finish(session)
            session.commit()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database, writes nothing and waits for nobody.

        Raises RuntimeError when something would be written or locked after all.
        """
        with Session(self._reading_engine) as session:
            event.listen(session, "before_flush", _refuse_to_write)
            event.listen(session, "do_orm_execute", _refuse_to_lock)
            yield session

    def upgrade(self) -> None:
        """Bring the tables to the newest revision; safe when several processes start at once."""
        with _changing_tables(self.engine) as connection:
            if connection.dialect.name == "postgresql":
                # The one who changes the tables may need longer than a request may wait.
                connection.execute(text("SET LOCAL lock_timeout = 0"))
                connection.execute(text(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})"))
            if inspect(connection).get_table_names():
                if _revision(connection) != _newest_revision():
                    upgrade(connection)
                return
            # An empty database gets today's tables at once: a test holds the revisions to
            # the same result. Stamping comes first, because it makes every table known.
            _alembic().stamp(migration_config(connection), "head")
            Base.metadata.create_all(connection)

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def before_commit(
    session: Session, finish: Callable[[Session, list[Item]], None], item: Item
) -> None:
    """Have `finish` called with all its items as the last thing of this transaction.

    What takes a lock that everybody needs belongs there, so that it is held shortly and
    always taken last, which rules out a deadlock. An item is dropped when the transaction
    or the savepoint that it was added in is undone.
    """
    if not session.in_transaction():
        # So that a rollback has something to undo.
        session.begin()
    session.info.setdefault(_WAITING, []).append((finish, item))


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations on an open connection; the caller commits."""
    _alembic().upgrade(migration_config(connection), revision)


def _alembic() -> ModuleType:
    # Nearly every start finds the tables as they should be, and has no use for it.
    return import_module("alembic.command")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(_VERSIONS):
        return None
    found: str | None = connection.scalar(text(f"SELECT version_num FROM {_VERSIONS}"))  # noqa: S608 - our own table
    return found


@cache
def _newest_revision() -> str:
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


def _finish(session: Session) -> None:
    items: dict[Callable[[Session, list[Any]], None], list[Any]] = {}
    for finish, item in session.info.pop(_WAITING, []):
        items.setdefault(finish, []).append(item)
    for finish, waiting in items.items():
        finish(session, waiting)


def _mark(session: Session, begun: SessionTransaction) -> None:
    if begun.nested:
        marks = session.info.setdefault(_MARKS, WeakKeyDictionary())
        marks[begun] = len(session.info.get(_WAITING, []))


def _forget(session: Session, undone: SessionTransaction) -> None:
    # A handler that answers with a page after a refusal undoes its work with rollback();
    # what waited for the commit of that work must not be done by the empty one that follows.
    marks = session.info.get(_MARKS, {})
    del session.info.get(_WAITING, [])[marks.get(undone, 0) :]


def _refuse_to_write(_session: Session, _context: Any, _instances: Any) -> None:
    raise RuntimeError("a reading session does not write; ask for a session that commits")


def _refuse_to_lock(state: ORMExecuteState) -> None:
    # PostgreSQL refuses FOR UPDATE in a transaction that only reads, and SQLite does not know
    # it at all: without this, a page could fail on one of the two alone.
    if getattr(state.statement, "_for_update_arg", None) is not None:
        raise RuntimeError("a reading session locks nothing; ask for a session that commits")


def _write_ahead(cursor: Any) -> None:
    """Turn on the write-ahead log, which stays with the file; readers then wait for nobody."""
    deadline = time.monotonic() + _WAIT_S
    while cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            # Of several processes that open a new file at once all but one are refused, and
            # SQLite does not wait here, whatever its busy_timeout is.
            if time.monotonic() > deadline:
                raise
            time.sleep(0.01)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        # Python's driver would begin transactions on its own and too late (SQLAlchemy,
        # "Serializable isolation / Savepoints / Transactional DDL"); `on_begin` does it.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            f"busy_timeout={_WAIT_S * 1000}",
            "foreign_keys=ON",
            "synchronous=FULL",
            # What is deleted is overwritten, so that it is not found in the file afterwards.
            "secure_delete=ON",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        _write_ahead(cursor)
        cursor.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get(_READ_ONLY, False)
        # A transaction that reads first and writes later could find its view outdated, and
        # SQLite refuses that at once without waiting. IMMEDIATE takes the write lock first.
        connection.exec_driver_sql("BEGIN DEFERRED" if read_only else "BEGIN IMMEDIATE")
