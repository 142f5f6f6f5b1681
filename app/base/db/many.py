"""Many rows written at once: the values are made ready column by column and given to the driver.

SQLAlchemy goes through each row name by name, which takes longer than the database does.
"""

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Column, Dialect, Table, insert
from sqlalchemy.orm import Session
from sqlalchemy.sql.schema import ScalarElementColumnDefault

from app.base.db.columns import Base

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite


def insert_many(session: Session, entity: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
    """Store new rows of a table, as `session.execute(insert(table), rows)` does.

    All rows name the columns that the first one names. A column that they leave out has the
    value that the table begins with; one that would have to be worked out is refused.
    """
    if not rows:
        return
    # What the rows point to is there before them.
    session.flush()
    table = cast(Table, entity.__table__)
    dialect = session.get_bind().dialect
    values = {name: [row[name] for row in rows] for name in rows[0]}
    values |= {name: [value] * len(rows) for name, value in _beginnings(table, without=values)}
    ready = {name: _ready(table.c[name], values[name], dialect) for name in values}
    compiled = insert(table).compile(dialect=dialect, column_keys=list(ready))
    parameters: Any
    if compiled.positiontup is not None:
        parameters = list(zip(*(ready[name] for name in compiled.positiontup), strict=True))
    else:
        each = zip(*ready.values(), strict=True)
        parameters = [dict(zip(ready, row, strict=True)) for row in each]
    session.connection().exec_driver_sql(compiled.string, parameters)


def insert_for(session: Session, entity: type[Base]) -> "postgresql.Insert | sqlite.Insert":
    """An insert that can say what becomes of a row that is there already."""
    # Only the dialect that is used is read: that of PostgreSQL is large.
    dialect = import_module(f"sqlalchemy.dialects.{session.get_bind().dialect.name}")
    made: postgresql.Insert | sqlite.Insert = dialect.insert(entity)
    return made


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
    made_ready = column.type.dialect_impl(dialect).bind_processor(dialect)
    return values if made_ready is None else [made_ready(value) for value in values]
