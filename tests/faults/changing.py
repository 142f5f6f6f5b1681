"""Processes that give out status positions and change them, and are killed while they do."""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from app.base.clock import wall_clock
from app.base.custody import Custody, open_key_file
from app.base.db import Database
from app.issuer import service as issuer
from app.issuer.service import Profile
from app.status import reconcile, service
from app.status.publication import service as publication
from app.status.service import REVOCATION, Publisher
from app.status.tables import StatusPosition

URL = "http://localhost:8000"
# Forked, because what is imported already need not be imported by every writer again.
_FORK = multiprocessing.get_context("fork")
Work = Callable[["Database", str, Publisher], None]


@dataclass
class Register:
    """A database with one training body, its writers, and what was acknowledged to them.

    Each writer notes on a file of its own what it was told is done: outside of the database.
    """

    url: str
    folder: Path
    custody: Custody = field(init=False)
    publisher: Publisher = field(init=False)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.opened() as database:
            database.upgrade()
            self.custody = open_key_file(self.folder / "data", may_make=True)
            with database.session() as session:
                self.custody.confirm(session)
                body = issuer.create_organisation(
                    session,
                    Profile(slug="riverside", name="Riverside College"),
                    custody=self.custody,
                    public_url=URL,
                    actor="test",
                    at=wall_clock(),
                )
        self.publisher = Publisher(body.id, body.did, URL)

    @contextmanager
    def opened(self) -> Iterator[Database]:
        """The database, with connections of its own."""
        database = Database(self.url)
        try:
            yield database
        finally:
            database.dispose()

    def give_out(self, awards: Sequence[str]) -> None:
        """Give a position to each of these."""
        with self.opened() as database, database.session() as session:
            service.allocate_many(
                session, self.publisher, purpose=REVOCATION, award_ids=awards, at=wall_clock()
            )

    def start(self, work: Work, awards: Sequence[str], *, name: str) -> BaseProcess:
        """A writer that does this for each of these awards that it was not yet told is done."""
        done = self.acknowledged()
        left = [award for award in awards if award not in done]
        process = _FORK.Process(target=_write, args=(self, work, left, name))
        process.start()
        return process

    def acknowledged(self) -> set[str]:
        """All that the writers were told is done."""
        return {
            line.rstrip("\n")
            for file in self.folder.glob("*.done")
            for line in file.read_text().splitlines(keepends=True)
            # The last line of a writer that was killed may be cut short.
            if line.endswith("\n")
        }

    def positions(self) -> dict[str, StatusPosition]:
        """Every position by its award."""
        with self.opened() as database, database.reading() as session:
            return {row.award_id: row for row in session.scalars(select(StatusPosition))}

    def mismatches(self) -> list[str]:
        """What fsck says of the lists, after they were published once more."""
        with self.opened() as database:
            publication.republish(database, custody=self.custody, clock=wall_clock)
            with database.reading() as session:
                return list(reconcile.mismatches(session))


def _write(register: Register, work: Work, awards: Sequence[str], name: str) -> None:
    with register.opened() as database, (register.folder / f"{name}.done").open("a") as done:
        for award in awards:
            while True:
                try:
                    work(database, award, register.publisher)
                    break
                except OperationalError:
                    # The database is away: whoever asked was told so, and asks again.
                    time.sleep(0.02)
            done.write(f"{award}\n")
            done.flush()


def revoke(database: Database, award: str, _: Publisher) -> None:
    """Set the bit of an award."""
    with database.session() as session:
        service.set_status(session, award_id=award, purpose=REVOCATION, value=True, at=wall_clock())


def allocate(database: Database, award: str, publisher: Publisher) -> None:
    """Give a position to an award, unless it got one and nobody lived to say so."""
    with database.session() as session:
        if not service.positions(session, award):
            service.allocate(
                session, publisher, purpose=REVOCATION, award_id=award, at=wall_clock()
            )
