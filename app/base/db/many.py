"""Many rows written at once: the values are made ready column by column and given to the driver.

SQLAlchemy goes through each row name by name, which takes longer than the database does.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

import orjson
from sqlalchemy import JSON, Column, Dialect, LargeBinary, String, Table, insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.base.db.columns import Base
from app.base.db.engines import as_json

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def insert_many(session: Session, entity: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Store new rows of a table, as `session.execute(insert(table), rows)` does.

    All rows name the attributes that the first one names. A column that they leave out has the
    value that the table begins with; one that would have to be worked out is refused.
    """
    if not rows:
        return
    # What the rows point to is there before them.
    session.flush()
    table = cast(Table, entity.__table__)
    dialect = session.get_bind().dialect
    columns = entity.__mapper__.columns
    values = {str(columns[name].name): [row[name] for row in rows] for name in rows[0]}
    values |= {name: [value] * len(rows) for name, value in _beginnings(table, without=values)}
    if dialect.name == "postgresql":
        session.connection().exec_driver_sql(*_as_records(table, values, dialect))
        return
    ready = {name: _ready(table.c[name], values[name], dialect) for name in values}
    compiled = insert(table).compile(dialect=dialect, column_keys=list(ready))
    order = compiled.positiontup or ()
    parameters = list(zip(*(ready[name] for name in order), strict=True))
    session.connection().exec_driver_sql(compiled.string, parameters)


def insert_for(session: Session, entity: type[Base]) -> "postgresql.Insert | sqlite.Insert":
    """An insert that can say what becomes of a row that is there already."""
    # Only the dialect that is used is read: that of PostgreSQL is large.
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    made: postgresql.Insert | sqlite.Insert = dialect.insert(entity)
    return made


def _as_records(
    table: Table, values: Mapping[str, Sequence[Any]], dialect: Dialect
) -> tuple[str, dict[str, str]]:
    """One statement with all rows in one text of JSON, which PostgreSQL takes apart by itself.

    It would take a COPY as fast, but not into a table whose rows are kept apart.
    """
    quote = dialect.identifier_preparer.quote
    columns = {name: table.c[name] for name in values}
    kinds = ", ".join(f"{quote(name)} {_kind(columns[name], dialect)}" for name in columns)
    told = ", ".join(_told(column, quote(name)) for name, column in columns.items())
    statement = (
        f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, columns))})"  # noqa: S608 - our own tables
        f" SELECT {told} FROM json_to_recordset(%(records)s::json) AS record ({kinds})"
    )
    ready = [_in_a_record(columns[name], values[name], dialect) for name in values]
    records = [dict(zip(columns, row, strict=True)) for row in zip(*ready, strict=True)]
    return statement, {"records": orjson.dumps(records).decode()}


def _kind(column: Column[Any], dialect: Dialect) -> str:
    # Taken for one of a certain length, a longer text would be cut off; the column refuses it.
    return "TEXT" if isinstance(column.type, String) else column.type.compile(dialect)


def _told(column: Column[Any], name: str) -> str:
    # What is not there is null in JSON, as where SQLAlchemy writes a row.
    return f"coalesce({name}, 'null')" if isinstance(column.type, JSON) else name


def _in_a_record(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    if isinstance(column.type, JSON):
        return [orjson.Fragment(as_json(value)) for value in values]
    if isinstance(column.type, LargeBinary):
        return [None if value is None else f"\\x{value.hex()}" for value in values]
    return _ready(column, values, dialect)


def _beginnings(table: Table, *, without: Mapping[str, Any]) -> list[tuple[str, Any]]:
    missing = (column for column in table.columns if column.name not in without)
    return [(column.name, _beginning(column)) for column in missing if column.default is not None]


def _beginning(column: Column[Any]) -> Any:
    default = column.default
    if default is None or not default.is_scalar:
        raise ValueError(f"{column} begins with what would have to be worked out")
    return cast(ScalarElementColumnDefault, default).arg


def _ready(column: Column[Any], values: Sequence[Any], dialect: Dialect) -> Sequence[Any]:
    """The values as the driver takes them."""
    if isinstance(column.type, JSON):
        return [as_json(value) for value in values]
    made_ready = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if made_ready is None else [made_ready(value) for value in values]
