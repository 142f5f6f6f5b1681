"""What a badge says of frameworks and results is text: nothing of it acts or is fetched."""

import re
from typing import Any

import pytest

from app.issuer import service as issuer
from app.issuer.people import Person
from tests.journeys.stage import Stage
from tests.unit.app.school import NOON, TODAY
from tests.unit.wallet_api.worker import give

HOSTILE = '"><img src=x onerror=alert(1)><script>alert(1)</script>{{ 7*7 }}'
DECEPTIVE = "https://europass.europa.eu@evil.example/level"


def described(**facts: Any) -> issuer.Description:
    return issuer.Description(
        code="HOSTILE", name="Welder", description="Welds.", criteria="A test.", **facts
    )


@pytest.fixture
def page(plain_stage: Stage) -> str:
    """The check of a certificate whose every fact is hostile."""
    give(plain_stage, "Ana")
    services = plain_stage.services
    desk = issuer.Desk(custody=services.custody, public_url=services.settings.public_url)
    facts: dict[str, Any] = {
        "alignments": (
            issuer.Alignment(
                kind="level", framework=HOSTILE, code=HOSTILE[:60], name=HOSTILE, url=DECEPTIVE
            ),
            issuer.Alignment(kind="skill", framework="F", name=HOSTILE, url=DECEPTIVE),
        ),
        "outcomes": (HOSTILE,),
        "refresher": HOSTILE,
        "results": (issuer.Measure(name=HOSTILE),),
        "credits": 1,
        "credit_scheme": HOSTILE,
        "translations": (
            issuer.Translation(
                language="fr", name=HOSTILE, description=HOSTILE, outcomes=(HOSTILE,)
            ),
        ),
    }
    with services.database.session() as session:
        body = next(item for item in issuer.organisations(session) if item.slug == "harbour")
        achievement = issuer.create_achievement(
            session, body, described(**facts), actor="test", at=NOON
        )
        grant = issuer.Grant(
            person=Person("Ana", register_number="H-1"),
            awarded_on=TODAY,
            results=(issuer.Reached(name=HOSTILE, value=HOSTILE),),
        )
        at = plain_stage.world.at
        made = issuer.award(session, body, achievement, grant, desk=desk, actor="test", at=at)
        content = made.award.content
    answer = plain_stage.client.post(
        "/verify", files={"file": ("a.json", content)}, headers={"Accept": "text/html"}
    )
    assert answer.status_code == 200
    return answer.text


def test_a_hostile_fact_is_only_a_text(page: str) -> None:
    assert "alert(1)" in page
    for tag in ("<script>alert", "<img src=x"):
        assert tag not in page
    assert ">49<" not in page
    assert not re.search(r"<[a-z]+[^>]*\son[a-z]+=", page)


def test_an_address_of_a_framework_is_no_link_and_shows_whose_it_is(page: str) -> None:
    assert not re.search(r'(?:href|src|action)="[^"]*evil\.example', page)
    assert '<bdi dir="ltr">evil.example</bdi>' in page
