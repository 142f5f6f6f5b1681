"""The way of an installation from SQLite to PostgreSQL: every row of every table, exactly.

But for tables that are made of the others, which the service fills anew.

One transaction on the target: whoever is killed, finds a difference or an objection leaves it
as empty as it was. The source is only read.
"""

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
from psycopg import sql
from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Engine,
    Float,
    Integer,
    LargeBinary,
    MetaData,
    inspect,
    text,
)
from sqlalchemy import Table as AnyTable
from sqlalchemy.orm import Session

from app.base.db import revisions, tenancy
from app.base.db.columns import DERIVED, UTCDateTime
from app.base.settings import StartError

_AT_ONCE = 1000

Row: TypeAlias = tuple[Any, ...]
Read: TypeAlias = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Moved:
    """A table that was moved: how many rows it has, and the checksum that both sides have."""

    table: str
    rows: int
    checksum: str


@contextmanager
def moved(
    source: Path, target: Engine, *, tables: MetaData, tell: Callable[[Moved], None]
) -> Iterator[Session]:
    """Move every one of the tables and open a session on them, before it is committed.

    It is committed when the block ends well. Raises StartError with a sentence when the two do
    not fit, when the target is not empty, when a value cannot be stored there exactly, and
    when somebody wrote to the source meanwhile.
    """
    with closing(_opened(source)) as old, target.begin() as new:
        began = _version(old)
        found = _check_source(old, tables)
        revisions.take_turn(new)
        _prepare(new, found)
        for table in found:
            tell(_move(table, old, new))
        with Session(new) as session:
            yield session
        # Only what is no longer looked at as it was shows whether others have written to it.
        old.rollback()
        if _version(old) != began:
            raise StartError(
                f"{source} was written to while it was copied. Nothing was moved: stop the"
                " service that uses it, then run this again."
            )


def _opened(path: Path) -> sqlite3.Connection:
    """The source, as it is at this moment; nothing can be written through this connection."""
    try:
        found = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        found.isolation_level = None
        found.execute("SELECT 1 FROM sqlite_master")
    except sqlite3.Error as error:
        raise StartError(f"{path} cannot be read as a SQLite database.") from error
    return found


def _version(old: sqlite3.Connection) -> int:
    found: int = old.execute("PRAGMA data_version").fetchone()[0]
    return found


def _check_source(old: sqlite3.Connection, tables: MetaData) -> list[AnyTable]:
    """The tables that are there, each after those that it points to."""
    old.execute("BEGIN DEFERRED")
    names = _names(old)
    at = None
    if revisions.VERSIONS in names:
        (at,) = old.execute(f"SELECT version_num FROM {revisions.VERSIONS}").fetchone()  # noqa: S608 - our own table
    if at != revisions.newest_revision():
        raise StartError(
            "The SQLite database has other tables than this version of the service. Start the"
            " service once with it, stop it, and run this again."
        )
    unknown = sorted(names - {revisions.VERSIONS, *tables.tables})
    if unknown:
        raise StartError(
            f"The SQLite database has tables that are not of this service: {', '.join(unknown)}."
            " Take them out first; they would be left behind."
        )
    return [
        table
        for table in tables.sorted_tables
        if table.name in names and not table.info.items() >= DERIVED.items()
    ]


def _names(old: sqlite3.Connection) -> set[str]:
    found = old.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%'"
        " ESCAPE '\\'"
    )
    return {name for (name,) in found}


def _prepare(new: Connection, tables: Sequence[AnyTable]) -> None:
    """Give the target its tables, or see that those that it has are today's and empty."""
    there = set(inspect(new).get_table_names())
    if not there:
        revisions.make_tables(new)
        return
    if revisions.revision(new) != revisions.newest_revision():
        raise StartError(
            "The PostgreSQL database has other tables already. Nothing was moved: give a new,"
            " empty database in PASSPORT_DATABASE_URL."
        )
    for name in (table.name for table in tables):
        if new.scalar(text(f'SELECT EXISTS (SELECT 1 FROM "{name}")')):  # noqa: S608 - our own table
            raise StartError(
                f"The PostgreSQL database is not empty: {name} has rows. Nothing was moved: give"
                " a new, empty database in PASSPORT_DATABASE_URL."
            )


