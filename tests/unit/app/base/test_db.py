import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import String, event, inspect, select, text
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.base.accounts import SetupLink
from app.base.db import Base, Database, before_commit
from app.base.settings import StartError

AT = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


class Counter(Base):
    """A table of these tests only."""

    __tablename__ = "test_counter"

    name: Mapped[str] = mapped_column(String(20), primary_key=True)
    value: Mapped[int]
    at: Mapped[datetime]


# Other tests in this process compare the tables of a database with those of the service.
_COUNTERS = Base.metadata.tables["test_counter"]
Base.metadata.remove(_COUNTERS)


@pytest.fixture
def database(database: Database) -> Iterator[Database]:
    """A database with the table of these tests."""
    _COUNTERS.create(database.engine)
    yield database
    _COUNTERS.drop(database.engine)


def test_what_a_session_did_is_there_after_it(database: Database) -> None:
    with database.session() as session:
        session.add(Counter(name="a", value=1, at=AT))
    with database.reading() as session:
        assert session.get_one(Counter, "a").value == 1


def test_a_session_that_fails_leaves_nothing(database: Database) -> None:
    with pytest.raises(LookupError), database.session() as session:  # noqa: PT012
        session.add(Counter(name="a", value=1, at=AT))
        session.flush()
        raise LookupError
    with database.reading() as session:
        assert session.get(Counter, "a") is None


def test_a_reading_session_writes_nothing(database: Database) -> None:
    with (  # noqa: PT012 - the block is what is tested
        pytest.raises(RuntimeError, match="does not write"),
        database.reading() as session,
    ):
        session.add(Counter(name="a", value=1, at=AT))
        session.flush()


def test_a_reading_session_locks_nothing(database: Database) -> None:
    # Only PostgreSQL would refuse it, and a page would fail there alone.
    with (
        pytest.raises(RuntimeError, match="locks nothing"),
        database.reading() as session,
    ):
        session.scalars(select(Counter).with_for_update())
    with pytest.raises(RuntimeError, match="locks nothing"), database.reading() as session:
        session.get(Counter, "a", with_for_update=True)


def test_a_time_comes_back_in_utc(database: Database) -> None:
    colombo = timezone(timedelta(hours=5, minutes=30))
    with database.session() as session:
        session.add(Counter(name="a", value=1, at=AT.astimezone(colombo)))
    with database.reading() as session:
        stored = session.get_one(Counter, "a").at
    assert stored == AT
    assert stored.utcoffset() == timedelta(0)


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    naive = AT.replace(tzinfo=None)
    with pytest.raises(StatementError, match="zone"), database.session() as session:
        session.add(Counter(name="a", value=1, at=naive))


def test_reading_does_not_wait_for_a_writer(database: Database) -> None:
    with database.session() as writing:
        writing.add(Counter(name="a", value=1, at=AT))
        writing.flush()
        with database.reading() as session:
            assert session.get(Counter, "a") is None


def test_a_reader_sees_one_state_however_often_it_looks(database: Database) -> None:
    with database.session() as session:
        session.add(Counter(name="a", value=1, at=AT))
    with database.reading() as reader:
        assert reader.scalar(select(Counter.value)) == 1
        with database.session() as session:
            session.get_one(Counter, "a").value = 2
        assert reader.scalar(select(Counter.value)) == 1
    with database.reading() as reader:
        assert reader.scalar(select(Counter.value)) == 2


def test_who_waits_too_long_for_a_lock_is_told(database: Database) -> None:
    is_sqlite = database.engine.dialect.name == "sqlite"
    shown, sooner = (
        ("PRAGMA busy_timeout", "PRAGMA busy_timeout = 200")
        if is_sqlite
        else ("SHOW lock_timeout", "SET lock_timeout = '200ms'")
    )
    with database.session() as session:
        session.add(Counter(name="a", value=1, at=AT))
        assert session.scalar(text(shown)) == (5_000 if is_sqlite else "10s")

    @event.listens_for(database.engine, "checkout")
    def wait_less(connection: Any, *_: object) -> None:
        connection.cursor().execute(sooner)
        connection.commit()

    with database.session() as first:
        first.get_one(Counter, "a", with_for_update=True)
        with pytest.raises(OperationalError), database.session() as second:
            second.get_one(Counter, "a", with_for_update=True)


