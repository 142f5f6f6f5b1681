"""The lists of a hundred million certificates, one of a hundred revoked: how long they take.

Only the places that are set are in the database: a list is made from those alone, as a test of
the index shows (tests/unit/app/status/test_publication.py).
"""

import random
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select, text, update

from app.base.custody import Custody, open_key_file
from app.base.db import Database
from app.issuer import service as issuer
from app.issuer.service import Profile
from app.status.publication import service as publication
from app.status.publication import store
from app.status.publication.folder import Folder
from app.status.service import LIST_SIZE, REVOCATION
from app.status.tables import StatusList
from app.status.token_lists import service as token_lists
from app.tables import METADATA as _ALL_TABLES  # noqa: F401 - makes every table known
from tests.postgres import PostgresServer

LISTS = 763
SET = LIST_SIZE // 100
AT = datetime(2026, 11, 28, 12, tzinfo=UTC)
_URL = "http://localhost:8000"
_PLACE = text(
    'INSERT INTO status_positions (list_id, "index", award_id, purpose, value, reason)'
    " VALUES (:list, :index, :award, 'revocation', :value, '')"
)


@dataclass(frozen=True, slots=True)
class Nation:
    """A database with the lists of one body."""

    database: Database
    custody: Custody
    folder: Path

    def publish(self) -> float:
        """Seconds from the rows to signed lists in the database and in files."""
        with self.database.session() as session:
            session.execute(update(StatusList).values(content=None, content_changes=-1))
        begun = time.perf_counter()
        signed = publication.republish(self.database, custody=self.custody, clock=lambda: AT)
        written = Folder(self.folder).mirror(self.database)
        taken = time.perf_counter() - begun
        assert signed == written
        shutil.rmtree(self.folder)
        return taken

    def sign(self) -> float:
        """Seconds in which lists that are decoded already are encoded and signed."""
        with self.database.reading() as session:
            lists = list(session.scalars(select(StatusList)))
            signer = token_lists.signer(session, lists[0], custody=self.custody)
            values = store.values(session, StatusList, [listed.id for listed in lists])
        signers = {listed.id: signer for listed in lists}
        begun = time.perf_counter()
        for _ in publication.signed_lists(lists, values, signers, at=AT):
            pass
        return time.perf_counter() - begun


def nation(url: str, folder: Path, *, lists: int = LISTS) -> Nation:
    """Fill an empty database; takes about half a minute for all lists."""
    database = Database(url)
    database.upgrade()
    custody = open_key_file(folder / "data", may_make=True)
    with database.session() as session:
        custody.confirm(session)
        body = issuer.create_organisation(
            session,
            Profile(slug="riverside", name="Riverside College"),
            custody=custody,
            public_url=_URL,
            actor="bench",
            at=AT,
        )
        for number in range(lists):
            session.add(_list(number, body.id, body.did))
        session.flush()
        chance = random.Random(6)  # noqa: S311 - a seed makes it come again
        for number in range(lists):
            session.connection().execute(_PLACE, list(_places(number, chance)))
    return Nation(database, custody, folder / "lists")


@contextmanager
def on_postgresql() -> Iterator[Nation]:
    """All lists, on a server that does not answer before its disk has what it was told."""
    with tempfile.TemporaryDirectory() as folder, PostgresServer(durable=True) as server:
        made = nation(server.url(server.new_database()), Path(folder))
        yield made
        made.database.dispose()


def _list(number: int, organisation_id: str, did: str) -> StatusList:
    return StatusList(
        id=f"list-{number}",
        url=f"{_URL}/status/list-{number}",
        issuer=did,
        organisation_id=organisation_id,
        purpose=REVOCATION,
        size=LIST_SIZE,
        seed=bytes(32),
        is_open=False,
        created_at=AT,
    )


def _places(number: int, chance: random.Random) -> Iterator[Mapping[str, object]]:
    for index in chance.sample(range(LIST_SIZE), SET):
        name = f"{number}-{index}"
        yield {"list": f"list-{number}", "index": index, "award": name, "value": True}
