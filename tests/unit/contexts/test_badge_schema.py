"""Our achievement credential schema against the published one, on a badge and its mutations."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from credentials.jsonld import loader
from credentials.model import JSONObject

URL = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
PUBLISHED = (
    Path(__file__).parents[3].parent
    / "shared/reference/schemas/ob_v3p0_achievementcredential_schema.json"
)
OURS = jsonschema_rs.Draft201909Validator(loader.schema(URL))

PROFILE: JSONObject = {
    "id": "did:web:training.example",
    "type": ["Profile"],
    "name": "Training body",
    "image": {"id": "https://training.example/logo.png", "type": "Image", "caption": "Logo"},
    "address": {
        "type": ["Address"],
        "addressCountry": "Kenya",
        "geo": {"type": "GeoCoordinates", "latitude": -1.28, "longitude": 36.8},
    },
    "otherIdentifier": [
        {"type": "IdentifierEntry", "identifier": "TB-7", "identifierType": "ext:register"}
    ],
    "dateOfBirth": "1990-01-01",
}

BADGE: JSONObject = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ],
    "id": "urn:uuid:91537dba-56cb-41ec-bf63-0242ac130002",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Welding",
    "description": "Seams that hold",
    "image": {"id": "https://training.example/1.png", "type": "Image"},
    "awardedDate": "2026-01-01T00:00:00Z",
    "issuer": PROFILE,
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2030-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:example:ana",
        "type": ["AchievementSubject"],
        "activityStartDate": "2025-01-01T00:00:00Z",
        "creditsEarned": 5.5,
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "Ana",
                "identityType": "name",
                "salt": "s",
            }
        ],
        "role": "welder",
        "source": {"id": "did:web:source.example", "type": ["Profile"]},
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:r:1",
                "status": "Completed",
                "value": "A",
            }
        ],
        "achievement": {
            "id": "https://training.example/achievements/1",
            "type": ["Achievement"],
            "achievementType": "Certificate",
            "creator": {"id": "did:web:training.example", "type": ["Profile"]},
            "criteria": {"id": "https://training.example/c", "narrative": "Weld ten seams."},
            "description": "Seams that hold",
            "name": "Welding",
            "inLanguage": "en-GB",
            "tag": ["metal"],
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "weld",
                    "targetUrl": "https://esco.example/skill/1",
                    "targetType": "ceterms:Credential",
                }
            ],
            "related": [
                {"id": "https://training.example/1/ar", "type": ["Related"], "inLanguage": "ar"}
            ],
            "resultDescription": [
                {
                    "id": "urn:r:1",
                    "type": ["ResultDescription"],
                    "name": "Grade",
                    "resultType": "LetterGrade",
                    "allowedValue": ["C", "B", "A"],
                    "rubricCriterionLevel": [
                        {"id": "urn:l:1", "type": ["RubricCriterionLevel"], "name": "Good"}
                    ],
                }
            ],
        },
    },
    "evidence": [{"id": "https://training.example/e", "type": ["Evidence"], "name": "Photo"}],
    "credentialSchema": [{"id": URL, "type": "1EdTechJsonSchemaValidator2019"}],
    "credentialStatus": {
        "id": "https://training.example/status/1#5",
        "type": "BitstringStatusListEntry",
    },
    "refreshService": {"id": "https://training.example/r", "type": "1EdTechCredentialRefresh"},
    "termsOfUse": [{"type": "Terms"}],
    "proof": [{"type": "DataIntegrityProof", "created": "2026-01-01T00:00:00Z"}],
    "endorsementJwt": ["e30.e30.e30"],
    "endorsement": [
        {
            "@context": [
                "https://www.w3.org/ns/credentials/v2",
                "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            ],
            "id": "urn:e:1",
            "type": ["VerifiableCredential", "EndorsementCredential"],
            "name": "Endorsed",
            "issuer": "did:web:endorser.example",
            "validFrom": "2026-01-01T00:00:00Z",
            "credentialSubject": {
                "id": "https://training.example/achievements/1",
                "type": ["EndorsementSubject"],
                "endorsementComment": "Good",
            },
        }
    ],
}


def mutations(value: Any) -> Iterator[Any]:
    """Copies of a document, each with one part gone, added, or of another kind."""
    keys = list(value) if isinstance(value, dict) else range(len(value))
    for key in keys:
        gone = copy.copy(value)
        del gone[key]
        yield gone
        for other in ("x", "ext:x", 5, True, None, {}, [], ["x"], [value[key]], {"id": "urn:x:1"}):
            changed = copy.copy(value)
            changed[key] = other
            yield changed
        if isinstance(value[key], dict | list):
            for part in mutations(value[key]):
                changed = copy.copy(value)
                changed[key] = part
                yield changed
    if isinstance(value, dict):
        yield {**value, "unheardOf": "x"}


def test_a_badge_with_every_part_passes() -> None:
    assert OURS.is_valid(BADGE)


def test_a_badge_names_its_subject_by_an_id_or_by_an_identity() -> None:
    badge = copy.deepcopy(BADGE)
    del badge["credentialSubject"]["id"]
    assert OURS.is_valid(badge)
    del badge["credentialSubject"]["identifier"]
    assert not OURS.is_valid(badge)


@pytest.mark.parametrize("member", ["name", "description"])
def test_a_map_of_languages_in_place_of_a_text_is_refused(member: str) -> None:
    badge = copy.deepcopy(BADGE)
    badge["credentialSubject"]["achievement"][member] = {"en": "Welding"}
    assert not OURS.is_valid(badge)


@pytest.mark.skipif(
    not PUBLISHED.is_file(), reason="the published schema is not in ../shared/reference"
)
def test_what_the_published_schema_refuses_is_refused_here() -> None:
    published = jsonschema_rs.Draft201909Validator(json.loads(PUBLISHED.read_bytes()))
    assert published.is_valid(BADGE)
    refused = [badge for badge in mutations(BADGE) if not published.is_valid(badge)]
    assert len(refused) > 1_000
    assert [badge for badge in refused if OURS.is_valid(badge)] == []
