"""How each kind of database is reached: addresses, pools, and what SQLite has to be told."""

import json
import sqlite3
import time
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

from app.base.db.tenancy import FOR_ALL
from app.base.db.turns import Turns
from app.base.settings import StartError

_READ_ONLY = "passport_read_only"
_TOLD_BY = "passport_told_by"
# Seconds that a request waits for a connection or a lock before it is told that we are busy.
_WAIT_S = 5
# Only what JSON has: no times, no objects of ours, no texts that are more than texts.
_PLAIN_JSON = (
    orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)
_READER = json.JSONDecoder()
_IN_MEMORY = frozenset({None, "", ":memory:"})
_SQLITE_POOL: dict[str, Any] = {
    "pool_size": 20,
    "max_overflow": 40,
    "pool_timeout": _WAIT_S,
    "connect_args": {"timeout": _WAIT_S},
}
_POSTGRESQL_POOL: dict[str, Any] = {
    "pool_timeout": _WAIT_S,
    "connect_args": {"connect_timeout": 3, "options": f"-c lock_timeout={2 * _WAIT_S}s {FOR_ALL}"},
}
# As on SQLite, a reader sees the database as it was at its first question.
_POSTGRESQL_READING: dict[str, Any] = {
    "isolation_level": "REPEATABLE READ",
    "postgresql_readonly": True,
}


def _address(url: str, setting: str) -> URL:
    # What was set may hold a password, so it is not repeated.
    sentence = f"{setting} must be like postgresql://user:password@host/name."
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        raise StartError(sentence) from None
    if address.drivername == "postgresql":
        return address.set(drivername="postgresql+psycopg")
    if address.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise StartError(sentence)
    return address


def as_json(value: Any) -> str:
    """The text of a JSON column."""
    try:
        return orjson.dumps(value, option=_PLAIN_JSON).decode()
    except TypeError:
        # A number that is too long for it, say; what is no JSON is refused here as well.
        return json.dumps(value)


def _from_json(written: str | bytes) -> Any:
    # What json.loads does, without the questions that it asks about what it is given.
    text = written if isinstance(written, str) else bytes(written).decode()
    try:
        value, end = _READER.raw_decode(text)
    except ValueError:
        end = -1
    return value if end == len(text) else json.loads(text)


def _file_of(address: URL) -> Path | None:
    """The file of a SQLite database that has one."""
    is_file = address.get_backend_name() == "sqlite" and address.database not in _IN_MEMORY
    return Path(str(address.database)) if is_file else None


def turns_of(engine: Engine) -> Turns | None:
    """Who waits to write, where the database itself lets nobody queue: SQLite."""
    return Turns(_file_of(engine.url)) if engine.dialect.name == "sqlite" else None


def _make_file(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # SQLite would let everybody read it, and its journals take over whose file it is.
        path.touch(mode=0o600)
    except OSError as error:
        sentence = f"The database file {path} cannot be made: {error.strerror}."
        raise StartError(sentence) from error


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


def opened(url: str, *, most: int, setting: str = "PASSPORT_DATABASE_URL") -> Engine:
    """The engine for an address, with at most so many connections to PostgreSQL at once.

    Raises StartError for an address that is not of a database of ours.
    """
    address = _address(url, setting)
    is_sqlite = address.get_backend_name() == "sqlite"
    path = _file_of(address)
    if path is not None:
        _make_file(path)
    # Values of a failed statement are personal data; they stay out of messages and logs.
    options: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": not is_sqlite}
    options |= {"json_serializer": as_json, "json_deserializer": _from_json}
    kept = max(1, most // 3)
    pool = {**_POSTGRESQL_POOL, "pool_size": kept, "max_overflow": most - kept}
    options |= _SQLITE_POOL if is_sqlite else pool
    engine = create_engine(address, **options)
    if is_sqlite:
        _prepare_sqlite(engine, Turns(path))
    return engine


def for_reading(engine: Engine) -> Engine:
    """The same connections for transactions that only read."""
    is_sqlite = engine.dialect.name == "sqlite"
    return engine.execution_options(
        **{_READ_ONLY: True}, **({} if is_sqlite else _POSTGRESQL_READING)
    )


def _prepare_sqlite(engine: Engine, turns: Turns) -> None:
    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, record: Any) -> None:
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
        record.info[_TOLD_BY] = turns.opened()

    @event.listens_for(engine, "close")
    def on_close(_connection: Any, record: Any) -> None:
        told = record.info.pop(_TOLD_BY, None)
        if told is not None:
            told.close()

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        read_only = connection.get_execution_options().get(_READ_ONLY, False)
        # A transaction that reads first and writes later could find its view outdated, and
        # SQLite refuses that at once without waiting. IMMEDIATE takes the write lock first.
        if read_only:
            connection.exec_driver_sql("BEGIN DEFERRED")
            return
        with turns.waiting(connection.info.get(_TOLD_BY)):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
