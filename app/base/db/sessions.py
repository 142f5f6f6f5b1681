"""The sessions of a database, and the one place where a transaction commits."""

import weakref
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from app.base.db import engines
from app.base.db.copies import ReadingCopy
from app.base.db.revisions import bring_up_to_date
from app.base.db.turns import Pauses

Item = TypeVar("Item")

# How many connections to PostgreSQL a process has at most, of each kind.
CONNECTIONS = 30

# What a transaction recorded in the audit trail, for whoever counts it once it is committed.
RECORDED = "passport_recorded"
_WAITING = "passport_waiting"
_MARKS = "passport_marks"


class Database:
    """One database, reached through sessions that commit as a whole or not at all."""

    def __init__(self, url: str, *, copy_url: str = "", connections: int = CONNECTIONS) -> None:
        self.engine = engines.opened(url, most=connections)
        self._reading_engine = engines.for_reading(self.engine)
        # A command that ends early leaves no connection behind.
        weakref.finalize(self, self.engine.dispose).atexit = False
        self.count: Callable[[Iterable[str]], None] = lambda _: None
        self._copy: ReadingCopy | None = None
        if copy_url:
            copy = engines.opened(copy_url, most=connections, setting="PASSPORT_DATABASE_READ_URL")
            self._copy = ReadingCopy(engines.for_reading(copy))

    @property
    def has_copy(self) -> bool:
        """Whether some reads may be answered by a copy, and so be a moment old."""
        return self._copy is not None

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
            self.count(session.info.pop(RECORDED, ()))

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database, writes nothing and waits for nobody.

        Raises RuntimeError when something would be written or locked after all.
        """
        with _reading(self._reading_engine) as session:
            yield session

    @contextmanager
    def reading_copy(self) -> Iterator[Session]:
        """The same on the copy of the database, if there is one: it may be five seconds old.

        The database itself answers while the copy is away or further behind.
        """
        connection = self._copy.connect() if self._copy else None
        if connection is None:
            with self.reading() as session:
                yield session
            return
        with connection, _reading(connection) as session:
            yield session

    def pauses(self) -> Pauses:
        """The pauses of long work that writes in one transaction after another."""
        return Pauses(engines.turns_of(self.engine))

    def upgrade(self) -> None:
        """Bring the tables to the newest revision; safe when several processes start at once."""
        bring_up_to_date(self.engine)

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()
        if self._copy is not None:
            self._copy.engine.dispose()


def is_read_only(error: DBAPIError) -> bool:
    """Whether a statement failed because PostgreSQL takes no changes at the moment."""
    # read_only_sql_transaction (PostgreSQL, Appendix A). SQLite has a busy error for it.
    return getattr(error.orig, "sqlstate", None) == "25006"


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


@contextmanager
def _reading(bind: Engine | Connection) -> Iterator[Session]:
    with Session(bind) as session:
        event.listen(session, "before_flush", _refuse_to_write)
        event.listen(session, "do_orm_execute", _refuse_to_lock)
        yield session


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
