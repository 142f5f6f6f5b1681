from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update

from app.base import audit
from app.base.audit import AuditEvent, AuditHead
from app.base.db import Base, Database, upgrade
from tests.unit.app.base.conftest import NOW


@pytest.fixture
def unguarded(sqlite: Database) -> Database:
    """A database whose triggers somebody took away, to see that the chain tells as well."""
    with sqlite.session() as session:
        for name in ("update", "delete", "replace"):
            session.execute(text(f"DROP TRIGGER audit_event_no_{name}"))
    return sqlite


def record(database: Database, *subjects: str) -> None:
    with database.session() as session:
        for subject in subjects:
            audit.record(
                session,
                actor="account:a",
                action="award.issued",
                subject=subject,
                organisation_id="one",
                at=NOW,
                digest="d" * 64,
            )


def breaks(database: Database) -> list[str]:
    with database.reading() as session:
        return audit.check_chain(session)


def test_an_empty_trail_is_whole(database: Database) -> None:
    assert breaks(database) == []


def test_a_trail_is_whole_and_in_order(database: Database) -> None:
    record(database, "1", "2")
    record(database, "3")
    assert breaks(database) == []
    with database.reading() as session:
        events = list(session.scalars(select(AuditEvent).order_by(AuditEvent.seq)))
    assert [(event.seq, event.subject) for event in events] == [(1, "1"), (2, "2"), (3, "3")]


def test_what_is_rolled_back_was_never_recorded(database: Database) -> None:
    with pytest.raises(LookupError), database.session() as session:  # noqa: PT012
        audit.record(session, actor="a", action="b", subject="c", organisation_id=None, at=NOW)
        raise LookupError
    record(database, "1")
    with database.reading() as session:
        assert session.query(AuditEvent).count() == 1
    assert breaks(database) == []


def test_writers_at_the_same_time_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda number: record(database, f"{number}a", f"{number}b"), range(40)))
    assert breaks(database) == []
    with database.reading() as session:
        assert session.query(AuditEvent).count() == 80


@pytest.mark.parametrize(
    "column", ["actor", "action", "subject", "organisation_id", "digest", "previous", "hash"]
)
def test_a_changed_entry_is_noticed(unguarded: Database, column: str) -> None:
    record(unguarded, "1", "2", "3")
    with unguarded.session() as session:
        session.execute(update(AuditEvent).where(AuditEvent.seq == 2).values({column: "x"}))
    assert any("2" in sentence for sentence in breaks(unguarded))


@pytest.mark.parametrize("seq", [1, 2])
def test_a_deleted_entry_is_noticed(unguarded: Database, seq: int) -> None:
    record(unguarded, "1", "2", "3")
    with unguarded.session() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.seq == seq))
    assert "missing" in breaks(unguarded)[0]


def test_a_cut_off_end_is_noticed(unguarded: Database) -> None:
    record(unguarded, "1", "2", "3")
    with unguarded.session() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.seq == 3))
    assert "cut off" in breaks(unguarded)[0]


def test_two_exchanged_entries_are_noticed(unguarded: Database) -> None:
    record(unguarded, "1", "2", "3")
    with unguarded.session() as session:
        for old, new in ((1, 9), (2, 1), (9, 2)):
            session.execute(update(AuditEvent).where(AuditEvent.seq == old).values(seq=new))
    assert breaks(unguarded)


def test_a_chain_that_was_made_anew_does_not_fit_its_end(unguarded: Database) -> None:
    record(unguarded, "1")
    with unguarded.session() as session:
        session.execute(update(AuditHead).values(hash="0" * 64))
    assert "cut off or changed" in breaks(unguarded)[0]


def test_both_ways_to_the_tables_give_the_same_triggers(tmp_path: Path) -> None:
    triggers = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' ORDER BY name")
    found = []
    for name in ("made", "upgraded"):
        database = Database(f"sqlite:///{tmp_path / name}.sqlite3")
        with database.engine.begin() as connection:
            if name == "made":
                Base.metadata.create_all(connection)
            else:
                upgrade(connection)
            # White space is not part of what a trigger does.
            rows = connection.execute(triggers)
            found.append([(row.name, " ".join(row.sql.split())) for row in rows])
        database.dispose()
    assert found[0] == found[1]
    assert len(found[0]) == 4
