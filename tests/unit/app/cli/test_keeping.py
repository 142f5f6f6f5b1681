"""R14: a backup is whole, and what is restored from it never gives out a status position again."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from app.base.deps import Services
from app.base.settings import Settings, StartError
from app.main import _note_the_trail, create_app
from tests.unit.app.cli.test_commands import Command

_DATABASE = Path("data/passport.sqlite3")
_KEY = Path("data/key-encryption-key")


def rows(query: str) -> list[tuple[object, ...]]:
    connection = sqlite3.connect(_DATABASE)
    found = connection.execute(query).fetchall()
    connection.close()
    return found


def positions() -> set[tuple[object, ...]]:
    return set(rows('SELECT list_id, "index" FROM status_positions'))


def signatures() -> set[tuple[object, ...]]:
    return set(rows("SELECT id, content FROM awards"))


def lose_the_database() -> None:
    for path in _DATABASE.parent.glob("passport.sqlite3*"):
        path.unlink()


def issue(issued: Command, *people: str) -> None:
    lines = [f"{person},1990-01-01,{person},2026-11-06" for person in people]
    heading = "name,birth_date,register_number,awarded_on"
    Path("more.csv").write_text("\n".join([heading, *lines, ""]))
    assert issued("issue", "riverside", "more.csv", "--achievement", "safety.json")[0] == 0


def test_what_is_restored_is_the_same_and_uses_no_position_again(issued: Command) -> None:
    assert issued("backup", "copy") == (
        0,
        "copy holds the database. The key file is not in it. Keep a copy of that apart: with"
        " both anybody can sign.\n",
    )
    kept_positions, kept_signatures = positions(), signatures()
    issue(issued, "Ana", "Bo", "Cy")
    lost = positions() - kept_positions
    lose_the_database()

    code, printed = issued("restore", "copy")

    assert code == 0, printed
    assert "entries of the audit trail are lost" in printed
    assert printed.endswith(f"{len(kept_positions)} status positions, 0 mismatches\n")
    assert (positions(), signatures()) == (kept_positions, kept_signatures)
    issue(issued, "Ana", "Bo", "Cy", "Di", "Ed")
    assert len(lost) == 3
    assert len(positions() - kept_positions) == 5
    assert not positions() & lost
    # The certificates that were lost name lists on which nobody else will ever stand.
    assert {list_id for list_id, _ in positions() - kept_positions}.isdisjoint(
        list_id for list_id, _ in lost
    )
    assert issued("fsck")[0] == 0


def test_a_database_that_was_put_back_by_hand_starts_no_service(issued: Command) -> None:
    issued("backup", "copy")
    # As a running service does every minute, and at its end.
    issue(issued, "Ana")
    assert issued("fsck")[0] == 0
    settings = Settings.from_environment()
    services = create_app(settings).state.services
    note(services)
    lose_the_database()
    shutil.copy("copy", _DATABASE)

    with pytest.raises(StartError, match="put back to an older state"):
        create_app(settings)
    code, printed = issued("issue", "riverside", "more.csv", "--achievement", "safety.json")
    assert (code, "accept-restored" in printed) == (3, True)

    assert "Status lists closed: 1." in issued("accept-restored")[1]
    issue(issued, "Ana")
    assert issued("fsck")[0] == 0


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda: None, "is there already"),
        (_KEY.unlink, "key-encryption-key is missing"),
        (lambda: Path("copy").unlink(), "copy is not there"),
        (lambda: Path("copy").write_bytes(b"SQLite format 3\0" + bytes(5000)), "cannot be read"),
    ],
    ids=["a database in the way", "no key file", "no file", "a file that is no backup"],
)
def test_nothing_is_restored_that_could_not_be_gone_on_with(
    issued: Command, damage: Callable[[], object], sentence: str
) -> None:
    issued("backup", "copy")
    if sentence != "is there already":
        lose_the_database()
    damage()

    code, printed = issued("restore", "copy")

    assert (code, sentence in printed) == (3, True), printed
    assert _DATABASE.exists() == (sentence == "is there already")


def test_a_backup_under_another_key_is_not_put_in_place(issued: Command) -> None:
    issued("backup", "copy")
    lose_the_database()
    _KEY.chmod(0o600)
    _KEY.write_bytes(bytes(32))

    code, printed = issued("restore", "copy")

    assert (code, "does not belong to this database" in printed) == (3, True)
    assert not _DATABASE.exists()


def test_a_backup_never_takes_the_place_of_another(issued: Command) -> None:
    issued("backup", "copy")

    assert issued("backup", "copy")[0] == 3
    assert Path("copy").stat().st_mode & 0o077 == 0


def note(services: Services) -> None:
    """What the background does at the end of a service."""
    _note_the_trail(services, is_last=True)
    services.workers.close()
    services.database.dispose()
