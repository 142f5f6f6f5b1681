from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import delete, select, update

from app.base import audit
from app.base.audit import AuditEvent, AuditHead
from app.base.db import Database
from tests.unit.app.base.conftest import NOW


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
def test_a_changed_entry_is_noticed(sqlite: Database, column: str) -> None:
    record(sqlite, "1", "2", "3")
    with sqlite.session() as session:
        session.execute(update(AuditEvent).where(AuditEvent.seq == 2).values({column: "x"}))
    assert any("2" in sentence for sentence in breaks(sqlite))


@pytest.mark.parametrize("seq", [1, 2])
def test_a_deleted_entry_is_noticed(sqlite: Database, seq: int) -> None:
    record(sqlite, "1", "2", "3")
    with sqlite.session() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.seq == seq))
    assert "missing" in breaks(sqlite)[0]


def test_a_cut_off_end_is_noticed(sqlite: Database) -> None:
    record(sqlite, "1", "2", "3")
    with sqlite.session() as session:
        session.execute(delete(AuditEvent).where(AuditEvent.seq == 3))
    assert "cut off" in breaks(sqlite)[0]


def test_two_exchanged_entries_are_noticed(sqlite: Database) -> None:
    record(sqlite, "1", "2", "3")
    with sqlite.session() as session:
        for old, new in ((1, 9), (2, 1), (9, 2)):
            session.execute(update(AuditEvent).where(AuditEvent.seq == old).values(seq=new))
    assert breaks(sqlite)


def test_a_chain_that_was_made_anew_does_not_fit_its_end(sqlite: Database) -> None:
    record(sqlite, "1")
    with sqlite.session() as session:
        session.execute(update(AuditHead).values(hash="0" * 64))
    assert "cut off or changed" in breaks(sqlite)[0]
