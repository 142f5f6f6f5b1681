"""Which training body a transaction works for, as PostgreSQL itself sees it (ADR 10).

Every query of ours says whose rows it asks for. This holds where one does not: once a request
is known to come from a body's staff or program, its transaction sees and writes that body's rows
only, whatever is asked. SQLite knows no such thing, and nothing here happens on it.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, MetaData, Table, event, text
from sqlalchemy.orm import Session

_log = logging.getLogger(__name__)

# What a connection says for whoever works for all: readers, workers, the operator, the work in
# the background. A connection that says nothing, as somebody's own client, sees nothing.
FOR_ALL = "-c passport.organisation=*"
_ACTING = "passport_acting"
_NARROW = text("SELECT set_config('passport.organisation', :organisation_id, true)")
_SEEN = "current_setting('passport.organisation', true)"
# As CASE, because PostgreSQL takes it to hold for half of the rows. Of the same with OR it thinks
# that it holds for one of two hundred, and would rather read a whole table than use an index.
_ONE_BODY = f"CASE WHEN {_SEEN} = '*' THEN true ELSE organisation_id = {_SEEN} END"
# The trail is added to in the transaction of what is noted, which may be of nobody.
_ADDED_BY_ALL = "audit_event"
_ALL_POWERFUL = text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")


def act_for(session: Session, organisation_id: str) -> None:
    """Have the rest of this session see and write the rows of one organisation only."""
    if session.get_bind().dialect.name != "postgresql":
        return
    known = session.info.setdefault(_ACTING, organisation_id)
    if known != organisation_id:
        raise RuntimeError("a session that works for one organisation works for no other")
    # A handler that undoes its work goes on in a transaction of its own.
    event.listen(session, "after_begin", _narrow)
    session.execute(_NARROW, {"organisation_id": organisation_id})


def _narrow(session: Session, _transaction: Any, connection: Connection) -> None:
    connection.execute(_NARROW, {"organisation_id": session.info[_ACTING]})


def is_kept_apart(table: Table) -> bool:
    """Whether the rows of a table belong to one organisation each."""
    owner = table.columns.get("organisation_id")
    return owner is not None and (not owner.nullable or table.name == _ADDED_BY_ALL)


def policies(name: str) -> list[str]:
    """What keeps the rows of a table apart; its owner is held to it, too."""
    made = [
        f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY",
        f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY",
        f"CREATE POLICY {name}_of_one_body ON {name} USING ({_ONE_BODY})",
    ]
    if name == _ADDED_BY_ALL:
        made.append(f"CREATE POLICY {name}_added ON {name} FOR INSERT WITH CHECK (true)")
    return made


@contextmanager
def owner_is_free(connection: Connection, table: Table) -> Iterator[None]:
    """Have PostgreSQL take a COPY from the owner of the table, which it does from nobody held."""
    if not is_kept_apart(table):
        yield
        return
    # Others see nothing of this: it is over before the transaction is.
    connection.execute(text(f"ALTER TABLE {table.name} NO FORCE ROW LEVEL SECURITY"))
    yield
    connection.execute(text(f"ALTER TABLE {table.name} FORCE ROW LEVEL SECURITY"))


def keep_apart(metadata: MetaData) -> None:
    """Have the policies made with the tables."""
    event.listen(metadata, "after_create", _make_policies)


def _make_policies(
    _metadata: MetaData, connection: Connection, *, tables: list[Table], **_: Any
) -> None:
    if connection.dialect.name != "postgresql":
        return
    for table in tables:
        if is_kept_apart(table):
            for statement in policies(table.name):
                connection.execute(text(statement))


def warn_of_power(connection: Connection) -> None:
    """Say so in the log when the role is one that PostgreSQL holds to no policy."""
    if connection.scalar(_ALL_POWERFUL):
        _log.warning("the database role is above row-level security; see the README")
