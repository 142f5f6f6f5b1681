"""Training bodies beside each other on one service, each with a program of its own."""

from dataclasses import dataclass

from app.base import accounts
from app.issuer import service as issuer
from credentials import JSONObject
from tests.journeys.stage import ACTOR, PUBLIC_URL, Stage

ACHIEVEMENT = {"code": "WELD", "name": "Welder", "description": "Welds.", "criteria": "A test."}


@dataclass(frozen=True, slots=True)
class Tenant:
    """A training body, its API key, and the addresses that are its own."""

    stage: Stage
    slug: str
    id: str
    did: str
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"}

    @property
    def home(self) -> str:
        return f"/api/v1/organisations/{self.slug}"

    def person(self, **changed: object) -> JSONObject:
        return {"name": "Amina Yusuf", "birth_date": "1998-04-03", **changed}

    def award(self, **person: object) -> JSONObject:
        """A certificate that the body's program has issued over the API."""
        client = self.stage.client
        client.post(f"{self.home}/achievements", json=ACHIEVEMENT, headers=self.headers)
        person = self.person(**person)
        body = {"achievement": "WELD", "person": person, "even_if_alike": True}
        answer = client.post(f"{self.home}/awards", json=body, headers=self.headers)
        assert answer.status_code == 201, answer.text
        made: JSONObject = answer.json()
        return made


def tenant(stage: Stage, slug: str, name: str = "Riverside College") -> Tenant:
    """A new training body with an API key for awarding."""
    at = stage.world.at
    with stage.services.database.session() as session:
        made = issuer.create_organisation(
            session,
            issuer.Profile(slug=slug, name=name, did_method="key"),
            custody=stage.services.custody,
            public_url=PUBLIC_URL,
            actor=ACTOR,
            at=at,
        )
        key = accounts.create_api_key(
            session, organisation_id=made.id, scopes=accounts.EVERYTHING, actor=ACTOR, at=at
        )
        return Tenant(stage, slug, made.id, made.did, key)
