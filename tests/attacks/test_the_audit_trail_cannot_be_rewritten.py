"""T77: entries of the audit trail are deleted, altered, exchanged or cut off, or all of it is
put back to an older state. The database refuses what it can; `fsck` finds the rest, because the
end of the trail is also noted outside the database.
"""

import contextlib
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.base import audit
from app.base.audit import Notebook
from app.base.audit.checkpoints import FILE
from app.base.custody import Custody
from app.base.db import Database
from tests.unit.app.school import NOON, database

__all__ = ["database"]


@pytest.fixture(scope="module")
def custody() -> Custody:
    return Custody(os.urandom(32))


@pytest.fixture
def trail(tmp_path: Path) -> Iterator[Database]:
    """Six entries; after the second, the fourth and the sixth the trail was noted."""
    opened = Database(f"sqlite:///{tmp_path / 'trail.sqlite3'}")
    opened.upgrade()
    yield opened
    opened.dispose()


@pytest.fixture
def notebook(trail: Database, custody: Custody, tmp_path: Path) -> Notebook:
    made = Notebook(tmp_path, custody)
    for minute in range(3):
        record(trail, f"{minute}a", f"{minute}b")
        assert made.write(trail, at=NOON + timedelta(minutes=minute))
    return made


def record(database: Database, *subjects: str) -> None:
    with database.session() as session:
        for subject in subjects:
            audit.record(
                session,
                actor="account:a",
                action="award.issued",
                subject=subject,
                organisation_id="one",
                at=NOON,
            )


def found(database: Database, notebook: Notebook) -> list[str]:
    with database.reading() as session:
        return [*audit.check_chain(session), *notebook.mismatches(session)]


def run(database: Database, *statements: str) -> None:
    with database.session() as session:
        for statement in statements:
            session.execute(text(statement))


def take_the_guards_away(database: Database) -> None:
    run(database, *(f"DROP TRIGGER audit_event_no_{name}" for name in ("update", "delete")))


def rewritten(database: Database) -> None:
    """Make the whole trail anew with another actor, so that the chain fits again."""
    take_the_guards_away(database)
    with database.session() as session:
        kept = list(session.query(audit.AuditEvent).order_by(audit.AuditEvent.seq))
        session.execute(text("DELETE FROM audit_event"))
        session.execute(text("DELETE FROM audit_head"))
        session.expunge_all()
    for entry in kept:
        with database.session() as session:
            audit.record(
                session,
                actor="somebody else",
                action=entry.action,
                subject=entry.subject,
                organisation_id=entry.organisation_id,
                at=entry.at,
            )


def test_a_trail_that_was_left_alone_fits(trail: Database, notebook: Notebook) -> None:
    record(trail, "not noted yet")
    assert found(trail, notebook) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_event SET actor = 'x' WHERE seq = 1",
        "UPDATE audit_event SET seq = 9 WHERE seq = 1",
        "DELETE FROM audit_event WHERE seq = 1",
        "DELETE FROM audit_event",
    ],
)
def test_the_database_refuses_to_change_an_entry(database: Database, statement: str) -> None:
    record(database, "1", "2")
    with pytest.raises(DBAPIError, match="never changed"):
        run(database, statement)


@pytest.mark.postgres
def test_postgresql_refuses_to_empty_the_trail(postgres_url: str) -> None:
    database = Database(postgres_url)
    database.upgrade()
    record(database, "1")
    with pytest.raises(DBAPIError, match="never changed"):
        run(database, "TRUNCATE audit_event")
    database.dispose()


def test_sqlite_refuses_to_put_another_entry_in_its_place(trail: Database) -> None:
    record(trail, "1")
    copy = (
        "INSERT OR REPLACE INTO audit_event"
        " SELECT seq, at, 'x', action, subject, organisation_id, digest, previous, hash"
        " FROM audit_event WHERE seq = 1"
    )
    with pytest.raises(DBAPIError, match="never changed"):
        run(trail, copy)


@pytest.mark.parametrize(
    "statements",
    [
        ["DELETE FROM audit_event WHERE seq = 3"],
        ["UPDATE audit_event SET actor = 'x' WHERE seq = 3"],
        ["UPDATE audit_event SET seq = 9 - seq WHERE seq IN (4, 5)"],
        ["DELETE FROM audit_event WHERE seq > 4"],
        [
            "DELETE FROM audit_event WHERE seq > 4",
            "UPDATE audit_head SET seq = 4,"
            " hash = (SELECT hash FROM audit_event WHERE seq = 4), noted_seq = 4",
        ],
    ],
)
def test_whoever_takes_the_guards_away_is_found_out(
    trail: Database, notebook: Notebook, statements: list[str]
) -> None:
    take_the_guards_away(trail)
    # SQLite checks the key row by row; one that is exchanged needs a free number in between.
    exchanged = [item.replace("9 - seq", "-seq") for item in statements]
    run(trail, *exchanged)
    if exchanged != statements:
        run(trail, "UPDATE audit_event SET seq = 9 + seq WHERE seq < 0")
    assert found(trail, notebook)


def test_a_trail_that_was_made_anew_does_not_fit_what_was_noted(
    trail: Database, notebook: Notebook
) -> None:
    rewritten(trail)
    with trail.reading() as session:
        assert audit.check_chain(session) == []
    assert "audit entry 2 is not the same" in found(trail, notebook)[0]