def _move(table: AnyTable, old: sqlite3.Connection, new: Connection) -> Moved:
    into: psycopg.Connection[Any] = new.connection.driver_connection  # type: ignore[assignment] # psycopg is the driver that we ask for
    sent, arrived = _Checksum(), _Checksum()
    try:
        with (
            tenancy.owner_is_free(new, table),
            into.cursor() as cursor,
            cursor.copy(_copy(table)) as copy,
        ):
            # One statement a table: a row may point to another one of the same table.
            for row in _stored(table, old):
                sent.add(row)
                copy.write_row(row)
    except psycopg.Error as error:
        # What the server says repeats the values; its code does not.
        raise StartError(
            f"PostgreSQL does not take a row of {table.name} (SQLSTATE {error.sqlstate})."
            " Nothing was moved: run fsck on the old database."
        ) from None
    for row in _arrived(table, into):
        arrived.add(row)
    if (sent.rows, sent.value) != (arrived.rows, arrived.value):
        raise StartError(
            f"{table.name} did not arrive as it was sent. Nothing was moved: the fault is in this"
            " program, please report it."
        )
    _count_on(table, new)
    return Moved(table.name, sent.rows, f"{sent.value:064x}")


class _Checksum:
    """The sum of the hashes of rows: the two databases sort text differently."""

    def __init__(self) -> None:
        self.rows = 0
        self.value = 0

    def add(self, row: Sequence[Any]) -> None:
        digest = hashlib.sha256(repr(tuple(row)).encode("utf-8", "surrogatepass")).digest()
        self.rows += 1
        self.value = (self.value + int.from_bytes(digest)) % 2**256


def _stored(table: AnyTable, old: sqlite3.Connection) -> Iterator[Row]:
    """The rows as PostgreSQL shall store them."""
    readers = [_reader(column) for column in table.columns]
    found = old.execute(_select(table, table.columns.keys()).as_string(None))
    for row in found:
        yield tuple(read(value) for read, value in zip(readers, row, strict=True))


def _arrived(table: AnyTable, new: "psycopg.Connection[Any]") -> Iterator[Row]:
    # The text of JSON is compared and not its meaning: it was not parsed on the way either.
    names = [
        (sql.SQL("{}::text") if isinstance(column.type, JSON) else sql.SQL("{}")).format(
            sql.Identifier(column.name)
        )
        for column in table.columns
    ]
    with new.cursor(name="arrived") as cursor:
        cursor.itersize = _AT_ONCE
        cursor.execute(
            sql.SQL("SELECT {} FROM {}").format(
                sql.SQL(", ").join(names), sql.Identifier(table.name)
            )
        )
        for row in cursor:
            yield tuple(v.astimezone(UTC) if isinstance(v, datetime) else v for v in row)


def _select(table: AnyTable, names: Sequence[str]) -> sql.Composed:
    return sql.SQL("SELECT {} FROM {}").format(
        sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(table.name)
    )


def _copy(table: AnyTable) -> sql.Composed:
    return sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name),
        sql.SQL(", ").join(sql.Identifier(name) for name in table.columns.keys()),  # noqa: SIM118 - not a mapping
    )


def _count_on(table: AnyTable, new: Connection) -> None:
    """Have the next number that PostgreSQL gives out come after those that are there."""
    column = table.autoincrement_column
    if column is None:
        return
    counter = {"table": table.name, "column": column.name}
    new.execute(
        text(
            f'SELECT setval(counter, last) FROM (SELECT max("{column.name}") AS last,'  # noqa: S608 - our own names
            " pg_get_serial_sequence(:table, :column) AS counter"
            f' FROM "{table.name}") AS found WHERE last IS NOT NULL AND counter IS NOT NULL'
        ),
        counter,
    )


def _reader(column: "Column[Any]") -> Read:
    """From a value in SQLite's file to the one that PostgreSQL stores; refuses a wrong kind."""
    read, limit = _reading(column), getattr(column.type, "length", None)

    def checked(value: Any) -> Any:
        if value is None:
            return None
        try:
            made = read(value)
        except (TypeError, ValueError, AttributeError):
            raise _refused(column, "is of another kind") from None
        if isinstance(made, str):
            if "\0" in made:
                raise _refused(column, "has a NUL character, which PostgreSQL does not store")
            if limit is not None and len(made) > limit:
                raise _refused(column, f"has more than {limit} characters")
        return made

    return checked


def _refused(column: "Column[Any]", why: str) -> StartError:
    return StartError(
        f"A value of {column.table.name}.{column.name} {why}. Nothing was moved: mend it in the"
        " old database first."
    )


def _reading(column: "Column[Any]") -> Read:
    kinds: tuple[tuple[type, Read], ...] = (
        (UTCDateTime, lambda value: datetime.fromisoformat(value).replace(tzinfo=UTC)),
        (Date, date.fromisoformat),
        (Boolean, lambda value: {0: False, 1: True}[value]),
        (LargeBinary, lambda value: _exactly(value, bytes)),
        (Float, lambda value: float(_exactly(value, float, int))),
        (Integer, lambda value: _exactly(value, int)),
    )
    for kind, read in kinds:
        if isinstance(column.type, kind):
            return read
    # Text, and JSON as the text that was stored.
    return lambda value: _exactly(value, str)


def _exactly(value: Any, *kinds: type) -> Any:
    if not isinstance(value, kinds):
        raise TypeError
    return value
