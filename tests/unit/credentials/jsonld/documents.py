"""Documents that the tests of credentials/jsonld/ start from, always as fresh copies."""

import copy
from typing import Any

from credentials.jsonld import compiled, nquads, reference, trees
from credentials.jsonld.dataset import Dataset
from credentials.model import JSONObject, Policy
from credentials.problems import CredentialsError

V1 = "https://www.w3.org/2018/credentials/v1"
V2 = "https://www.w3.org/ns/credentials/v2"
BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
CREDENTIALS = "https://www.w3.org/2018/credentials#"

_BADGE: JSONObject = {
    "@context": [V2, BADGES, EXTENSIONS],
    "id": "urn:uuid:91537dba-56cb-41ec-bf63-0242ac130002",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Welding, level 2",
    "issuer": {"id": "did:web:training.example", "type": ["Profile"], "name": "Training body"},
    "validFrom": "2026-01-01T00:00:00Z",
    "validUntil": "2030-01-01T00:00:00Z",
    "credentialSubject": {
        "id": "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH",
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "Ana",
                "identityType": "name",
            }
        ],
        "creditsEarned": 5.5,
        "achievement": {
            "id": "https://training.example/achievements/1",
            "type": ["Achievement"],
            "criteria": {"narrative": "Weld ten seams."},
            "description": "Seams that hold",
            "name": "Welding",
            "inLanguage": "en",
            "tag": ["metal", "welding"],
            "image": {"id": "https://training.example/1.png", "type": "Image"},
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "weld",
                    "targetUrl": "https://esco.example/skill/1",
                }
            ],
            "resultDescription": [
                {
                    "id": "urn:uuid:0a5c6e5c-5a0c-4b7f-9d8b-0242ac130003",
                    "type": ["ResultDescription"],
                    "name": "Grade",
                    "resultType": "LetterGrade",
                    "allowedValue": ["C", "B", "A"],
                }
            ],
        },
        "result": [
            {
                "type": ["Result"],
                "resultDescription": "urn:uuid:0a5c6e5c-5a0c-4b7f-9d8b-0242ac130003",
                "value": "A",
            }
        ],
    },
    "credentialStatus": {
        "id": "https://training.example/status/1#5",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "5",
        "statusListCredential": "https://training.example/status/1",
    },
    "credentialSchema": [
        {
            "id": "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/"
            "ob_v3p0_achievementcredential_schema.json",
            "type": "1EdTechJsonSchemaValidator2019",
        }
    ],
}

_CREDENTIAL: JSONObject = {
    "@context": [V2],
    "id": "urn:uuid:5d3e3b62-6c9b-4a76-8a8d-0242ac130004",
    "type": ["VerifiableCredential"],
    "issuer": "did:web:training.example",
    "name": {"@value": "شهادة", "@language": "ar", "@direction": "rtl"},
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:ana", "name": "Ana"},
}


def badge(**members: Any) -> JSONObject:
    """A full Open Badge, with these members set."""
    return {**copy.deepcopy(_BADGE), **members}


def credential(**members: Any) -> JSONObject:
    """A small credential, with these members set."""
    return {**copy.deepcopy(_CREDENTIAL), **members}


def presentation(*shown: JSONObject, **members: Any) -> JSONObject:
    """A presentation of these credentials."""
    return {
        "@context": [V2],
        "type": "VerifiablePresentation",
        "holder": "did:example:ana",
        "verifiableCredential": list(shown),
        **members,
    }


def text(document: JSONObject) -> str:
    """Its canonical N-Quads under our own policy."""
    return _said(document, Policy.STRICT)


def loose_text(document: JSONObject) -> str:
    """Its canonical N-Quads under the policy of the standard."""
    return _said(document, Policy.W3C)


def _said(document: JSONObject, policy: Policy) -> str:
    """What the reference says; the compiled path has to say the same, or to leave it alone."""
    try:
        said = reference.canonical_nquads(document, policy=policy)
    except CredentialsError as error:
        assert_left(document, policy, error)
        raise
    walked = compiled.dataset_of(document, policy=policy)
    assert walked is None or walked.canonical() == said
    assert nquads.canonical_nquads(document, policy=policy).decode() == said
    return said


def assert_left(document: JSONObject, policy: Policy, refused: CredentialsError) -> None:
    """The compiled paths leave what the reference refuses, or refuse it as well."""
    try:
        walked: object = compiled.dataset_of(document, policy=policy)
        if isinstance(walked, Dataset):
            walked.canonical()
        else:
            walked = trees.canonical_nquads(document, policy=policy, hash_name="sha256")
    except CredentialsError as error:
        assert error.problem == refused.problem  # noqa: PT017 - two refusals are compared
    else:
        assert walked is None, "the compiled path reads what the reference refuses"
