"""Which rows belong to a passport, as the foreign keys of the tables say."""

from sqlalchemy import Table, delete, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from app.base.db import Base
from wallet_api.tables import Passport


def delete_passport(session: Session, passport_id: str) -> None:
    """Delete a passport with every row that belongs to it, in an order that keys allow."""
    for table in reversed(Base.metadata.sorted_tables):
        for condition in belonging(table, passport_id):
            session.execute(
                delete(table).where(condition), execution_options={"synchronize_session": False}
            )


def belonging(table: Table, passport_id: str) -> list[ColumnElement[bool]]:
    """What the rows of a table that belong to a passport have in common; empty for no such."""
    if table is Passport.__table__:
        return [table.c.id == passport_id]
    conditions: list[ColumnElement[bool]] = []
    for column in table.columns:
        for key in column.foreign_keys:
            if key.column.table is table:
                continue
            above = belonging(key.column.table, passport_id)
            conditions += [column.in_(select(key.column).where(condition)) for condition in above]
    return conditions
