"""A worker with a claim code, a browser, and the training body that gave the code."""

import itertools
import re
from dataclasses import dataclass, field
from datetime import date

from fastapi.testclient import TestClient
from httpx2 import Response

from app.issuer import people
from app.issuer import service as issuer
from app.issuer.awards import AwardResult
from app.issuer.routes import desk_of
from tests.client import Client
from tests.journeys.stage import ACTOR, PUBLIC_URL, Stage

BORN = {"day": "3", "month": "4", "year": "1998"}
_NUMBERS = itertools.count(1000)
WRONG = {"day": "4", "month": "4", "year": "1998"}


def give(
    stage: Stage,
    name: str = "Amina Yusuf",
    *,
    course: str = "Pipe welder",
    email: str | None = None,
    number: str | None = None,
) -> AwardResult:
    """A certificate of Harbour School to somebody born on 3 April 1998, with its claim code."""
    at = stage.world.at
    desk = issuer.Desk(custody=stage.services.custody, public_url=PUBLIC_URL)
    with stage.services.database.session() as session:
        known = {body.slug: body for body in issuer.organisations(session)}
        body = known.get("harbour") or issuer.create_organisation(
            session,
            issuer.Profile(
                slug="harbour",
                name="Harbour School",
                did_method="key",
                url="https://harbour.example",
            ),
            custody=desk.custody,
            public_url=desk.public_url,
            actor=ACTOR,
            at=at,
        )
        achievement = issuer.create_achievement(
            session,
            body,
            issuer.Description(
                code=course, name=course, description="Welds pipes.", criteria="Passed the test."
            ),
            actor=ACTOR,
            at=at,
        )
        person = people.Person(
            name,
            birth_date=date(1998, 4, 3),
            # Nobody is awarded the same twice, so each has a number of their own.
            register_number=number or f"T-{next(_NUMBERS)}",
            email=email,
        )
        grant = issuer.Grant(person=person, awarded_on=date(2026, 11, 2))
        return issuer.award(session, body, achievement, grant, desk=desk, actor=ACTOR, at=at)


@dataclass(slots=True)
class Browser:
    """Somebody's browser: it keeps cookies and sends the forms that it was shown."""

    client: TestClient
    page: Response | None = field(default=None)

    @property
    def text(self) -> str:
        """The page that is shown."""
        assert self.page is not None
        return self.page.text

    @property
    def status(self) -> int:
        """The status of the page that is shown."""
        assert self.page is not None
        return self.page.status_code

    def open(self, address: str) -> "Browser":
        """Follow a link."""
        path = address.removeprefix(PUBLIC_URL)
        self.page = self.client.get(path, headers={"Accept": "text/html"})
        return self

    def send(self, address: str, **fields: object) -> "Browser":
        """Send a form of the page that is shown, with its hidden token."""
        for name in ("csrf", "seen"):
            if self.page is not None and (value := self.hidden(name)):
                fields.setdefault(name, value)
        path = address.removeprefix(PUBLIC_URL)
        self.page = self.client.post(path, data=fields, headers={"Accept": "text/html"})
        return self

    def hidden(self, name: str) -> str:
        """The value of a hidden field, or nothing."""
        found = re.search(rf'name="{name}" value="([^"]*)"', self.text)
        return found.group(1) if found else ""

    # ── The worker's thread ──

    def claim(self, code: str, *, into: str = "new") -> "Browser":
        """Claim a certificate with the right birth date."""
        self.open(f"/c/{code}").send(f"/c/{code}", **BORN)
        return self.send(f"/c/{code}/accept", ticket=self.hidden("ticket"), into=into)

    @property
    def return_link(self) -> str:
        """The return link that is on the page."""
        found = re.search(rf"{PUBLIC_URL}/p/[A-Za-z0-9_-]+", self.text)
        return found.group(0) if found else ""

    def share(self, **fields: object) -> str:
        """Share everything in the passport; the link."""
        self.open("/passport/share")
        ids = re.findall(r'name="certificates" value="([0-9a-f]+)"', self.text)
        wish = {"certificates": ids, "purpose": "job", "days": "30", **fields}
        self.send("/passport/share/preview", **wish)
        assert self.status == 200
        self.send("/passport/share", **wish, share_id=self.hidden("share_id"))
        found = re.search(rf"{PUBLIC_URL}/s/[A-Za-z0-9_-]+", self.text)
        assert found is not None
        return found.group(0)


def browser(stage: Stage) -> Browser:
    """A browser that was never here."""
    return Browser(Client(stage.application, base_url=PUBLIC_URL))


def revoke(stage: Stage, result: AwardResult) -> None:
    """Have the training body take a certificate back."""
    with stage.services.database.session() as session:
        body = issuer.organisation_by_slug(session, "harbour")
        issuer.revoke(
            session,
            body,
            result.award.id,
            withdrawal=issuer.Withdrawal(reason=issuer.RevocationReason.ISSUED_IN_ERROR),
            desk=desk_of(stage.services),
            actor=ACTOR,
            at=stage.world.at,
        )
