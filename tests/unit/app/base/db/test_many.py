"""Many rows at once are stored as they are one by one."""

from typing import Any

import pytest
from sqlalchemy import ForeignKey, String, Table, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.base.db import Base, Database, insert_many
from app.base.outbox import OutboxMessage
from tests.unit.app.base.conftest import NOW


class Box(Base):
    """A table of these tests only."""

    __tablename__ = "test_boxes"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)


class Thing(Base):
    """A table of these tests only: what a row leaves out is a plain value, or nothing."""

    __tablename__ = "test_things"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    box: Mapped[str] = mapped_column(ForeignKey("test_boxes.name"))
    number: Mapped[int] = mapped_column(default=3)
    is_red: Mapped[bool] = mapped_column(default=False)
    said: Mapped[str | None]


class Numbered(Base):
    """A table of these tests only, which begins with what has to be worked out."""

    __tablename__ = "test_numbered"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[int] = mapped_column(default=lambda: 1)


# Other tests in this process compare the tables of a database with those of the service.
for one in (Thing, Box, Numbered):
    Base.metadata.remove(Base.metadata.tables[one.__tablename__])


def mail(number: int) -> dict[str, Any]:
    return {
        "id": f"mail-{number}",
        "kind": "mail",
        "recipient": "person@example.org",
        "template": "claim.txt",
        "language": "en",
        "context": {"name": "José", "lines": [number, None]},
        "created_at": NOW,
        "due_at": None,
        "tries": 0,
    }


def stored(database: Database) -> list[tuple[Any, ...]]:
    table = OutboxMessage.metadata.tables[OutboxMessage.__tablename__]
    with database.reading() as session:
        found = session.execute(select(table).order_by(table.c.id))
        return [tuple(row)[1:] for row in found]


def test_they_are_what_sqlalchemy_would_have_stored(database: Database) -> None:
    with database.session() as session:
        insert_many(session, OutboxMessage, [mail(1), mail(2)])
        insert_many(session, OutboxMessage, [])
    with database.session() as session:
        table = OutboxMessage.metadata.tables[OutboxMessage.__tablename__]
        theirs = [{**mail(number), "id": f"other-{number}"} for number in (1, 2)]
        session.execute(insert(table), theirs)
    ours, others = stored(database)[:2], stored(database)[2:]
    assert ours == others
    assert ours[0][4] == {"name": "José", "lines": [1, None]}


def test_what_is_left_out_is_what_the_table_begins_with(database: Database) -> None:
    tables = [table for one in (Box, Thing) if isinstance(table := one.__table__, Table)]
    for table in tables:
        table.create(database.engine)
    with database.session() as session:
        # Not yet written: the rows that point to it come after it all the same.
        session.add(Box(name="box"))
        insert_many(session, Thing, [{"name": "one", "box": "box"}])
    with database.reading() as session:
        found = session.scalars(select(Thing)).one()
        assert (found.number, found.is_red, found.said) == (3, False, None)
    for table in reversed(tables):
        table.drop(database.engine)


def test_one_that_is_there_already_undoes_all(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        insert_many(session, OutboxMessage, [mail(1), mail(2), mail(1)])
    assert stored(database) == []


def test_a_value_that_would_have_to_be_worked_out_is_refused(database: Database) -> None:
    with database.session() as session, pytest.raises(ValueError, match="worked out"):
        insert_many(session, Numbered, [{"name": "one"}])
