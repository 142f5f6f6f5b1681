"""`migrate-database`: from the SQLite file to the PostgreSQL database that the settings name."""

from pathlib import Path

import typer
from sqlalchemy.engine import make_url

from app.base import custody
from app.base.clock import wall_clock
from app.base.db import Database
from app.base.db.moving import Moved, moved
from app.base.settings import Settings, StartError
from app.cli import checking
from app.cli.workplace import Workplace
from app.tables import METADATA

_FILE = "passport.sqlite3"


def move(file: Path | None) -> int:
    """Move and check; the exit code is 0 when everything fits, and 1 when nothing was moved."""
    settings = Settings.from_environment()
    settings.check()
    if make_url(settings.effective_database_url).get_backend_name() != "postgresql":
        raise StartError("Set PASSPORT_DATABASE_URL to the PostgreSQL database to move to.")
    source = file or settings.data_dir / _FILE
    keys = custody.open_key_file(settings.data_dir, may_make=False)
    database = Database(settings.effective_database_url)
    try:
        return _move(source, Workplace(settings, database, keys, wall_clock))
    finally:
        database.dispose()


def _move(source: Path, place: Workplace) -> int:
    tables: list[Moved] = []

    def tell(done: Moved) -> None:
        tables.append(done)
        typer.echo(f"{done.table}: {done.rows} rows, checksum {done.checksum[:16]}")

    with moved(source, place.database.engine, tables=METADATA, tell=tell) as session:
        place.custody.confirm(session)
        found = list(checking.mismatches(session, place))
        for sentence in found:
            typer.echo(sentence)
        if found:
            typer.echo(f"Nothing was moved: {len(found)} mismatches. Run fsck on the old database.")
            raise typer.Exit(1)
    total = sum(done.rows for done in tables)
    typer.echo(
        f"Moved {total} rows of {len(tables)} tables, the same on both sides; 0 mismatches."
        f" Keep {source} until you trust the new database, and delete it then: it holds the same"
        " people."
    )
    return 0
