"""A training body with keys, something to award, and a database of either kind."""

import dataclasses
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy.orm import Session

from app.base.custody import Custody
from app.base.db import Database
from app.batches import service as batches
from app.batches.reading import Choices, read
from app.batches.tables import Batch
from app.issuer import service as issuer
from app.issuer import store
from app.issuer.people import Person, stored_person
from app.issuer.service import AwardResult, Description, Desk, Grant, Profile
from app.issuer.tables import Achievement, Award, Organisation
from app.pages.register import Register
from app.status import service as status
from app.status.publication import service as publication
from app.tables import METADATA as _ALL_TABLES  # noqa: F401 - makes every table known
from credentials import (
    Fetched,
    Materials,
    Policy,
    TrustList,
    VerificationReport,
    Want,
    WantKind,
    verify,
)
from tests.databases import sqlite_with_tables

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
TODAY = NOON.date()
URL = "http://localhost:8000"
ANA = Person("Ana Pérez", "Ana Perez", date(1990, 5, 31), "R-17", None)


@dataclass
class School:
    """A training body in a database; each step is a transaction of its own."""

    database: Database
    custody: Custody
    slug: str = "riverside"
    organisation: Organisation = field(init=False)
    achievement: Achievement = field(init=False)

    def __post_init__(self) -> None:
        self.organisation = self.new_organisation(self.slug)
        self.achievement = self.new_achievement("WELD-2")

    def republish(self, at: datetime = NOON) -> int:
        """Sign the lists that have changed; how many there were."""
        return publication.republish(self.database, custody=self.custody, clock=lambda: at)

    def is_anything_stale(self, at: datetime = NOON) -> bool:
        """Whether a list waits to be signed."""
        with self.database.reading() as session:
            return publication.is_anything_stale(session, at=at)

    @property
    def desk(self) -> Desk:
        return Desk(self.custody, URL)

    def new_organisation(self, slug: str, **profile: Any) -> Organisation:
        with self.database.session() as session:
            return issuer.create_organisation(
                session,
                Profile(slug=slug, **{"name": "Riverside College", **profile}),
                custody=self.custody,
                public_url=URL,
                actor="test",
                at=NOON,
            )

    def new_achievement(self, code: str, **described: Any) -> Achievement:
        words = {"name": "Welding", "description": "Welds.", "criteria": "A test."}
        with self.database.session() as session:
            return issuer.create_achievement(
                session,
                self.organisation,
                Description(code=code, **{**words, **described}),
                actor="test",
                at=NOON,
            )

    def award(
        self,
        person: Person = ANA,
        *,
        day: date = TODAY,
        achievement: Achievement | None = None,
        at: datetime = NOON,
        **facts: Any,
    ) -> AwardResult:
        with self.database.session() as session:
            return issuer.award(
                session,
                self.organisation,
                achievement or self.achievement,
                Grant(person=person, awarded_on=day, **facts),
                desk=self.desk,
                actor="test",
                at=at,
            )

    def issue_raw(self, credential: dict[str, Any]) -> Award:
        with self.database.session() as session:
            return issuer.issue_raw(
                session, self.organisation, credential, desk=self.desk, actor="test", at=NOON
            )

    def revoke(self, award: Award) -> Award:
        with self.database.session() as session:
            return issuer.revoke(
                session,
                self.organisation,
                award.id,
                withdrawal=issuer.Withdrawal(reason=issuer.RevocationReason.ISSUED_IN_ERROR),
                desk=self.desk,
                actor="test",
                at=NOON,
            )

    def replace(self, award: Award, **changed: Any) -> AwardResult:
        """The certificate that takes its place, with these facts about the person changed."""
        person = dataclasses.replace(stored_person(award.person or {}), **changed)
        reason = issuer.ReplacementReason.MISSPELT_NAME
        with self.database.session() as session:
            return issuer.replace(
                session,
                self.organisation,
                award.id,
                correction=issuer.Correction(person=person, reason=reason),
                desk=self.desk,
                actor="test",
                at=NOON,
            )

    def list_is_handed_in(
        self, content: str | bytes, *, filename: str = "list.csv", **said: Any
    ) -> Batch:
        with self.database.session() as session:
            return batches.accept(
                session,
                self.organisation,
                self.achievement,
                upload=upload(content, filename=filename, **said),
                actor="test",
                at=NOON,
            )

    def list_is_worked(self, batch: Batch, *, chunk: int = 50) -> batches.Progress:
        return batches.work(
            self.database, batch.id, desk=self.desk, clock=lambda: NOON, chunk=chunk
        )

    def verify(
        self, content: bytes, *, at: datetime = NOON, policy: Policy = Policy.STRICT
    ) -> VerificationReport:
        """Judge by what the school itself publishes."""
        register = Register(self.custody)
        materials = Materials()
        with self.database.reading() as session:
            while True:
                report = verify(
                    content, materials=materials, trust=TrustList(()), at=at, policy=policy
                )
                wanted = [want for want in report.wanted if not _is_there(materials, want)]
                if not wanted:
                    return report
                for want in wanted:
                    materials = _brought(session, register, materials, want, at=at)

    def awards(self) -> list[Award]:
        with self.database.reading() as session:
            return store.awards(session, self.organisation.id, limit=10_000)

    def published(self, purpose: str = status.REVOCATION) -> dict[str, Any]:
        """The list that the newest award stands on, as a reader gets it."""
        with self.database.reading() as session:
            positions = status.positions(session, self.awards()[0].id)
            url = next(item.list_url for item in positions if item.purpose == purpose)
            content = status.own_list(session, url, custody=self.custody, at=NOON)
        assert content is not None
        read: dict[str, Any] = json.loads(content)
        return read


