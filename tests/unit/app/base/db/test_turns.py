"""Who waits for the write lock of SQLite is let in between two pieces of long work."""

import time
from contextlib import suppress
from pathlib import Path
from threading import Event, Thread

from sqlalchemy import text

from app.base.db import Database
from app.base.db.turns import Pauses, Turns


def database_in(folder: Path) -> Database:
    return Database(f"sqlite:///{folder}/passport.sqlite3")


def pause(pauses: Pauses) -> float:
    began = time.monotonic()
    pauses.let_others_write()
    return time.monotonic() - began


def test_nobody_is_waited_for_when_nobody_waits(tmp_path: Path) -> None:
    database = database_in(tmp_path)
    with database.session() as session:
        session.execute(text("CREATE TABLE things (number INTEGER)"))
    pauses = database.pauses()
    assert sum(pause(pauses) for _ in range(20)) < 0.1
    database.dispose()


def test_whoever_waits_gets_the_lock_between_two_pieces(tmp_path: Path) -> None:
    database, other = database_in(tmp_path), database_in(tmp_path)
    with database.session() as session:
        session.execute(text("CREATE TABLE things (number INTEGER)"))
    is_written = Event()

    def write() -> None:
        with other.session() as session:
            session.execute(text("INSERT INTO things VALUES (1)"))
        is_written.set()

    thread = Thread(target=write)
    pauses = database.pauses()
    pieces = 0
    while not is_written.is_set():
        with database.session() as session:
            session.execute(text("INSERT INTO things VALUES (2)"))
            if not pieces:
                thread.start()
            # Long enough for the other one to look seldom.
            time.sleep(0.05)
        pieces += 1
        pauses.let_others_write()
    thread.join()
    assert pieces < 20
    database.dispose()
    other.dispose()


def test_a_program_that_does_not_say_that_it_waits_finds_a_pause_too(tmp_path: Path) -> None:
    pauses = Pauses(Turns(tmp_path / "passport.sqlite3"))
    assert pause(pauses) < 0.1
    pauses._last -= 3
    assert pause(pauses) >= 0.1
    assert pause(pauses) < 0.1


def test_only_a_process_that_waits_is_seen(tmp_path: Path) -> None:
    turns = Turns(tmp_path / "passport.sqlite3")
    one, other = turns.opened(), turns.opened()
    assert one is not None
    assert other is not None
    with one, other:
        with turns.waiting(one):
            with turns.waiting(other):
                assert turns.is_somebody_waiting()
            assert turns.is_somebody_waiting()
        assert not turns.is_somebody_waiting()
        with suppress(ValueError), turns.waiting(one):
            # As the system does when a process is killed.
            one.close()
            assert not turns.is_somebody_waiting()


def test_without_a_file_or_room_nobody_is_told(tmp_path: Path) -> None:
    assert Turns(None).opened() is None
    nowhere = Turns(tmp_path / "gone" / "passport.sqlite3")
    with nowhere.waiting(nowhere.opened()):
        assert not nowhere.is_somebody_waiting()
    assert pause(Pauses(None)) < 0.1