def test_reading_and_then_writing_loses_nothing_among_threads(database: Database) -> None:
    with database.session() as session:
        session.add(Counter(name="a", value=0, at=AT))

    def count(_: int) -> None:
        with database.session() as session:
            row = session.get_one(Counter, "a", with_for_update=True)
            row.value += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count, range(80)))
    with database.reading() as session:
        assert session.get_one(Counter, "a").value == 80


def test_a_reference_to_nothing_is_refused(database: Database) -> None:
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(SetupLink(token_digest="x", account_id="nobody", expires_at=AT))


def test_values_of_a_failed_statement_stay_out_of_its_message(database: Database) -> None:
    with database.session() as session:
        session.add(Counter(name="Amara", value=1, at=AT))
    with pytest.raises(IntegrityError) as refused, database.session() as session:
        session.add(Counter(name="Amara", value=2, at=AT))
    # PostgreSQL names the key that exists in its own detail; nothing of ours repeats values.
    assert "parameters hidden" in str(refused.value)


def write_all(session: Session, names: list[str]) -> None:
    for place, name in enumerate(names):
        session.add(Counter(name=name, value=place, at=AT))


def written(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(Counter.name).order_by(Counter.value)))


def test_what_waits_for_the_commit_is_done_once_and_in_order(database: Database) -> None:
    with database.session() as session:
        before_commit(session, write_all, "a")
        before_commit(session, write_all, "b")
    assert written(database) == ["a", "b"]


def test_what_waits_is_not_done_when_the_session_fails(database: Database) -> None:
    with pytest.raises(LookupError), database.session() as session:  # noqa: PT012
        before_commit(session, write_all, "a")
        raise LookupError
    assert written(database) == []


def test_what_waits_is_dropped_with_what_was_undone(database: Database) -> None:
    with database.session() as session:
        before_commit(session, write_all, "a")
        session.rollback()
        before_commit(session, write_all, "b")
    assert written(database) == ["b"]


def test_a_savepoint_that_is_undone_takes_only_its_own_along(database: Database) -> None:
    with database.session() as session:
        before_commit(session, write_all, "a")
        with session.begin_nested() as savepoint:
            before_commit(session, write_all, "b")
            savepoint.rollback()
        with session.begin_nested():
            before_commit(session, write_all, "c")
            with pytest.raises(LookupError), session.begin_nested():  # noqa: PT012
                before_commit(session, write_all, "d")
                raise LookupError
    assert written(database) == ["a", "c"]


def test_several_may_bring_the_tables_up_to_date_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    barrier = threading.Barrier(4)

    def upgrade(_: int) -> None:
        opened = Database(url)
        barrier.wait()
        opened.upgrade()
        opened.dispose()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, range(4)))
    opened = Database(url)
    assert "account" in inspect(opened.engine).get_table_names()
    opened.dispose()


def test_sqlite_keeps_what_was_committed_when_the_power_goes(sqlite: Database) -> None:
    with sqlite.reading() as session:
        assert session.scalar(text("PRAGMA journal_mode")) == "wal"
        assert session.scalar(text("PRAGMA synchronous")) == 2
        assert session.scalar(text("PRAGMA busy_timeout")) == 5000
        assert session.scalar(select(1)) == 1


def test_nobody_else_may_read_the_file(tmp_path: Path) -> None:
    path = tmp_path / "open" / "test.sqlite3"
    path.parent.mkdir(mode=0o755)
    database = Database(f"sqlite:///{path}")
    with database.session() as session:
        session.execute(text("CREATE TABLE anything (id INTEGER)"))
        assert {item.stat().st_mode & 0o777 for item in path.parent.iterdir()} == {0o600}
    database.dispose()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StartError, match="cannot be made"):
        Database(f"sqlite:///{tmp_path / 'file' / 'test.sqlite3'}")


@pytest.mark.parametrize(
    "url", ["mysql://user:canary@host/name", "canary", "postgresql://u:canary@h:port/name"]
)
def test_an_address_that_is_no_database_of_ours_is_refused(url: str) -> None:
    with pytest.raises(StartError, match="PASSPORT_DATABASE_URL") as caught:
        Database(url)
    assert "canary" not in str(caught.value)
