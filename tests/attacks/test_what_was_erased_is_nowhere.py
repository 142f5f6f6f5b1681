"""T76: who was erased is in no table, no page of the database file and no journal; the audit
trail and everything else still fit, because the trail holds digests and ids only.
"""

import contextlib
import sqlite3
from datetime import date

from app.base import audit
from app.batches import keeping_store as lines
from app.issuer import reconcile
from app.issuer.people import Person
from app.issuer.privacy import keeping
from app.issuer.tables import Award, Claim
from tests.unit.app.school import NOON, School, small_school

__all__ = ["small_school"]

CANARIES = (b"Zanzibarova", b"zanzibarova", b"CANARY-77", b"canary-77", b"1987-06-05", b"canary77")


def pages_of(school: School) -> bytes:
    """Every byte of the database and its journals."""
    path = school.database.engine.url.database
    assert path
    school.database.dispose()
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    found = b""
    for ending in ("", "-wal", "-shm"):
        with contextlib.suppress(FileNotFoundError), open(f"{path}{ending}", "rb") as file:
            found += file.read()
    return found


def test_a_person_who_was_erased_is_nowhere_in_the_database(small_school: School) -> None:
    person = Person(
        "Maria Zanzibarova", None, date(1987, 6, 5), "CANARY-77", "canary77@example.org"
    )
    single = small_school.award(person).award
    small_school.revoke(single)
    content = (
        "name,birth_date,register_number\n"
        "Maria Zanzibarova,1987-06-05,CANARY-77\n"
        "Bo Li,1990-01-01,\n"
    )
    batch = small_school.list_is_handed_in(content)
    small_school.list_is_worked(batch)
    listed = [item for item in small_school.awards() if item.batch_id == batch.id]
    hers = next(item for item in listed if (item.person or {})["name"] == person.name)
    small_school.revoke(hers)
    before = pages_of(small_school)
    assert all(canary in before for canary in CANARIES[:3])

    with small_school.database.session() as session:
        for award in (single, hers):
            found, claim = session.get_one(Award, award.id), session.get_one(Claim, award.id)
            keeping.erase(session, found, claim, actor="account:a", at=NOON)
            lines.empty_line_of(session, found)

    after = pages_of(small_school)
    assert [canary for canary in CANARIES if canary in after] == []
    assert b"Bo Li" in after
    with small_school.database.reading() as session:
        assert audit.check_chain(session) == []
        assert [*reconcile.mismatches(session, custody=small_school.custody, at=NOON)] == []
