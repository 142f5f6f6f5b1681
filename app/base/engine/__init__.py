"""Who does the work in the background on PostgreSQL: Procrastinate, where a setting says so.

Our table stays the record of what was asked for, how far it is and what came of it. Procrastinate
brings the work to whoever is free: to any number of processes on any number of machines. A wish
is deferred in the transaction that asks for it, on its own connection, so that there is never one
without the other. What a dead worker left is taken up when its heartbeat is missed.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from types import ModuleType

from sqlalchemy.orm import Session

from app.base.db import Database

_OPTION = "passport_jobs"

Work = Callable[[str], datetime | None]
"""Does what an identifier names; when to come again, or None when that is not needed."""


@dataclass(frozen=True, slots=True)
class Crew:
    """What one worker process can do, and what it looks for now and then."""

    works: Mapping[str, Work]
    look: Callable[[], None]


def use(database: Database) -> None:
    """Have what is asked for in this database done by Procrastinate; makes its tables."""
    _carrier().prepare(database)
    database.engine.update_execution_options(**{_OPTION: True})


def is_used(session: Session) -> bool:
    """Whether Procrastinate does what is asked for in this session."""
    return bool(session.get_bind().engine.get_execution_options().get(_OPTION))


def defer(session: Session, task: str, names: Iterable[str], *, is_once: bool = False) -> None:
    """Ask for some work in the transaction of `session`; without Procrastinate, nothing.

    With `is_once` what waits already is not asked for again.
    """
    if is_used(session):
        _carrier().defer(session, task, names, is_once=is_once)


def work(database: Database, crew: Crew, *, at_once: int, until_empty: bool = False) -> None:
    """Do what is deferred until told to stop (SIGTERM, SIGINT), `at_once` pieces at a time."""
    _carrier().work(database, crew, at_once=at_once, until_empty=until_empty)


def _carrier() -> ModuleType:
    # It takes long to be read, and most processes have no use for it.
    return import_module("app.base.engine.carrier")
