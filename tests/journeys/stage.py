"""The whole service on a real database, with a world in memory around it instead of the network."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Thread
from time import sleep
from typing import Any, Literal

import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.base.deps import Services
from app.base.settings import Settings
from app.issuer import people
from app.issuer import service as issuer
from app.issuer.claims import Claims
from app.issuer.routes import desk_of
from app.issuer.tables import Award
from app.main import create_app
from app.trust import service as trust
from credentials import Fetched, Standing
from tests.client import Client
from tests.databases import sqlite_with_tables
from tests.lasting import lasting_workers
from tests.world import Issuer, World

PUBLIC_URL = "http://localhost:8000"
ACTOR = "account:test"


class WorldFetcher:
    """Brings what a world publishes, and remembers what it was asked for."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.asked: list[str] = []
        self.pages: dict[str, bytes] = {}

    async def fetch(self, url: str, *, limit: int, accept: str) -> Fetched:
        del accept
        self.asked.append(url)
        materials = self.world.materials()
        host = url.removeprefix("https://").removesuffix("/.well-known/did.json")
        found = materials.did_documents.get(f"did:web:{host}") or materials.status_lists.get(url)
        if found is None and url in self.pages:
            found = Fetched(self.pages[url], self.world.at)
        if found is None or (found.content is not None and len(found.content) > limit):
            return Fetched(None, self.world.at, "the host does not answer")
        return found


@dataclass(slots=True)
class Stage:
    """A running service, its world, and a training body of its own."""

    application: FastAPI
    client: TestClient
    world: World
    fetcher: WorldFetcher
    _awarded: int = 0

    @property
    def services(self) -> Services:
        """What the application was built from."""
        services: Services = self.application.state.services
        return services

    def accredit(self, body: Issuer | str, name: str, **facts: object) -> str:
        """Have the operator record a body as accredited; the record's id."""
        did = body if isinstance(body, str) else body.did
        statement = trust.Statement(
            did=did,
            name=name,
            standing=Standing.ACCREDITED,
            accredited_by="National Training Authority",
            **facts,  # type: ignore[arg-type] # each of its own type
        )
        with self.services.database.session() as session:
            made = trust.record(session, statement, actor=ACTOR, at=self.world.at)
        self.services.trust.forget()  # type: ignore[attr-defined] # the service’s own source of trust can
        return made.id

    @property
    def has_body(self) -> bool:
        """Whether the service's own training body is there, which the first award makes."""
        return self._awarded > 0

    def award(self, name: str = "Amina Yusuf") -> Award:
        """A certificate issued by the service itself, to somebody born in 1998."""
        at, desk = self.world.at, self._desk()
        self._awarded += 1
        with self.services.database.session() as session:
            if self._awarded == 1:
                profile = issuer.Profile(slug="harbour", name="Harbour School", did_method="key")
                issuer.create_organisation(
                    session,
                    profile,
                    custody=desk.custody,
                    public_url=desk.public_url,
                    actor=ACTOR,
                    at=at,
                )
            body = issuer.organisation_by_slug(session, "harbour")
            description = issuer.Description(
                code=f"WELD-{self._awarded}",
                name="Pipe welder",
                description="Welds pipes.",
                criteria="Passed.",
            )
            achievement = issuer.create_achievement(session, body, description, actor=ACTOR, at=at)
            person = people.Person(name, birth_date=date(1998, 4, 3))
            grant = issuer.Grant(person=person, awarded_on=date(2026, 11, 2))
            return issuer.award(
                session, body, achievement, grant, desk=desk, actor=ACTOR, at=at
            ).award

    def replace(
        self,
        award: Award,
        name: str,
        reason: issuer.ReplacementReason = issuer.ReplacementReason.MISSPELT_NAME,
        **person_says: Any,
    ) -> issuer.AwardResult:
        """Correct what a certificate of ours says; the new certificate."""
        with self.services.database.session() as session:
            body = issuer.organisation_by_slug(session, "harbour")
            person = people.Person(name, **{"birth_date": date(1998, 4, 3), **person_says})
            return issuer.replace(
                session,
                body,
                award.id,
                correction=issuer.Correction(person=person, reason=reason),
                desk=self._desk(),
                actor=ACTOR,
                at=self.world.at,
            )

    def copy(self, award: Award, kind: Literal["pdf", "png", "svg"]) -> bytes:
        """The certificate as its worker gets it, to print or as a picture."""
        with self.services.database.reading() as session:
            copy = Claims(self.services.custody, public_url=PUBLIC_URL).copy(
                session, award.id, kind
            )
        assert copy is not None
        return copy

    def _desk(self) -> issuer.Desk:
        return desk_of(self.services)


@contextmanager
def stage(folder: Path, *, database_url: str = "", **changed: object) -> Iterator[Stage]:
    """A service with an empty database, reached over HTTP in this process."""
    if not database_url:
        sqlite_with_tables(folder / "passport.sqlite3")
    world = World()
    fetcher = WorldFetcher(world)
    settings = Settings(
        data_dir=folder,
        database_url=database_url,
        public_url=PUBLIC_URL,
        verify_rate=10_000,
        code_rate=10_000,
        # What would be done at some time is done when a test says so.
        background=False,
    ).model_copy(update=changed)
    application = create_app(
        settings, clock=lambda: world.at, fetcher=fetcher, workers=lasting_workers()
    )
    with Client(application, base_url=PUBLIC_URL) as client:
        yield Stage(application, client, world, fetcher)


@contextmanager
def served(opened: Stage) -> Iterator[str]:
    """The same service on a real port of this machine, for a browser; yields its address."""
    config = uvicorn.Config(opened.application, port=0, lifespan="off", log_level="warning")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        while not server.started:
            sleep(0.02)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join(10)
