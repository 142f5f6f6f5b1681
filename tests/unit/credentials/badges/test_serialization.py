"""Every member of an Open Badge 3.0: signed as it stands, and written as it has to be."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from credentials.model import JSONObject
from credentials.problems import CredentialsError, ProblemCode, Verdict
from credentials.schema import ACHIEVEMENT_CREDENTIAL
from tests.refusal import refused
from tests.world import World, changed

EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
AWARD = "https://school.example/achievements/welder"


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def badge(world: World, **changes: Any) -> JSONObject:
    """A badge that uses what the data model has (Open Badges 3.0 §B.1)."""
    document = world.document(type=["VerifiableCredential", "OpenBadgeCredential"])
    document |= {"awardedDate": "2026-06-12T00:00:00Z", "description": "For a passed test."}
    document["evidence"] = [
        {"type": ["Evidence"], "id": "https://school.example/e/1", "name": "Film"}
    ]
    document["credentialSchema"] = [
        {"id": ACHIEVEMENT_CREDENTIAL, "type": "1EdTechJsonSchemaValidator2019"}
    ]
    document["@context"] = [*document["@context"], EXTENSIONS]
    subject = document["credentialSubject"]
    subject |= {
        "licenseNumber": "W-1",
        "term": "Spring",
        "creditsEarned": 2.5,
        "role": "Apprentice",
    }
    subject["image"] = {
        "id": "https://school.example/i/1.png",
        "type": "Image",
        "caption": "A weld",
    }
    subject["result"] = [
        {
            "type": ["Result"],
            "resultDescription": f"{AWARD}#grade",
            "achievedLevel": f"{AWARD}#good",
            "alignment": [
                {"type": ["Alignment"], "targetName": "EN", "targetUrl": "https://en.example"}
            ],
        },
        {"type": ["Result"], "resultDescription": f"{AWARD}#hours", "value": "40"},
    ]
    subject["achievement"] |= {
        "inLanguage": "en",
        "humanCode": "W1",
        "tag": ["metal", "fire"],
        "creditsAvailable": 3,
        "image": {"id": "https://school.example/w.png", "type": "Image", "caption": "A torch"},
        "alignment": [
            {
                "type": ["Alignment"],
                "targetName": "Welding",
                "targetUrl": "https://esco.example/w",
                "targetCode": "7212",
                "targetFramework": "ESCO",
            }
        ],
        "resultDescription": [
            {
                "id": f"{AWARD}#grade",
                "type": ["ResultDescription"],
                "name": "Grade",
                "resultType": "RubricCriterionLevel",
                "requiredLevel": f"{AWARD}#fair",
                "rubricCriterionLevel": [
                    {"id": f"{AWARD}#{name}", "type": ["RubricCriterionLevel"], "name": name}
                    for name in ("fair", "good")
                ],
            },
            {
                "id": f"{AWARD}#hours",
                "type": ["ResultDescription"],
                "name": "Hours",
                "resultType": "ext:LearningHours",
                "allowedValue": ["20", "40"],
            },
        ],
        "related": [{"id": f"{AWARD}/2", "type": ["Related"], "inLanguage": "fr", "version": "2"}],
        "otherIdentifier": [
            {"type": "IdentifierEntry", "identifier": "7", "identifierType": "systemId"}
        ],
    }
    return document | changes


def texts(value: Any, way: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The way to every text of a document, but for its contexts and its proof."""
    if isinstance(value, str):
        yield way
        return
    members = value.items() if isinstance(value, dict) else ()
    for name, item in (*members, *(enumerate(value) if isinstance(value, list) else ())):
        if name not in ("@context", "proof"):
            yield from texts(item, (*way, name))


def test_every_part_of_a_badge_is_covered_by_the_signature(world: World) -> None:
    secured = world.issue(badge(world))
    assert world.verify(secured).verdict is Verdict.VALID
    materials = world.materials()
    ways = list(texts(json.loads(secured.content)))
    assert len(ways) > 70
    for way in ways:

        def edit(document: Any, way: tuple[str | int, ...] = way) -> None:
            for member in way[:-1]:
                document = document[member]
            document[way[-1]] += "1"

        report = world.verify(changed(secured, edit), materials=materials)
        assert report.verdict is not Verdict.VALID, way


@pytest.mark.parametrize("empty", [None, []])
@pytest.mark.parametrize("member", ["endorsement", "evidence", "description"])
def test_a_member_that_says_nothing_is_refused(world: World, member: str, empty: object) -> None:
    document = badge(world, **{member: empty})
    with pytest.raises(CredentialsError, match=r"bad-value|term-undefined|schema-mismatch"):
        world.issue(document)
    later = changed(world.issue(badge(world)), lambda it: it.update({member: empty}))
    assert world.verify(later).verdict is Verdict.INVALID


@pytest.mark.parametrize("member", ["image", "criteria", "alignment", "resultDescription"])
def test_an_address_in_the_place_of_an_object_is_refused(world: World, member: str) -> None:
    document = badge(world)
    document["credentialSubject"]["achievement"][member] = "https://school.example/elsewhere"
    with refused(ProblemCode.SCHEMA_MISMATCH):
        world.issue(document)


def test_the_schema_that_a_credential_names_is_applied_to_it(world: World) -> None:
    document = badge(world, type=["VerifiableCredential"])
    del document["credentialSubject"]["achievement"]["criteria"]
    with refused(ProblemCode.SCHEMA_MISMATCH):
        world.issue(document)