@pytest.mark.parametrize("goes_on", [False, True])
def test_a_database_put_back_to_an_older_state_is_noticed(
    trail: Database, custody: Custody, tmp_path: Path, *, goes_on: bool
) -> None:
    record(trail, "1")
    with contextlib.closing(sqlite3.connect(tmp_path / "trail.sqlite3")) as connection:
        connection.execute("VACUUM INTO ?", [str(tmp_path / "backup.sqlite3")])
    notebook = Notebook(tmp_path, custody)
    record(trail, "2", "3")
    notebook.write(trail, at=NOON)
    trail.dispose()
    shutil.copy(tmp_path / "backup.sqlite3", tmp_path / "trail.sqlite3")
    older = Database(f"sqlite:///{tmp_path / 'trail.sqlite3'}")
    if goes_on:
        record(older, "2'", "3'", "4'")
        assert not notebook.write(older, at=NOON + timedelta(hours=1))
    sentences = found(older, notebook)
    assert len(sentences) == 1
    assert ("is not the same" if goes_on else "put back to an older state") in sentences[0]
    older.dispose()


def test_an_operator_stands_for_a_backup_that_was_put_back_and_that_stays_written(
    trail: Database, notebook: Notebook
) -> None:
    rewritten(trail)
    notebook.accept(trail, actor="command-line", at=NOON)
    assert found(trail, notebook) == []
    record(trail, "later")
    assert notebook.write(trail, at=NOON + timedelta(hours=1))
    assert found(trail, notebook) == []
    with trail.reading() as session:
        last = session.query(audit.AuditEvent).filter_by(action="audit.restored").one()
    assert last.actor == "command-line"


@pytest.mark.parametrize(
    "bend",
    [
        pytest.param(lambda lines: lines[1:], id="the first line is taken out"),
        pytest.param(lambda lines: [lines[0], lines[2]], id="a line in the middle is taken out"),
        pytest.param(lambda lines: lines[:2], id="the last line is taken out"),
        pytest.param(lambda lines: [lines[1], lines[0], lines[2]], id="lines are exchanged"),
        pytest.param(lambda lines: [*lines, lines[0]], id="a line is repeated"),
        pytest.param(lambda lines: [*lines[:2], b"{}\n"], id="a line is no checkpoint"),
        pytest.param(
            lambda lines: [*lines[:2], lines[2].replace(b'"seq": 6', b'"seq": 5')],
            id="a line is altered",
        ),
        pytest.param(lambda _: [], id="the file is emptied"),
    ],
)
def test_the_file_of_checkpoints_cannot_be_rewritten_either(
    trail: Database, notebook: Notebook, tmp_path: Path, bend: object
) -> None:
    path = tmp_path / FILE
    path.write_bytes(b"".join(bend(path.read_bytes().splitlines(keepends=True))))  # type: ignore[operator]
    before = found(trail, notebook)
    assert before
    record(trail, "more")
    notebook.write(trail, at=NOON + timedelta(hours=1))
    assert found(trail, notebook)


def test_a_lost_file_is_noticed_and_not_begun_anew(
    trail: Database, notebook: Notebook, tmp_path: Path
) -> None:
    (tmp_path / FILE).unlink()
    assert "is missing" in found(trail, notebook)[0]
    assert not notebook.write(trail, at=NOON + timedelta(hours=1))
    assert "is missing" in found(trail, notebook)[0]


def test_nobody_without_the_key_file_can_write_a_checkpoint(
    trail: Database, notebook: Notebook, tmp_path: Path
) -> None:
    rewritten(trail)
    forged = Notebook(tmp_path, Custody(os.urandom(32)))
    forged.accept(trail, actor="somebody else", at=NOON)
    assert any("line 4" in sentence for sentence in found(trail, notebook))


def test_a_trail_is_noted_at_most_once_a_minute_and_at_the_end(
    trail: Database, notebook: Notebook, tmp_path: Path
) -> None:
    record(trail, "more")
    assert not notebook.write(trail, at=NOON + timedelta(minutes=2, seconds=59))
    assert notebook.write(trail, at=NOON + timedelta(minutes=2, seconds=59), is_last=True)
    assert not notebook.write(trail, at=NOON + timedelta(hours=1)), "it did not grow"
    lines = (tmp_path / FILE).read_bytes().splitlines()
    assert [json.loads(line)["seq"] for line in lines] == [2, 4, 6, 7]
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


def test_half_a_line_of_a_writer_that_died_is_taken_away(
    trail: Database, notebook: Notebook, tmp_path: Path
) -> None:
    with (tmp_path / FILE).open("ab") as file:
        file.write(b'{"seq": 7, "ha')
    assert found(trail, notebook) == []
    record(trail, "more")
    assert notebook.write(trail, at=NOON + timedelta(hours=1))
    assert found(trail, notebook) == []


def test_what_was_written_before_a_crash_is_remembered_after_it(
    trail: Database, notebook: Notebook
) -> None:
    run(trail, "UPDATE audit_head SET noted_seq = 4")
    assert notebook.write(trail, at=NOON + timedelta(hours=1))
    with trail.reading() as session:
        assert session.get_one(audit.AuditHead, 1).noted_seq == 6


def test_an_empty_trail_needs_no_checkpoint(
    trail: Database, custody: Custody, tmp_path: Path
) -> None:
    notebook = Notebook(tmp_path, custody)
    assert not notebook.write(trail, at=NOON)
    assert not (tmp_path / FILE).exists()
    assert found(trail, notebook) == []
