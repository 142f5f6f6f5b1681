"""Version 1.1 of the data model: read like 2.0, with the same guards; we write nothing in it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from credentials import parsing
from credentials.derivation import derive
from credentials.issuance import issue
from credentials.keys.algorithms import P256
from credentials.model import JSONObject, Policy, SecuredCredential, as_bytes
from credentials.parsing import CREDENTIALS_V1
from credentials.problems import ProblemCode, Verdict
from credentials.proofs import data_integrity
from credentials.report import VerificationReport
from credentials.trust import Standing
from tests.earlier import SIGNATURE_2020, in_version_1, signed_as_in_2020
from tests.refusal import refused
from tests.world import NOON, OB, World, changed

STATUS = "https://www.w3.org/ns/credentials/status/v1"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
WORLD = World()
HOLDER = WORLD.key_issuer()


def a_document(*contexts: str, **changes: Any) -> JSONObject:
    return in_version_1(WORLD.document(**changes), *contexts)


def in_2020(document: JSONObject | None = None) -> JSONObject:
    document = document or a_document(SIGNATURE_2020)
    return signed_as_in_2020(document, WORLD.school.signer, at=NOON)


def with_data_integrity() -> JSONObject:
    return data_integrity.secure(
        a_document(DATA_INTEGRITY),
        signer=WORLD.school.signer,
        purpose="assertionMethod",
        at=NOON,
        policy=Policy.STRICT,
    )


SIGNED = [in_2020(), with_data_integrity()]
each = pytest.mark.parametrize("signed", SIGNED, ids=["Ed25519Signature2020", "Data Integrity"])


def found(report: VerificationReport) -> list[tuple[ProblemCode, str]]:
    return [(problem.code, problem.pointer) for problem in report.problems]


@each
@pytest.mark.parametrize("policy", Policy)
def test_a_certificate_as_it_was_signed_is_valid(signed: JSONObject, policy: Policy) -> None:
    report = WORLD.verify(signed, policy=policy)
    assert (report.verdict, found(report)) == (Verdict.VALID, [])


@each
@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda d: d["credentialSubject"]["achievement"].update(name="x"), ProblemCode.TAMPERED),
        (lambda d: d.update(expirationDate="2040-01-01T00:00:00Z"), ProblemCode.TAMPERED),
        (lambda d: d.pop("expirationDate"), ProblemCode.TAMPERED),
        (lambda d: d.update(validUntil="2029-01-01T00:00:00Z"), ProblemCode.TAMPERED),
        (lambda d: d.update(relatedResource=[{"id": "urn:x", "digestSRI": "sha256-AAAA"}]),
         ProblemCode.TERM_UNDEFINED),
        (lambda d: d.update(favouriteColour="green"), ProblemCode.TERM_UNDEFINED),
        (lambda d: d["credentialSubject"].update(validUntil="2029-01-01T00:00:00Z"),
         ProblemCode.TERM_UNDEFINED),
        (lambda d: d.update({"cred:expirationDate": d.pop("expirationDate")}),
         ProblemCode.TREE_CHANGED),
        (lambda d: d["@context"].append({"name": "https://terms.example/other"}),
         ProblemCode.TREE_CHANGED),
        (lambda d: d["@context"].append({"till": "https://www.w3.org/2018/credentials#x"}),
         ProblemCode.CONTEXT_UNKNOWN),
        (lambda d: d["@context"].__setitem__(0, "https://www.w3.org/ns/credentials/v2"),
         ProblemCode.TERM_UNDEFINED),
    ],
)  # fmt: skip
def test_a_changed_one_is_noticed_as_in_version_2(
    signed: JSONObject, edit: Callable[[JSONObject], object], code: ProblemCode
) -> None:
    report = WORLD.verify(changed(signed, edit))
    assert not report
    assert [problem.code for problem in report.problems] == [code]


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 6, 11, tzinfo=UTC), (ProblemCode.NOT_YET_VALID, "/issuanceDate")),
        (datetime(2031, 1, 1, tzinfo=UTC), (ProblemCode.EXPIRED, "/expirationDate")),
    ],
)
def test_its_dates_count(at: datetime, expected: tuple[ProblemCode, str]) -> None:
    signed = signed_as_in_2020(a_document(SIGNATURE_2020), WORLD.school.signer, at=at)
    assert found(WORLD.verify(signed, at=at)) == [expected]


def test_an_accreditation_counts_from_the_date_of_issuance() -> None:
    world = World()
    signed = signed_as_in_2020(
        in_version_1(world.document(), SIGNATURE_2020), world.school.signer, at=NOON
    )
    world.accredit(world.school, "School", valid_from=datetime(2026, 6, 13, tzinfo=UTC))
    standing = world.verify(signed).standing
    assert standing is not None
    assert standing.standing is Standing.KNOWN


def test_a_badge_of_version_1_keeps_the_badge_schema_too() -> None:
    types = ["VerifiableCredential", "OpenBadgeCredential"]
    good = a_document(SIGNATURE_2020, type=types)
    assert WORLD.verify(in_2020(good))
    del good["credentialSubject"]["achievement"]["criteria"]
    pointer = "/credentialSubject/achievement/criteria"
    assert found(WORLD.verify(in_2020(good))) == [(ProblemCode.SCHEMA_MISMATCH, pointer)]


@each
def test_one_is_presented_like_any_other(signed: JSONObject) -> None:
    secured = SecuredCredential(WORLD.issue().media_type, as_bytes(signed))
    shown = WORLD.present([secured, WORLD.issue()], HOLDER)
    assert WORLD.verify(shown)
    forged = changed(shown, lambda d: d["verifiableCredential"][0].pop("expirationDate"))
    assert [problem.code for problem in WORLD.verify(forged).problems] == [ProblemCode.TAMPERED]


def test_a_presentation_of_version_1_is_read_with_all_it_shows() -> None:
    presentation: JSONObject = {
        "@context": [CREDENTIALS_V1, SIGNATURE_2020],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.did,
        "verifiableCredential": [SIGNED[0]],
    }
    audience = {"domain": "reader.example", "challenge": "1"}
    signed = signed_as_in_2020(
        presentation, HOLDER.signer, at=NOON, proofPurpose="authentication", **audience
    )
    report = WORLD.verify(signed)
    assert (report.verdict, report.holder) == (Verdict.VALID, HOLDER.did)
    forged = changed(signed, lambda d: d["verifiableCredential"][0].update(name="x"))
    assert not WORLD.verify(forged)


def test_nothing_of_our_own_is_issued_in_version_1() -> None:
    document = a_document()
    with refused(ProblemCode.CONTEXT_UNKNOWN, pointer="/@context/0"):
        WORLD.issue(document)
    by_the_standard = parsing.credential(document, policy=Policy.W3C)
    with refused(ProblemCode.CONTEXT_UNKNOWN, pointer="/@context/0"):
        issue(by_the_standard, WORLD.school.signer, at=NOON)
    with refused(ProblemCode.CONTEXT_UNKNOWN, pointer="/@context/0"):
        issue(by_the_standard, WORLD.school.signer, at=NOON, form="vc+jwt", policy=Policy.W3C)


@pytest.mark.parametrize("contexts", [(), (STATUS,)])
def test_by_the_standard_it_is_issued_with_a_proof_inside_and_the_context_of_its_status(
    contexts: tuple[str, ...],
) -> None:
    document = a_document(*contexts, credentialStatus=WORLD.entry())
    credential = parsing.credential(document, policy=Policy.W3C)
    made = issue(credential, WORLD.school.signer, at=NOON, policy=Policy.W3C)
    contexts_of = json.loads(made.content)["@context"]
    assert (contexts_of.count(STATUS), contexts_of[-1]) == (1, DATA_INTEGRITY)
    assert WORLD.verify(made).verdict is Verdict.VALID


def test_without_a_status_no_context_is_added_for_one() -> None:
    credential = parsing.credential(a_document(), policy=Policy.W3C)
    made = issue(credential, WORLD.school.signer, at=NOON, policy=Policy.W3C)
    assert json.loads(made.content)["@context"] == [CREDENTIALS_V1, OB, DATA_INTEGRITY]


def test_neither_date_of_version_1_can_be_left_out_of_a_selective_proof() -> None:
    school = WORLD.key_issuer(P256)
    document = a_document(OB)
    document["issuer"] = {**document["issuer"], "id": school.did}
    base = issue(
        parsing.credential(document, policy=Policy.W3C),
        school.signer,
        at=NOON,
        cryptosuite="ecdsa-sd-2023",
        mandatory_pointers=[],
        policy=Policy.W3C,
    )
    shown = derive(base.content, ["/credentialSubject"], policy=Policy.W3C)
    assert {"issuanceDate", "expirationDate"} <= json.loads(shown.content).keys()
