"""1EdTechRevocationList: read strictly, believed only for its own issuer."""

import json
from typing import Any

import pytest

from credentials.materials import Fetched, Materials, WantKind
from credentials.model import JSONObject
from credentials.parsing import CREDENTIALS_V2
from credentials.problems import ProblemCode, Verdict
from credentials.report import VerificationReport
from credentials.status.revoked_credentials import is_revoked
from tests.refusal import refused
from tests.world import OB, World

EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
URL = "https://school.example/revoked"
ID = "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427"
SCHOOL = "did:web:school.example"


def listed(*entries: object, **members: object) -> bytes:
    return json.dumps(
        {"id": URL, "issuer": SCHOOL, "revokedCredential": entries, **members}
    ).encode()


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def check(world: World, content: bytes | None, **changes: Any) -> VerificationReport:
    status: JSONObject = {"id": URL, "type": "1EdTechRevocationList"}
    document = world.document(
        **{"@context": [CREDENTIALS_V2, OB, EXTENSIONS], "credentialStatus": status, **changes}
    )
    materials = world.materials()
    lists = {} if content is None else {URL: Fetched(content or None, world.at, "no answer")}
    return world.verify(world.issue(document), materials=Materials(materials.did_documents, lists))


def outcome(report: VerificationReport) -> tuple[Verdict, list[ProblemCode]]:
    return report.verdict, [problem.code for problem in report.problems]


def test_a_credential_that_is_not_listed_is_valid_as_of_then(world: World) -> None:
    report = check(world, listed({"id": "urn:uuid:other"}))
    assert outcome(report) == (Verdict.VALID, [])
    assert report.status_as_of == world.at


@pytest.mark.parametrize("entry", [ID, {"id": ID}, {"id": ID, "revoked": True}])
def test_a_listed_credential_is_revoked(world: World, entry: object) -> None:
    report = check(world, listed({"id": "urn:uuid:other"}, entry))
    assert outcome(report) == (Verdict.INVALID, [ProblemCode.REVOKED])
    assert report.problems[0].pointer == "/credentialStatus"


def test_an_entry_may_say_that_it_is_not_revoked(world: World) -> None:
    assert outcome(check(world, listed({"id": ID, "revoked": False}))) == (Verdict.VALID, [])


def test_the_list_is_wanted_after_the_proof(world: World) -> None:
    report = check(world, None)
    assert outcome(report) == (Verdict.UNDETERMINED, [ProblemCode.STATUS_UNREACHABLE])
    assert [(want.kind, want.url) for want in report.wanted] == [(WantKind.STATUS_LIST, URL)]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", ProblemCode.STATUS_UNREACHABLE),
        (b"<html>", ProblemCode.STATUS_INVALID),
        (b"[]", ProblemCode.STATUS_INVALID),
        (b"{}", ProblemCode.STATUS_INVALID),
        (listed(issuer="did:web:other.example"), ProblemCode.STATUS_INVALID),
        (listed(issuer={"id": 5}), ProblemCode.STATUS_INVALID),
        (listed(5), ProblemCode.STATUS_INVALID),
        (listed({"id": None}), ProblemCode.STATUS_INVALID),
        (listed(revokedCredentials=[]), ProblemCode.STATUS_INVALID),
    ],
)
def test_a_list_that_does_not_hold_leaves_it_undetermined(
    world: World, content: bytes, code: ProblemCode
) -> None:
    assert outcome(check(world, content)) == (Verdict.UNDETERMINED, [code])


def test_a_credential_without_an_id_cannot_name_such_a_list(world: World) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/id"):
        check(world, listed(), id=...)


def test_a_list_that_is_not_at_an_https_address_is_not_asked(world: World) -> None:
    status = {"id": "http://school.example/revoked", "type": "1EdTechRevocationList"}
    with refused(ProblemCode.BAD_VALUE, pointer="/credentialStatus/0/id"):
        check(world, listed(), credentialStatus=[status])


def test_the_issuer_of_a_list_may_be_an_object_and_need_not_be_named() -> None:
    assert is_revoked(listed(ID, issuer={"id": SCHOOL}), ID, issuer=SCHOOL)
    assert is_revoked(json.dumps({"revokedCredentials": [ID]}).encode(), ID, issuer=SCHOOL)
    with refused(ProblemCode.STATUS_INVALID):
        is_revoked(b"\xff", ID, issuer=SCHOOL)
