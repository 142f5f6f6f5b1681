"""T76: who was erased is in no table, no page of the database file and no journal; the audit
trail and everything else still fit, because the trail holds digests and ids only.
"""

import contextlib
import re
import sqlite3
from datetime import date

from app.base import audit, outbox
from app.base.db import Database
from app.base.outbox import OutboxMessage
from app.batches import keeping_store as lines
from app.issuer import reconcile
from app.issuer.people import Person
from app.issuer.privacy import keeping
from app.issuer.tables import Award, Claim
from tests.journeys.stage import Stage
from tests.unit.app.school import NOON, School, small_school
from tests.unit.wallet_api.records.test_entries import add
from tests.unit.wallet_api.worker import browser, give
from wallet_api.passport import MAILS

__all__ = ["small_school"]

CANARIES = (b"Zanzibarova", b"zanzibarova", b"CANARY-77", b"canary-77", b"1987-06-05", b"canary77")


def pages_of(database: Database) -> bytes:
    """Every byte of the database and its journals."""
    path = database.engine.url.database
    assert path
    database.dispose()
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
    before = pages_of(small_school.database)
    assert all(canary in before for canary in CANARIES[:3])
    # Bodies are stored short, in which a name cannot be looked for; each ends with its own.
    written = [award.stored[-40:] for award in (single, hers)]
    assert all(ending in before for ending in written)

    with small_school.database.session() as session:
        for award in (single, hers):
            found, claim = session.get_one(Award, award.id), session.get_one(Claim, award.id)
            keeping.erase(session, found, claim, actor="account:a", at=NOON)
            lines.empty_line_of(session, found)

    after = pages_of(small_school.database)
    assert [canary for canary in (*CANARIES, *written) if canary in after] == []
    assert b"Bo Li" in after
    with small_school.database.reading() as session:
        assert audit.check_chain(session) == []
        assert [*reconcile.mismatches(session, custody=small_school.custody, at=NOON)] == []


def test_a_passport_that_was_erased_is_nowhere_in_the_database(plain_stage: Stage) -> None:
    services, at = plain_stage.services, plain_stage.world.at
    worker = browser(plain_stage).claim(give(plain_stage, email="amina@example.org").claim_code)
    worker.open("/passport/safety").send("/passport/return-link")
    outbox.deliver(
        services.database,
        outbox.mail_adapter(services.settings),
        render=services.pages.text,
        sender=services.settings.mail_from,
        at=at,
    )
    add(worker, "work", title="Zanzibar rigging", organisation="Pemba Yard", since="2024")
    entry_id = re.search(r"/passport/entries/([0-9a-f]{32})", worker.text)
    assert entry_id is not None
    asking = f"/passport/entries/{entry_id[1]}/ask"
    asked = {"email": "boss@pemba.example", "asked_as": "Little Zanzibara"}
    # This mail still waits when the passport is erased.
    worker.open(asking).send(asking, **asked)
    worker.open("/passport/about-me").send("/passport/about-me", name="Mina Zanzibari")
    link = worker.share()
    browser(plain_stage).open(link).send(link, reader="Zanzibar Crewing")
    canaries = [b"Zanzibar rigging", b"Pemba", b"Zanzibara", b"Zanzibari", b"Zanzibar Crewing"]
    canaries.append(b"boss@pemba")
    before = pages_of(services.database)
    assert [canary for canary in canaries if canary not in before] == []

    worker.open("/passport/erase").send("/passport/erase", sure="yes")
    assert "Your passport is erased" in worker.text
    after = pages_of(services.database)
    assert [canary for canary in canaries if canary in after] == []
    # What the training body sent is on its own record; what the passport sent is forgotten.
    with services.database.reading() as session:
        mails = session.query(OutboxMessage).all()
    assert [mail.template for mail in mails if mail.template in MAILS] == []
