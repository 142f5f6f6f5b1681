"""Comprehensive Learner Records 2.0: one credential with certificates of others in it."""

import json
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from credentials.badges.achievement import OPEN_BADGES_V3
from credentials.badges.records import CLR_V2, MOST, check
from credentials.enveloping.form import Occasion
from credentials.enveloping.registry import secured_credential
from credentials.jsonld.nquads import canonical_nquads
from credentials.materials import NOTHING_AT_HAND
from credentials.model import JSONObject, Policy
from credentials.parsing import CREDENTIALS_V2
from credentials.problems import ProblemCode, Verdict
from credentials.proofs import data_integrity
from credentials.question import Expectation
from credentials.report import Answer
from tests.refusal import refused
from tests.world import Issuer, World, changed

VECTORS = Path(__file__).parents[5] / "shared/vectors/openbadges-spec-impl-vectors/clrv2p0"
PURL = "https://purl.imsglobal.org/spec"
LEARNER, COLLEGE = "did:example:amina", "did:web:college.example"
COURSE, LESSON = (
    "urn:uuid:a7467ef6-56cb-11ec-bf63-0242ac130002",
    "urn:uuid:dd887f0a-56cb-11ec-bf63-0242ac130002",
)
ASSOCIATION = {
    "type": ["Association"],
    "associationType": "isParentOf",
    "sourceId": COURSE,
    "targetId": LESSON,
}


def achievement(identifier: str) -> JSONObject:
    return {
        "id": identifier,
        "type": ["Achievement"],
        "name": "A part of a course",
        "description": "One of several",
        "criteria": {"narrative": "Tested"},
    }


def a_badge(world: World, issuer: Issuer | None = None, **changes: Any) -> JSONObject:
    issuer = issuer or world.issuers.get(COLLEGE) or world.issuer("college.example")
    types = ["VerifiableCredential", "OpenBadgeCredential"]
    document = world.document(issuer, type=types, **changes)
    document["credentialSubject"]["id"] = LEARNER
    badge: JSONObject = json.loads(world.issue(document, issuer=issuer).content)
    return badge


def a_record(world: World, *badges: JSONObject, **members: Any) -> JSONObject:
    """An unsigned record of the school."""
    return {
        "@context": [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3],
        "id": "urn:uuid:5d0cb8a6-0a9e-4b60-9f0c-7b8a4a1f6a11",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": world.school.did, "type": ["Profile"]},
        "name": "Record of learning",
        "validFrom": "2026-05-01T00:00:00Z",
        "partial": True,
        "credentialSubject": {
            "id": LEARNER,
            "type": ["ClrSubject"],
            "verifiableCredential": list(badges),
            "achievement": [achievement(COURSE), achievement(LESSON)],
            "association": [dict(ASSOCIATION)],
            **members,
        },
    }


@pytest.mark.parametrize("form", [None, "vc+jwt"])
def test_each_certificate_of_a_record_has_a_verdict_of_its_own(form: str | None) -> None:
    world = World()
    record = a_record(world, a_badge(world), a_badge(world, id="urn:uuid:2", name="Another"))
    report = world.verify(world.issue(record, form=form))
    assert report.verdict is Verdict.VALID
    assert [(each.verdict, each.issuer) for each in report.inner] == [
        (Verdict.VALID, COLLEGE),
        (Verdict.VALID, COLLEGE),
    ]
    answer = report.as_json(problem_base="https://passport.example/problems")
    assert [each["verdict"] for each in answer["credentials"]] == ["valid", "valid"]


def test_what_two_certificates_say_of_one_body_need_not_be_the_same() -> None:
    world = World()
    college = world.issuer("college.example")
    renamed = {"id": college.did, "type": ["Profile"], "name": "College, under its new name"}
    unsigned = {name: value for name, value in a_badge(world).items() if name != "proof"}
    later = world.issue(unsigned | {"id": "urn:uuid:2", "issuer": renamed}, issuer=college)
    record = a_record(world, a_badge(world), json.loads(later.content))
    assert world.verify(world.issue(record)).verdict is Verdict.VALID


def test_a_certificate_that_was_forged_before_it_came_into_a_record_makes_it_invalid() -> None:
    world = World()
    forged = a_badge(world) | {"name": "Doctor of medicine"}
    report = world.verify(world.issue(a_record(world, a_badge(world, id="urn:uuid:2"), forged)))
    assert (report.genuine, report.verdict) == (Answer.YES, Verdict.INVALID)
    assert [each.verdict for each in report.inner] == [Verdict.VALID, Verdict.INVALID]
    assert [(one.code, one.pointer) for one in report.problems] == [
        (ProblemCode.TAMPERED, "/credentialSubject/verifiableCredential/1/proof")
    ]


