"""Schemas that a credential names: applied when at hand, and never passed over silently."""

import base64
import hashlib
from typing import Any

import pytest

from credentials.model import JSONObject, Policy, as_bytes
from credentials.parsing import CREDENTIALS_V2, read_json
from credentials.problems import CredentialsError, ProblemCode, Verdict
from credentials.report import VerificationReport
from credentials.schema import ACHIEVEMENT_CREDENTIAL
from tests.unit.credentials.jsonld.documents import badge
from tests.world import Issuer, World

URL = "https://school.example/schemas/1"
SCHEMA: JSONObject = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "properties": {"description": {"type": "string", "maxLength": 10}},
    "required": ["description"],
}
ENTRY = {"id": URL, "type": "JsonSchema"}


def a_document(world: World, entry: Any, **changes: Any) -> JSONObject:
    return {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiableCredential"],
        "issuer": world.school.did,
        "credentialSubject": {"id": "did:example:worker"},
        "credentialSchema": entry,
        "description": "Short",
        **changes,
    }


def report_on(
    schemas: dict[str, bytes],
    entry: Any = ENTRY,
    policy: Policy = Policy.STRICT,
    world: World | None = None,
    **changes: Any,
) -> VerificationReport:
    world = world or World()
    world.schemas = schemas
    secured = world.issue(a_document(world, entry, **changes), policy=Policy.W3C)
    return world.verify(secured, policy=policy)


def unchecked(report: VerificationReport) -> list[str]:
    """Where the report says that a schema was not applied; nothing else may be wrong."""
    assert (report.verdict, report.problems) == (Verdict.VALID, ())
    assert {warning.code for warning in report.warnings} <= {ProblemCode.SCHEMA_UNCHECKED}
    return [warning.pointer for warning in report.warnings]


@pytest.mark.parametrize("policy", Policy)
def test_a_schema_that_is_at_hand_is_applied(policy: Policy) -> None:
    assert unchecked(report_on({URL: as_bytes(SCHEMA)}, policy=policy)) == []
    bad = report_on({URL: as_bytes(SCHEMA)}, policy=policy, description="Longer than ten")
    (problem,) = bad.problems
    assert (problem.code, problem.pointer) == (ProblemCode.SCHEMA_MISMATCH, "/description")
    assert bad.verdict is Verdict.INVALID


@pytest.mark.parametrize("policy", Policy)
@pytest.mark.parametrize(
    ("schemas", "entry"),
    [
        ({}, ENTRY),
        ({URL: b"{"}, ENTRY),
        ({URL: b"[]"}, ENTRY),
        ({URL: as_bytes({**SCHEMA, "$ref": "#"})}, ENTRY),
        ({URL: as_bytes(SCHEMA)}, {**ENTRY, "type": "https://type.example/Schema"}),
        ({URL: as_bytes(SCHEMA)}, {**ENTRY, "type": "JsonSchemaCredential"}),
    ],
)
def test_a_schema_that_is_not_applied_leaves_a_warning_and_never_a_pass(
    schemas: dict[str, bytes], entry: JSONObject, policy: Policy
) -> None:
    assert unchecked(report_on(schemas, entry, policy)) == ["/credentialSchema"]


def test_of_several_schemas_each_is_looked_at() -> None:
    other = {"id": "https://school.example/schemas/2", "type": "JsonSchema"}
    report = report_on({URL: as_bytes(SCHEMA)}, [ENTRY, other])
    assert unchecked(report) == ["/credentialSchema/1"]


def test_a_schema_that_cannot_be_reached_leaves_a_warning() -> None:
    world = World()
    world.unreachable.add(URL)
    assert unchecked(report_on({URL: as_bytes(SCHEMA)}, world=world)) == ["/credentialSchema"]


def test_the_badge_schema_is_kept_here_and_needs_no_warning() -> None:
    world = World()
    entry = {"id": ACHIEVEMENT_CREDENTIAL, "type": "1EdTechJsonSchemaValidator2019"}
    badge = world.document(credentialSchema=[entry])
    badge["@context"].append("https://purl.imsglobal.org/spec/ob/v3p0/extensions.json")
    badge["type"] = ["VerifiableCredential", "OpenBadgeCredential"]
    assert unchecked(world.verify(world.issue(badge))) == []


