"""Who secured a document, where it is told apart by one check alone; and what is said beside."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from msgspec.structs import replace

from credentials.did.document import PublishedKey, key_document
from credentials.jose import compact
from credentials.materials import Fetched
from credentials.memory import Memory
from credentials.model import JSONObject, MediaType, Policy, SecuredCredential, as_bytes
from credentials.problems import ProblemCode, Verdict
from credentials.proofs.cryptosuite import encode_value
from credentials.proofs.hashing import canonical_json
from credentials.question import Expectation
from credentials.sdjwt.combined import Combined
from credentials.sdjwt.concealing import Hiding, conceal
from credentials.sdjwt.key_binding import confirmation
from credentials.trust import Reason
from tests.attacks.forging import codes, with_two_proofs
from tests.typed_world import NONCE, READER, TypedWorld, key_of
from tests.world import NOON, World, changed


def a_token(world: World, **claims: Any) -> bytes:
    payload = as_bytes({**world.document(), **claims})
    return compact.sign(payload, world.school.signer, typ="vc+jwt", cty="vc").encode()


def test_the_leeway_of_a_tokens_clock_is_a_minute_and_not_less() -> None:
    world, now = World(), int(NOON.timestamp())
    for claims in ({"iat": now + 60}, {"nbf": now + 60}, {"exp": now - 60}):
        assert world.verify(a_token(world, **claims)).verdict is Verdict.VALID


def test_only_the_time_of_signature_may_be_a_date_by_the_standard() -> None:
    world = World()
    for claim, verdict in (("iat", Verdict.VALID), ("exp", Verdict.INVALID)):
        token = a_token(world, **{claim: "2099-01-01T00:00:00Z"})
        assert world.verify(token, policy=Policy.W3C).verdict is verdict


def test_a_key_binding_within_the_leeway_is_taken() -> None:
    world = TypedWorld()
    shown = world.shown(at=world.at + (NOON.replace(minute=1) - NOON))
    asked = Expectation(domain=READER, challenge=NONCE)
    assert world.verify(shown, expect=asked).verdict is Verdict.VALID


def test_a_token_that_is_bound_to_no_key_answers_nobody() -> None:
    world = TypedWorld()
    asked = Expectation(domain=READER, challenge=NONCE)
    assert world.verify(world.shown(), expect=asked).is_answer is True
    assert world.verify(world.issue_typed(holder=None), expect=asked).is_answer is False


def test_two_doubts_about_a_token_are_both_said() -> None:
    world = World()
    cnf = confirmation(key_of(world.key_issuer().signer))
    concealed = conceal({**world.document(), "cnf": cnf}, Hiding(["/validUntil"]))
    payload = as_bytes(concealed.payload)
    token = compact.sign(payload, world.school.signer, typ="vc+sd-jwt", cty="vc")
    report = world.verify(Combined(token, ()).text().encode())
    assert {warning.code for warning in report.warnings} == {
        ProblemCode.HOLDER_NOT_SHOWN,
        ProblemCode.PARTS_LEFT_OUT,
    }


def test_nothing_else_is_asked_of_a_proof_of_an_unknown_suite() -> None:
    world = World()

    def add(document: JSONObject) -> None:
        unknown = {**document["proof"], "cryptosuite": "x-2030", "proofPurpose": "keyAgreement"}
        document["proof"] = [document["proof"], unknown]

    report = world.verify(changed(world.issue(), add))
    assert (report.verdict, codes(report)) == (Verdict.VALID, [])


def test_what_was_remembered_of_one_document_says_nothing_of_another() -> None:
    world = World()
    at_hand = replace(world.materials(), memory=Memory())
    good = world.issue()
    forged = changed(good, lambda document: document.update(name="Master welder"))
    assert world.verify(good, materials=at_hand).verdict is Verdict.VALID
    assert codes(world.verify(forged, materials=at_hand)) == [ProblemCode.TAMPERED]


def test_a_doubt_about_the_holder_stands_beside_those_about_the_proof() -> None:
    world = World()
    owner = world.key_issuer()
    subject = {**world.document()["credentialSubject"], "id": owner.did}
    document = world.document(credentialSubject=subject)
    two = with_two_proofs(document, world.school.signer, world.key_issuer().signer)
    shown = SecuredCredential(MediaType.VC, as_bytes(two))
    signed = world.present([shown], world.key_issuer())
    (inner,) = world.verify(signed).inner
    assert [warning.code for warning in inner.warnings] == [
        ProblemCode.KEY_NOT_ALLOWED,
        ProblemCode.HOLDER_NOT_SHOWN,
    ]


@pytest.mark.parametrize("in_list", [False, True])
@pytest.mark.parametrize(
    ("kind", "reason"), [("Certificate", Reason.ACCREDITED), ("Diploma", Reason.TYPE_NOT_COVERED)]
)
def test_an_accreditation_covers_its_types_however_they_are_written(
    kind: str, reason: Reason, *, in_list: bool
) -> None:
    world = World()
    world.accredit(world.school, "School", achievement_types=frozenset({"Certificate"}))
    document = world.document()
    subject = document["credentialSubject"]
    subject["achievement"]["achievementType"] = kind
    document["credentialSubject"] = [subject] if in_list else subject
    standing = world.verify(world.issue(document)).standing
    assert standing is not None
    assert standing.reason is reason


def test_without_a_time_a_proof_was_made_now_as_far_as_the_key_goes() -> None:
    world = World()
    school, document = world.school, world.document()
    options = {
        "@context": document["@context"],
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": school.signer.verification_method,
        "proofPurpose": "assertionMethod",
    }
    hashed = b"".join(sha256(canonical_json(part)).digest() for part in (options, document))
    proof = {**options, "proofValue": encode_value(school.signer.sign(hashed))}

    def judged(expires: datetime) -> list[ProblemCode]:
        keys = [PublishedKey("key-1", key_of(school.signer), expires=expires)]
        fetched = Fetched(as_bytes(key_document(school.did, keys)), world.at)
        at_hand = world.materials()
        known = {**at_hand.did_documents, school.did: fetched}
        materials = replace(at_hand, did_documents=known)
        return codes(world.verify({**document, "proof": proof}, materials=materials))

    assert judged(world.at + timedelta(hours=1)) == []
    assert judged(world.at - timedelta(hours=1)) == [ProblemCode.KEY_NOT_ALLOWED]