def test_a_withdrawn_certificate_in_a_record_is_pointed_at() -> None:
    world = World()
    world.issuer("college.example")
    badge = a_badge(world, credentialStatus=world.entry(issuer=world.issuers[COLLEGE]))
    world.set_status(badge, "revocation", world.issuers[COLLEGE])
    report = world.verify(world.issue(a_record(world, badge)))
    assert [one.code for one in report.problems] == [ProblemCode.REVOKED]
    assert (report.current, report.inner[0].current) == (Answer.YES, Answer.NO)


def test_what_a_certificate_needs_is_asked_for_after_the_record_held() -> None:
    world = World()
    signed = world.issue(a_record(world, a_badge(world)))
    first = world.verify(signed, materials=NOTHING_AT_HAND)
    assert [want.url for want in first.wanted] == ["https://school.example/.well-known/did.json"]
    documents = world.materials().did_documents
    school = replace(NOTHING_AT_HAND, did_documents={world.school.did: documents[world.school.did]})
    second = world.verify(signed, materials=school)
    assert [want.url for want in second.wanted] == ["https://college.example/.well-known/did.json"]
    assert (second.genuine, second.verdict) == (Answer.YES, Verdict.UNDETERMINED)


def test_a_record_in_a_record_is_refused() -> None:
    world = World()
    inside = json.loads(world.issue(a_record(world, a_badge(world))).content)
    outside = a_record(world, inside) | {"id": "urn:uuid:1"}
    at = Occasion(world.at)
    signed = secured_credential(outside, world.school.signer, name="vc+jwt", occasion=at)
    report = world.verify(signed)
    assert (report.genuine, report.verdict) == (Answer.YES, Verdict.INVALID)
    assert [one.detail for one in report.problems] == ["a learner record inside a credential"]


def test_a_presentation_shows_a_record() -> None:
    world = World()
    holder = world.key_issuer()
    shown = world.present([world.issue(a_record(world, a_badge(world)))], holder)
    expect = Expectation(domain="reader.example", challenge="share-1")
    report = world.verify(shown, expect=expect)
    assert report.verdict is Verdict.VALID
    assert [each.verdict for each in report.inner[0].inner] == [Verdict.VALID]


def _mixed(record: JSONObject) -> None:
    # The achievement of the certificate's subject as one of the record's own learner.
    subject = record["credentialSubject"]
    (badge,) = subject["verifiableCredential"]
    subject["type"] = ["ClrSubject", "AchievementSubject"]
    subject["result"] = badge["credentialSubject"].pop("result")


def _listed_inside(record: JSONObject) -> None:
    subject = record["credentialSubject"]
    (badge,) = subject["verifiableCredential"]
    badge["credentialSubject"]["type"] = ["AchievementSubject", "ClrSubject"]


def _copied(record: JSONObject) -> None:
    # What the certificate says of its issuer, said by the record of the same one.
    (badge,) = record["credentialSubject"]["verifiableCredential"]
    achievement = record["credentialSubject"]["achievement"][0]
    achievement["creator"] = {**badge["issuer"], "url": "https://fake.example"}


@pytest.mark.parametrize("move", [_mixed, _listed_inside, _copied])
def test_no_part_moves_between_a_record_and_a_certificate_in_it(move: Any) -> None:
    # In the graph the learner is one node, and a signature alone would not see it.
    world = World()
    badge = a_badge(world)
    badge["credentialSubject"]["result"] = [{"type": ["Result"], "value": "A"}]
    record = world.issue(a_record(world, badge))
    report = world.verify(changed(record, move))
    assert report.genuine is Answer.NO
    assert {one.code for one in report.problems} == {ProblemCode.TREE_CHANGED}


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        (lambda it: it.pop("name"), "/name"),
        (lambda it: it.update(name={"@value": "x"}), "/name"),
        (lambda it: it.pop("id"), "/id"),
        (lambda it: it.update(partial="true"), "/partial"),
        (lambda it: it.update(credentialSubject=[{"type": "ClrSubject"}]), "/credentialSubject"),
        (lambda it: it["credentialSubject"].update(type=["X"]), "/credentialSubject"),
        (
            lambda it: it["credentialSubject"].pop("verifiableCredential"),
            "/credentialSubject/verifiableCredential",
        ),
        (
            lambda it: it["credentialSubject"].update(verifiableCredential=["eyJ"]),
            "/credentialSubject/verifiableCredential/0",
        ),
        (
            lambda it: it["credentialSubject"].update(verifiableCredential={"type": "X"}),
            "/credentialSubject/verifiableCredential/0/type",
        ),
        (
            lambda it: it["credentialSubject"]["achievement"][1].pop("criteria"),
            "/credentialSubject/achievement/1/criteria",
        ),
        (
            lambda it: it["credentialSubject"]["association"][0].pop("targetId"),
            "/credentialSubject/association/0/targetId",
        ),
    ],
)
def test_a_record_of_another_form_is_pointed_at(change: Any, pointer: str) -> None:
    record = a_record(
        World(), {"type": ["VerifiableCredential"], "issuer": "", "credentialSubject": {}}
    )
    assert check(record) == []
    change(record)
    assert [(one.code, one.pointer) for one in check(record)] == [
        (ProblemCode.SCHEMA_MISMATCH, pointer)
    ]