def test_nobody_is_asked_for_a_schema() -> None:
    assert report_on({}).wanted == ()


def test_a_schema_is_the_one_whose_digest_was_signed() -> None:
    content = as_bytes(SCHEMA)
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    entry = {**ENTRY, "digestSRI": f"sha256-{digest}"}
    assert unchecked(report_on({URL: content}, entry)) == []
    assert unchecked(report_on({URL: content + b" "}, entry)) == ["/credentialSchema"]


# ── Schemas in credentials ──

HELD = {"id": URL, "type": "JsonSchemaCredential"}


def a_schema_credential(world: World, issuer: Issuer | None = None, **changes: Any) -> bytes:
    body = issuer or world.school
    document: JSONObject = {
        "@context": [CREDENTIALS_V2],
        "id": URL,
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "issuer": body.did,
        "credentialSubject": {"id": URL + "#it", "type": "JsonSchema", "jsonSchema": SCHEMA},
        **changes,
    }
    return world.issue(document, issuer=body).content


def held(content: bytes, world: World, **changes: Any) -> VerificationReport:
    return report_on({URL: content}, HELD, world=world, **changes)


def test_a_schema_in_a_credential_that_holds_is_applied() -> None:
    world = World()
    content = a_schema_credential(world)
    assert unchecked(held(content, world)) == []
    assert [problem.code for problem in held(content, world, description="x" * 11).problems] == [
        ProblemCode.SCHEMA_MISMATCH
    ]


def test_a_schema_in_a_credential_by_somebody_whose_key_is_not_at_hand_is_not_applied() -> None:
    world = World()
    other = world.issuer("other.example")
    content = a_schema_credential(world, other)
    assert unchecked(held(content, world)) == []
    del world.issuers[other.did]
    assert unchecked(held(content, world)) == ["/credentialSchema"]


def test_a_schema_in_a_credential_that_does_not_hold_is_not_applied() -> None:
    world = World()
    entry = world.entry()
    for content in (
        a_schema_credential(world).replace(b'maxLength":10', b'maxLength":20'),
        a_schema_credential(world, validUntil="2026-01-01T00:00:00Z"),
        a_schema_credential(world, type=["VerifiableCredential"]),
        a_schema_credential(world, credentialStatus=entry),
        a_schema_credential(world, credentialSubject=[{"id": "urn:a"}, {"id": "urn:b"}]),
    ):
        assert unchecked(held(content, world)) == ["/credentialSchema"]


def test_a_map_of_languages_counts_where_something_was_signed() -> None:
    world = World()
    issuer = world.key_issuer()
    document: JSONObject = badge(issuer={"id": issuer.did, "type": ["Profile"], "name": "School"})
    del document["credentialStatus"]
    signed = read_json(world.issue(document, issuer=issuer).content)
    # Anybody can put a proof of their own behind it, which counts for nothing.
    other = {
        "type": "UnknownSuite2030",
        "verificationMethod": f"{issuer.did}#other",
        "proofPurpose": "assertionMethod",
        "note": {"en": "hello"},
    }
    report = world.verify(as_bytes({**signed, "proof": [signed["proof"], other]}))
    assert report.verdict is Verdict.VALID
    assert [one.code for one in report.warnings] == [ProblemCode.SUITE_UNKNOWN]
    changed = {**signed, "name": {"en": "Welding"}}
    assert world.verify(as_bytes(changed)).verdict is Verdict.INVALID
    with pytest.raises(CredentialsError, match="language"):
        world.issue({**document, "awardedDate": {"en": "x"}}, issuer=issuer)
    # Where the schema takes it, the statements do not.
    with pytest.raises(CredentialsError, match="language"):
        world.issue({**document, "note": {"en": "x"}}, issuer=issuer)
    document["credentialSubject"]["achievement"]["description"] = {"en": "x"}
    with pytest.raises(CredentialsError, match="language"):
        world.issue(document, issuer=issuer)
