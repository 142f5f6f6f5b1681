"""A service on a database with so many certificates, and what each thing there costs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import psycopg

from app.base import accounts
from app.issuer import finding
from tests.client import Client
from tests.journeys.stage import ACTOR, PUBLIC_URL, Stage
from tests.scale.filling import Filler
from tests.scale.rows import Nation, Somebody, somebody
from tests.unit.wallet_api.worker import Browser, browser, give

_SLUG = "harbour"
_API = f"/api/v1/organisations/{_SLUG}"
_ACHIEVEMENTS = 50
_IN_THE_PASSPORT = 10
_PAGE = {"Accept": "text/html"}


@dataclass(slots=True)
class Place:
    """One service; everything is asked over its routes, as browsers and programs ask."""

    stage: Stage
    connection: psycopg.Connection
    number: int
    program: Client = field(init=False)
    clerk: Client = field(init=False)
    worker: Browser = field(init=False)
    nation: Nation = field(init=False)
    content: bytes = field(init=False)
    _made: list[str] = field(default_factory=list)
    _asked: int = 0

    def fill(self, say: Callable[[str], None]) -> None:
        """Have real certificates, a real passport with ten of them, and all the others."""
        results = [give(self.stage, course=f"C-{n}") for n in range(_ACHIEVEMENTS)]
        self.worker = browser(self.stage).claim(results[0].claim_code)
        for result in results[1:_IN_THE_PASSPORT]:
            self.worker.claim(result.claim_code, into="here")
        self.content = results[-1].award.content
        finding.catch_up(self.stage.services.database)
        body = results[0].award.organisation_id
        codes = [str(result.award.achievement_id) for result in results]
        self.nation = Nation(self.number, body, codes)
        Filler(self.connection, self.nation).fill(say)
        self._let_in(body)

    def _let_in(self, body: str) -> None:
        services = self.stage.services
        with services.database.session() as session:
            key = accounts.create_api_key(
                session,
                organisation_id=body,
                scopes=frozenset({"award", "revoke"}),
                actor=ACTOR,
                at=self.stage.world.at,
            )
            account = accounts.create_account(
                session,
                email="office@harbour.example",
                name="Somebody",
                role=accounts.STAFF,
                organisation_id=body,
                actor=ACTOR,
                at=self.stage.world.at,
            )
            token = accounts.begin_session(session, account, at=self.stage.world.at)
        self.program = self._client({"Authorization": f"Bearer {key}"})
        self.clerk = self._client(_PAGE)
        self.clerk.cookies.set("session", token)

    def _client(self, headers: Mapping[str, str]) -> Client:
        return Client(self.stage.application, base_url=PUBLIC_URL, headers=headers)

    # ── What is measured; each asks for something that was not asked for before ──

    def issue(self) -> None:
        """A program has one certificate made."""
        self._asked += 1
        who = somebody(self.number + self._asked)
        body = {
            "achievement": f"C-{self._asked % _ACHIEVEMENTS}",
            "person": {
                "name": who.name,
                "birth_date": who.born,
                "register_number": f"N-{self._asked}",
            },
            "even_if_alike": False,
        }
        answer = self.program.post(f"{_API}/awards", json=body)
        if answer.status_code == 409:
            answer = self.program.post(f"{_API}/awards", json={**body, "even_if_alike": True})
        assert answer.status_code == 201, answer.text
        self._made.append(answer.json()["id"])

    def verify(self) -> None:
        """Somebody has one certificate checked."""
        answer = self.program.post(
            "/api/v1/verify", content=self.content, headers={"Content-Type": "application/vc"}
        )
        assert answer.json()["verdict"] == "valid", answer.text

    def revoke(self) -> None:
        """A program withdraws one certificate."""
        answer = self.program.post(
            f"{_API}/awards/{self._made.pop()}/revoke", json={"reason": "issued-in-error"}
        )
        assert answer.status_code == 200, answer.text

    def passport(self) -> None:
        """A worker looks at a passport with ten certificates, each of which is checked."""
        assert self.worker.open("/passport").status == 200

    def search_number(self) -> None:
        """A clerk looks for the number on a paper."""
        one = self._drawn()
        assert one.name in self._found(one.certificate_number)

    def search_name(self) -> None:
        """A clerk looks for somebody by the whole name."""
        one = self._drawn()
        assert one.name in self._found(one.name)

    def search_beginning(self) -> None:
        """A clerk types the beginning of a name that many have."""
        one = self._drawn()
        self._found(one.name[:3])

    def _drawn(self) -> Somebody:
        self._asked += 1
        return somebody(self._asked * 7919 % self.number)

    def _found(self, words: str) -> str:
        answer = self.clerk.get("/console/awards", params={"words": words})
        assert answer.status_code == 200, answer.text
        return answer.text

    def size(self) -> int:
        """How many bytes the database has on the disk."""
        cursor = self.connection.execute("SELECT pg_database_size(current_database())")
        return int((cursor.fetchone() or (0,))[0])
