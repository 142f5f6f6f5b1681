"""Write a new revision from what the tables say: `python -m migrations "add the register"`.

It compares the tables of the code with those of an empty database at the newest revision.
Read what was written before it is committed.
"""

import sys
import tempfile
from pathlib import Path

import alembic.command

from app.base.db import Database, migration_config, upgrade


def main() -> None:
    """Write the next file of `versions`, numbered."""
    versions = Path(__file__).with_name("versions")
    number = f"{len(list(versions.glob('[0-9]*.py'))) + 1:04}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.sqlite3")
        with database.engine.begin() as connection:
            if number != "0001":
                upgrade(connection)
            alembic.command.revision(
                migration_config(connection),
                message=" ".join(sys.argv[1:]) or "change the tables",
                autogenerate=True,
                rev_id=number,
            )
        database.dispose()


if __name__ == "__main__":
    main()
