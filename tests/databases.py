"""Databases with today's tables, copied from one that is prepared once: that is much quicker."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine

import app.tables  # noqa: F401 - makes every table known
from app.base.db import Database, engines

_FIRST: dict[str, Engine] = {}


def remember_statements() -> None:
    """Have statements compiled once for all databases of a kind, and not once for each test.

    SQLAlchemy keeps what it compiled with the engine, under the engine's dialect: both are
    taken over from the engine that prepared the first database of this kind.
    """

    def create(url: Any, **options: Any) -> Engine:
        engine = create_engine(url, **options)
        first = _FIRST.get(engine.dialect.name)
        if first is not None:
            engine.dialect, engine._compiled_cache = first.dialect, first._compiled_cache
        return engine

    vars(engines)["create_engine"] = create


def sqlite_with_tables(path: Path) -> str:
    """Put an empty SQLite database with every table at `path`; its address."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(_prepared_file(), path)
    path.chmod(0o600)
    return f"sqlite:///{path}"


def make_tables(url: str) -> None:
    """Give the database at an address every table."""
    opened = Database(url)
    opened.upgrade()
    _FIRST.setdefault(opened.engine.dialect.name, opened.engine)
    # The last connection to close also empties SQLite's journal into the file.
    opened.dispose()


@cache
def _prepared_file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tables-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    make_tables(f"sqlite:///{folder}/prepared.sqlite3")
    return folder / "prepared.sqlite3"
