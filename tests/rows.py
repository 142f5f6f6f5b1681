"""Two rows of every table, with values that are easily lost on the way to another database."""

import json
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Connection,
    Date,
    Float,
    Integer,
    LargeBinary,
    MetaData,
)
from sqlalchemy import insert as insert_into

from app.base.db import UTCDateTime
from app.tables import METADATA

_TEXT = "أحمد Ñu 👩🏽‍🏭 \\N \t\"'\n"
_MOMENT = datetime(2026, 11, 20, 9, 30, 0, 123456, tzinfo=UTC)


def tables() -> MetaData:
    """The tables of the service, without those that only tests have."""
    ours = MetaData(naming_convention=METADATA.naming_convention)
    for table in METADATA.sorted_tables:
        if not table.name.startswith("test_"):
            table.to_metadata(ours)
    return ours


def fill(connection: Connection) -> None:
    """Put two rows into every table; the first of them may point to the second.

    Foreign keys must not be looked at before the end.
    """
    for table in tables().sorted_tables:
        for number in (1, 2):
            row = {column.name: _value(column, number) for column in table.columns}
            connection.execute(insert_into(table).values(row))


def _value(column: "Column[Any]", number: int) -> Any:
    for key in column.foreign_keys:
        is_own = key.column.table is column.table
        return _value(key.column, 3 - number if is_own else number)
    if column.nullable and number == 2:
        return None
    kinds: tuple[tuple[type, Any], ...] = (
        (UTCDateTime, _MOMENT.replace(year=2020 + number)),
        (Date, date(1900, 2, number)),
        (Boolean, number == 1),
        (LargeBinary, bytes(range(256)) + bytes([number])),
        (Float, 0.1 + number),
        (JSON, {"b": [1e-7, 10**20, None, _TEXT], "a": number}),
        (Integer, 2**31 - number),
    )
    for kind, value in kinds:
        if isinstance(column.type, kind):
            return value
    limit = getattr(column.type, "length", None) or 500
    return f"{number}{_TEXT}{'x' * limit}"[:limit]


def as_json(row: Any) -> str:
    """A row in a form that two databases can be compared by."""
    return json.dumps(list(row), default=repr)
