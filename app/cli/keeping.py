"""`backup` and `restore`: a copy of the database, and an installation that goes on from one.

The key file is never in a copy: with both of them anybody could sign. What was restored gives
out no status position that it may have given out before.
"""

import os
import sqlite3
import subprocess
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import typer
from sqlalchemy import URL, inspect, make_url

from app.base import audit, custody
from app.base.clock import wall_clock
from app.base.db import Database
from app.base.db.tenancy import FOR_ALL
from app.base.settings import Settings, StartError, environment
from app.cli import checking
from app.cli.workplace import ACTOR, Workplace, open_workplace
from app.status import restored

_APART = "The key file is not in it. Keep a copy of that apart: with both anybody can sign."


def backup(file: Path) -> None:
    """Write a copy of the database as it is at one moment, while the service goes on.

    It appears whole or not at all, for its owner only. Raises StartError for a file that is
    there already.
    """
    if file.exists():
        raise StartError(f"{file} is there already. A backup never takes the place of another.")
    place = open_workplace(for_reading=True)
    part = file.with_name(f".{file.name}.part")
    part.unlink(missing_ok=True)
    part.touch(mode=0o600)
    path = _sqlite_file(place.settings)
    if path is not None:
        _copy(path, part)
    else:
        # Without that it refuses to copy what policies may hide (ADR 10); none is hidden from us.
        words = ["--enable-row-security", "--format=custom", "--no-owner", "--no-privileges"]
        words.append(f"--file={part}")
        _run("pg_dump", words, place.settings)
    place.database.dispose()
    part.replace(file)
    typer.echo(f"{file} holds the database. {_APART}")


def restore(file: Path) -> int:
    """Put a copy in the place of a database that is not there yet, and check everything in it.

    The exit code is 1 when something does not fit. Raises StartError when there is a database
    already, for a file that is no backup, and for a key file that is missing or another one.
    """
    settings = Settings.from_environment()
    settings.check()
    keys = custody.open_key_file(settings.data_dir, may_make=False)
    if not file.is_file():
        raise StartError(f"{file} is not there.")
    path = _sqlite_file(settings)
    if path is None:
        database = Database(settings.effective_database_url)
        _fill(database, file, settings)
        return _go_on(Workplace(settings, database, keys, wall_clock))
    if path.exists():
        raise StartError(f"{path} is there already. Stop the service and move it away first.")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f".{path.name}.restored")
    for old in (part, *(part.with_name(part.name + end) for end in ("-wal", "-shm"))):
        old.unlink(missing_ok=True)
    part.touch(mode=0o600)
    _copy(file, part)
    code = _go_on(Workplace(settings, Database(f"sqlite:///{part}"), keys, wall_clock))
    # It is not there before it has closed its lists: nobody can start a service on it earlier.
    part.replace(path)
    return code


def accept_restored() -> None:
    """Go on from the database as it is, and leave a note of it that stays."""
    _accept(open_workplace())


def _go_on(place: Workplace) -> int:
    place.database.upgrade()
    with place.database.session() as session:
        place.custody.confirm(session)
    _accept(place)
    code = checking.check(place)
    # The last connection to close also empties SQLite's journal into the file.
    place.database.dispose()
    return code


def _accept(place: Workplace) -> None:
    with place.database.session() as session:
        closed = restored.close_lists(session)
    notebook = audit.Notebook(place.settings.data_dir, place.custody)
    lost = notebook.lost(place.database)
    notebook.accept(place.database, actor=ACTOR, at=place.clock())
    typer.echo(f"Status lists closed: {closed}. No position of theirs is given out again.")
    if lost:
        typer.echo(
            f"{lost} entries of the audit trail are lost, and what they were about: issue again"
            " what was issued since the backup, and withdraw again what was withdrawn."
        )
    typer.echo("From now on the audit trail is compared with the database as it is today.")


def _sqlite_file(settings: Settings) -> Path | None:
    address = make_url(settings.effective_database_url)
    is_file = address.get_backend_name() == "sqlite"
    return Path(str(address.database)) if is_file else None


def _copy(source: Path, target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as old,
            closing(sqlite3.connect(target)) as new,
        ):
            old.backup(new)
            # One file, without a journal beside it.
            new.execute("PRAGMA journal_mode=DELETE")
            (found,) = new.execute("PRAGMA integrity_check(1)").fetchone()
    except sqlite3.Error:
        found = "unreadable"
    if found != "ok":
        target.unlink(missing_ok=True)
        raise StartError(f"{source} cannot be read as a SQLite database.")
    descriptor = os.open(target, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(database: Database, file: Path, settings: Settings) -> None:
    if inspect(database.engine).get_table_names():
        raise StartError("The PostgreSQL database has tables already. Make an empty one first.")
    audit.Notebook.expect_acceptance(settings.data_dir)
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", [*words, str(file)], settings)


def _run(program: str, words: Sequence[str], settings: Settings) -> None:
    address = make_url(settings.effective_database_url)
    # A password among the words would be read by everybody on this machine.
    plain = URL.create(
        "postgresql",
        username=address.username,
        host=address.host,
        port=address.port,
        database=address.database,
        # The options of a connection are ours to say.
        query=address.difference_update_query(["options"]).query,
    )
    command = [program, f"--dbname={plain.render_as_string()}", *words]
    try:
        done = subprocess.run(  # noqa: S603 - the database's own program, our own words
            command,
            env=environment({}) | {"PGPASSWORD": address.password or "", "PGOPTIONS": FOR_ALL},
            check=False,
        )
    except FileNotFoundError:
        raise StartError(f"{program} is not there. It comes with PostgreSQL: install it.") from None
    if done.returncode != 0:
        raise StartError(f"{program} did not end well; what it said stands above.")