def upload(content: str | bytes, *, filename: str = "list.csv", **said: Any) -> batches.Upload:
    """A class list, read as a worker process reads it."""
    content = content.encode() if isinstance(content, str) else content
    table = read(content, Choices(encoding=said.pop("encoding", ""), sheet=said.pop("sheet", "")))
    return batches.Upload(filename=filename, content=content, table=table, **said)


def _is_there(materials: Materials, want: Want) -> bool:
    known = (materials.did_documents, materials.status_lists, materials.issuer_keys)
    return any(want.name in kept for kept in known)


def _brought(
    session: Session, register: Register, materials: Materials, want: Want, *, at: datetime
) -> Materials:
    match want.kind:
        case WantKind.DID_DOCUMENT:
            fetched = Fetched(register.did_document(session, want.name), at)
            documents = {**materials.did_documents, want.name: fetched}
            return replace(materials, did_documents=documents)
        case WantKind.STATUS_LIST:
            fetched = Fetched(register.status_list(session, want.name, at=at), at)
            return replace(materials, status_lists={**materials.status_lists, want.name: fetched})
        case _:
            fetched = Fetched(register.issuer_keys(session, want.name), at)
            return replace(materials, issuer_keys={**materials.issuer_keys, want.name: fetched})


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables, once of each kind."""
    is_sqlite = request.param == "sqlite"
    url = (
        sqlite_with_tables(tmp_path / "test.sqlite3")
        if is_sqlite
        else request.getfixturevalue("postgres_url")
    )
    opened = Database(url)
    yield opened
    opened.dispose()


@pytest.fixture
def school(database: Database) -> School:
    """A training body that can award, on both kinds of database."""
    return School(database, Custody(os.urandom(32)))


@pytest.fixture
def small_school(tmp_path: Path) -> Iterator[School]:
    """A training body on SQLite, for what does not depend on the database."""
    opened = Database(sqlite_with_tables(tmp_path / "small.sqlite3"))
    yield School(opened, Custody(os.urandom(32)))
    opened.dispose()
