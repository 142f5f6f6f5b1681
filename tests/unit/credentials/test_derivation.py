"""derive() through the front door: what a holder may leave out, and what readers make of it."""

import json
from typing import Any

import pytest

from credentials.derivation import derive
from credentials.issuance import issue
from credentials.keys.algorithms import BLS12381, P256
from credentials.model import JSONObject, Policy, SecuredCredential, as_bytes
from credentials.parsing import credential
from credentials.problems import ProblemCode, Verdict
from tests.attacks.forging import codes
from tests.refusal import refused
from tests.world import World

ACHIEVEMENT = "/credentialSubject/achievement"


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def base(world: World, *mandatory: str, **changes: Any) -> SecuredCredential:
    """A badge as its issuer gives it to the holder."""
    issuer = world.key_issuer(P256)
    badge = {"type": ["VerifiableCredential", "OpenBadgeCredential"]}
    document = world.document(issuer, **{**badge, **changes})
    return issue(
        credential(document),
        issuer.signer,
        at=world.at,
        cryptosuite="ecdsa-sd-2023",
        mandatory_pointers=mandatory,
    )


def shown(content: bytes) -> JSONObject:
    document: JSONObject = json.loads(content)
    return document


def test_a_holder_shows_a_part_and_the_reader_learns_that_it_is_one(world: World) -> None:
    part = derive(base(world).content, [f"{ACHIEVEMENT}/name"])
    report = world.verify(part)
    assert report.verdict is Verdict.VALID, report.problems
    assert [warning.code for warning in report.warnings] == [ProblemCode.PARTS_LEFT_OUT]
    achievement = report.credential["credentialSubject"]["achievement"]
    assert achievement.keys() == {"id", "type", "name"}


@pytest.mark.parametrize("value", [..., None, "", 5, ["u2V0B"]])
def test_nothing_is_derived_from_a_proof_without_its_value(world: World, value: Any) -> None:
    whole = shown(base(world).content)
    whole["proof"] = {**whole["proof"], "proofValue": value}
    if value is ...:
        del whole["proof"]["proofValue"]
    with refused(ProblemCode.PROOF_REJECTED, pointer="/proof/proofValue"):
        derive(as_bytes(whole), [ACHIEVEMENT])


def test_dates_and_status_are_never_left_out(world: World) -> None:
    entry = world.entry(issuer=world.key_issuer(P256))
    part = shown(derive(base(world, credentialStatus=entry).content, [ACHIEVEMENT]).content)
    assert part.keys() >= {"issuer", "validFrom", "validUntil", "credentialStatus"}
    assert "name" not in part


def test_what_the_issuer_demands_stays(world: World) -> None:
    part = shown(derive(base(world, "/name", "/issuer").content, [ACHIEVEMENT]).content)
    assert part["name"] == "Welder"


def test_the_base_proof_itself_is_invalid_and_says_why(world: World) -> None:
    report = world.verify(base(world))
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.PROOF_NOT_FOR_SHOWING]


def test_a_whole_credential_by_such_a_suite_is_for_showing(world: World) -> None:
    issuer = world.key_issuer(P256)
    secured = issue(
        credential(world.document(issuer)), issuer.signer, at=world.at, cryptosuite="ecdsa-sd-2023"
    )
    assert world.verify(secured).verdict is Verdict.VALID


def test_a_part_has_to_keep_the_rules_of_a_badge_but_for_what_is_missing(world: World) -> None:
    holder = {"type": ["AchievementSubject"], "id": "did:example:worker"}
    achievement = {"id": "urn:x:a", "type": ["Achievement"], "achievementType": "ext:Pet"}
    subject = {**holder, "achievement": {**achievement, "name": "Welder", "criteria": {}}}
    unsigned = {"type": ["VerifiableCredential"], "credentialSubject": subject}
    content = base(world, **unsigned).content
    assert world.verify(derive(content, [f"{ACHIEVEMENT}/name"])).verdict is Verdict.VALID


def test_without_a_subject_there_is_no_credential(world: World) -> None:
    for chosen in ([], ["/name"]):
        with refused(ProblemCode.BAD_VALUE, pointer="/credentialSubject"):
            derive(base(world).content, chosen)


@pytest.mark.parametrize("pointer", ["/nothing", "/credentialSubject/identifier/7"])
def test_a_pointer_to_nothing_is_named(world: World, pointer: str) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer=pointer):
        derive(base(world).content, [ACHIEVEMENT, pointer])
    with refused(ProblemCode.BAD_VALUE, pointer=""):
        derive(base(world).content, ["/" + "x" * 201])


@pytest.mark.parametrize("content", [b"[]", b"7", b'"x"'])
def test_what_is_no_document_has_no_parts(content: bytes) -> None:
    with refused(ProblemCode.BAD_VALUE):
        derive(content, ["/name"])


def test_a_signature_over_the_whole_is_not_derived_from(world: World) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/proof"):
        derive(world.issue().content, ["/name"])


def test_with_a_whole_signature_beside_it_nothing_was_left_out(world: World) -> None:
    issuer = world.key_issuer(P256)
    document = world.document(issuer)
    made = [
        shown(issue(credential(document), issuer.signer, at=world.at, cryptosuite=suite).content)
        for suite in ("ecdsa-sd-2023", "ecdsa-rdfc-2019")
    ]
    both = {**document, "proof": [one["proof"] for one in made]}
    report = world.verify(json.dumps(both).encode())
    assert report.verdict is Verdict.VALID
    assert report.warnings == ()


def test_what_the_guards_refuse_is_refused_to_the_holder_too(world: World) -> None:
    document = shown(base(world).content)
    with refused(ProblemCode.TERM_UNDEFINED):
        derive(json.dumps({**document, "grade": "A"}).encode(), [ACHIEVEMENT], policy=Policy.W3C)


def test_what_is_shown_is_bound_to_what_the_reader_chose_where_the_suite_can(world: World) -> None:
    issuer = world.key_issuer(BLS12381)
    unlinkable = issue(
        credential(world.document(issuer)), issuer.signer, at=world.at, mandatory_pointers=[]
    )
    part = derive(unlinkable.content, [ACHIEVEMENT], presentation_header=b"n-0S6_WzA2Mj")
    assert world.verify(part).verdict is Verdict.VALID
    with refused(ProblemCode.BAD_VALUE):
        derive(base(world).content, [ACHIEVEMENT], presentation_header=b"n-0S6_WzA2Mj")