def test_a_record_of_another_form_is_not_issued() -> None:
    world = World()
    with refused(ProblemCode.SCHEMA_MISMATCH, pointer="/credentialSubject/verifiableCredential"):
        world.issue(a_record(world, verifiableCredential=[]))


def test_a_record_of_another_form_is_invalid() -> None:
    world = World()
    signed = data_integrity.secure(
        a_record(world, a_badge(world), association=[{"type": ["Association"]}]),
        signer=world.school.signer,
        purpose="assertionMethod",
        at=world.at,
        policy=Policy.STRICT,
    )
    report = world.verify(signed)
    assert (report.genuine, report.verdict) == (Answer.YES, Verdict.INVALID)
    assert {one.code for one in report.problems} == {ProblemCode.SCHEMA_MISMATCH}


def test_what_a_holder_left_out_of_a_record_is_no_fault() -> None:
    record = a_record(World())
    del record["name"], record["credentialSubject"]["verifiableCredential"]
    assert check(record, is_partial=True) == []
    record["partial"] = 1
    assert [one.pointer for one in check(record, is_partial=True)] == ["/partial"]


def test_a_record_of_more_certificates_than_are_looked_at_is_left_open() -> None:
    record = a_record(World(), *[{"type": "EnvelopedVerifiableCredential"}] * (MOST + 1))
    assert [one.code for one in check(record)] == [ProblemCode.TOO_COMPLEX]


def test_what_is_no_record_has_no_form_of_one() -> None:
    world = World()
    assert check(world.document()) == []
    assert world.verify(world.issue()).inner == ()


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the published vectors are not beside the project")
def test_the_statements_of_a_record_are_the_published_ones() -> None:
    published = (VECTORS / "document-canon.txt").read_bytes()
    assert canonical_nquads(published_record(), policy=Policy.STRICT) == published


def published_record() -> JSONObject:
    """The example of the Open Badges Implementation Guide, one thing in the same words each time.

    There the creator of an achievement has the issuer's identifier and less of its words; the
    statements are the same.
    """
    university = {
        "id": "https://example.edu/issuers/565049",
        "type": "Profile",
        "name": "Example University",
    }
    schemas = {
        name: [{"id": f"{PURL}/{name}", "type": "1EdTechJsonSchemaValidator2019"}]
        for name in (
            "ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
            "clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json",
        )
    }
    badge_schema, record_schema = schemas.values()
    courses = [
        {
            "id": identifier,
            "type": "Achievement",
            "creator": university,
            "name": f"Achievement {number}",
            "criteria": {"id": f"https://example.edu/achievements/{identifier[9:]}/criteria"},
            "description": f"Achievement {number}",
            "image": {"id": "https://example.edu/achievements/sample.png", "type": "Image"},
        }
        for number, identifier in ((1, COURSE), (2, LESSON))
    ]
    learner = "did:example:ebfeb1f712ebc6f1c276e12ec21"
    key = "z6MkjZRZv3aez3r18pB1RBFJR1kwUVJ5jHt92JmQwXbd5hwi"
    both = {"issuer": university, "validFrom": "2010-01-01T00:00:00Z"}
    badge = both | {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3, f"{PURL}/ob/v3p0/extensions.json"],
        "id": "urn:uuid:91537dba-56cb-11ec-bf63-0242ac130002",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "name": "Example University Degree",
        "credentialSubject": {
            "id": learner,
            "type": "AchievementSubject",
            "achievement": courses[0],
        },
        "credentialSchema": badge_schema,
        "proof": [
            {
                "type": "DataIntegrityProof",
                "created": "2010-01-01T19:23:24Z",
                "verificationMethod": f"{university['id']}#{key}",
                "cryptosuite": "eddsa-rdfc-2022",
                "proofPurpose": "assertionMethod",
                "proofValue": "z45QnLySMt2mWuW787G6cf3SLkP97ZkMZxLeXH5yaaTQPCtTup4GCV95tU8HEnQJ"
                "SyGCokSj3AvUhmJtvveTmN4Vu",
            }
        ],
    }
    return both | {
        "@context": [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3, f"{PURL}/ob/v3p0/extensions.json"],
        "id": "http://example.edu/credentials/3732",
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": "Sample Transcript",
        "credentialSubject": {
            "id": learner,
            "type": "ClrSubject",
            "verifiableCredential": [badge],
            "achievement": courses,
            "association": [ASSOCIATION],
        },
        "credentialSchema": record_schema,
    }
