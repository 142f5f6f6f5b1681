"""A holder leaves parts out of a credential: issue, derive and verify over HTTP."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.issuer.reconcile import mismatches
from credentials import CREDENTIALS_V2
from tests.journeys.stage import stage
from tests.journeys.test_vc_api import Endpoint, assert_verified, endpoint_on


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Endpoint]:
    with stage(tmp_path_factory.mktemp("parts") / "data") as made:
        yield endpoint_on(made, key_type="P-256", cryptosuite="ecdsa-sd-2023")


def issue(endpoint: Endpoint, *mandatory: str) -> Any:
    subject = {"id": "did:example:subject", "name": "Amina", "description": "Welds."}
    options = {"mandatoryPointers": list(mandatory)}
    document = endpoint.minimal(name="Welder", credentialSubject=subject)
    answer = endpoint.issue(document, **({"options": options} if mandatory else {}))
    assert answer.status_code == 201, answer.text
    return answer.json()["verifiableCredential"]


def derive(endpoint: Endpoint, body: object) -> Any:
    return endpoint.stage.client.post("/credentials/derive", json=body)


def derived(endpoint: Endpoint, signed: Any, *pointers: str) -> Any:
    answer = derive(
        endpoint,
        {"verifiableCredential": signed, "options": {"selectivePointers": list(pointers)}},
    )
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()["verifiableCredential"]


def test_a_part_is_shown_with_all_that_its_issuer_demands(endpoint: Endpoint) -> None:
    part = derived(endpoint, issue(endpoint, "/name"), "/credentialSubject/name")
    assert part["credentialSubject"] == {"id": "did:example:subject", "name": "Amina"}
    assert part.keys() >= {"name", "issuer", "credentialStatus"}
    answer = endpoint.verify(part)
    assert_verified(answer)
    assert [warning["code"] for warning in answer.json()["warnings"]] == ["parts-left-out"]


def test_status_stays_where_nothing_else_is_demanded(endpoint: Endpoint) -> None:
    part = derived(endpoint, issue(endpoint), "/credentialSubject/id")
    assert "name" not in part
    assert part["credentialStatus"]
    assert_verified(endpoint.verify(part))


def test_what_only_the_holder_may_have_is_no_mismatch(endpoint: Endpoint) -> None:
    services = endpoint.stage.services
    issue(endpoint, "/name")
    with services.database.reading() as session:
        found = list(mismatches(session, custody=services.custody, at=endpoint.stage.world.at))
    assert found == []


@pytest.mark.parametrize("options", [5, [], "all"])
def test_options_that_are_no_object_are_not_passed_over(
    endpoint: Endpoint, options: object
) -> None:
    body = {"verifiableCredential": issue(endpoint), "options": options}
    for answer in (derive(endpoint, body), endpoint.issue(endpoint.minimal(), options=options)):
        assert answer.status_code == 400
        assert answer.json()["pointer"] == "/options"


def test_what_was_shown_is_refused_once_changed(endpoint: Endpoint) -> None:
    part = derived(endpoint, issue(endpoint), "/credentialSubject/name")
    changed = {**part, "credentialSubject": {**part["credentialSubject"], "name": "Ali"}}
    answer = endpoint.verify(changed)
    assert answer.status_code == 400
    assert [problem["code"] for problem in answer.json()["problemDetails"]] == ["tampered"]


def test_the_shown_part_of_a_revoked_credential_is_refused(endpoint: Endpoint) -> None:
    signed = issue(endpoint)
    part = derived(endpoint, signed, "/credentialSubject/name")
    answer = endpoint.post(
        "status",
        {
            "credentialId": signed["id"],
            "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"},
            "status": True,
        },
    )
    assert answer.status_code == 200, answer.text
    assert endpoint.verify(part).json()["problemDetails"][0]["code"] == "revoked"


def test_a_mandatory_pointer_to_nothing_is_refused_at_issue(endpoint: Endpoint) -> None:
    for pointers in (["/credentialSubject/invalidPointer"], ["name"], "name", [7], None):
        answer = endpoint.issue(endpoint.minimal(), options={"mandatoryPointers": pointers})
        assert answer.status_code == 400, pointers


def test_a_request_that_nothing_can_be_derived_from_is_refused(endpoint: Endpoint) -> None:
    signed = issue(endpoint)
    part = derived(endpoint, signed, "/credentialSubject")
    whole = endpoint_on(endpoint.stage, key_type="P-256").issued()
    bodies: list[object] = [
        {},
        [],
        {"verifiableCredential": "eyJ"},
        {"verifiableCredential": {}},
        {"verifiableCredential": signed, "options": {"selectivePointers": ["/nothing"]}},
        {"verifiableCredential": signed, "options": {"selectivePointers": "/name"}},
        {"verifiableCredential": signed, "options": {"selectivePointers": ["/name"]}},
        {"verifiableCredential": signed},
        {"verifiableCredential": part, "options": {"selectivePointers": ["/name"]}},
        {"verifiableCredential": whole, "options": {"selectivePointers": ["/issuer"]}},
    ]
    for body in bodies:
        answer = derive(endpoint, body)
        assert answer.status_code == 400, (body, answer.text)
        assert answer.json()["code"]


def unlinkable(endpoint: Endpoint, method: str) -> Endpoint:
    """Another issuer on the same service, whose showings cannot be linked."""
    return endpoint_on(endpoint.stage, key_type="BLS12-381", did_method=method)


def test_nothing_that_would_link_two_showings_is_added_unless_it_is_asked_for(
    endpoint: Endpoint,
) -> None:
    unlinked = unlinkable(endpoint, "web")
    signed = issue(unlinked, "/name")
    assert signed.keys().isdisjoint({"id", "credentialStatus"})
    assert signed["proof"]["created"].endswith("T00:00:00Z")
    one, other = (derived(unlinked, signed, "/credentialSubject/name") for _ in range(2))
    assert_verified(unlinked.verify(one))
    assert one["proof"]["proofValue"] != other["proof"]["proofValue"]


@pytest.mark.parametrize("method", ["web", "key"])
def test_a_status_that_was_asked_for_is_shown_and_acts(endpoint: Endpoint, method: str) -> None:
    # The list of a did:key is signed by the one key there is.
    unlinked = unlinkable(endpoint, method)
    options = {"credentialStatus": {"type": "BitstringStatusListEntry"}}
    answer = unlinked.issue(unlinked.minimal(id="urn:uuid:0b0a"), options=options)
    signed = answer.json()["verifiableCredential"]
    part = derived(unlinked, signed, "/credentialSubject")
    assert_verified(unlinked.verify(part))
    change = {
        "credentialId": signed["id"],
        "credentialStatus": {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"},
        "status": True,
    }
    assert unlinked.post("status", change).status_code == 200
    assert unlinked.verify(part).json()["problemDetails"][0]["code"] == "revoked"


def test_a_proof_is_made_for_what_the_reader_chose(endpoint: Endpoint) -> None:
    unlinked = unlinkable(endpoint, "web")
    options = {"selectivePointers": ["/credentialSubject"], "presentationHeader": "x" * 40}
    body = {"verifiableCredential": issue(unlinked), "options": options}
    part = derive(unlinked, body).json()["verifiableCredential"]
    shown = base64.urlsafe_b64decode(part["proof"]["proofValue"][1:] + "==")
    assert shown.endswith(b"x" * 40)
    assert_verified(unlinked.verify(part))
    for header in (7, None):
        refused = {**body, "options": {**options, "presentationHeader": header}}
        assert derive(unlinked, refused).status_code == 400
    other = {"verifiableCredential": issue(endpoint), "options": options}
    assert derive(endpoint, other).status_code == 400


def test_a_driving_licence_as_the_public_suites_issue_it_can_be_shown_in_part(
    endpoint: Endpoint,
) -> None:
    unlinked = unlinkable(endpoint, "key")
    licence = {"type": "Iso18013DriversLicense", "document_number": "T2138", "birth_date": "1990"}
    document = unlinked.minimal(
        id="urn:uuid:36245ee9",
        type=["VerifiableCredential", "Iso18013DriversLicenseCredential"],
        credentialSubject={
            "id": "urn:uuid:1a0e4ef5", "type": "LicensedDriver", "driversLicense": licence,
        },
    ) | {"@context": [CREDENTIALS_V2, "https://w3id.org/vdl/v1"]}  # fmt: skip
    answer = unlinked.issue(document, options={"mandatoryPointers": ["/issuer"]})
    assert answer.status_code == 201, answer.text
    pointer = "/credentialSubject/driversLicense/document_number"
    part = derived(unlinked, answer.json()["verifiableCredential"], pointer)
    assert part["credentialSubject"]["driversLicense"].keys() == {"type", "document_number"}
    assert_verified(unlinked.verify(part))


def test_a_reader_is_told_that_parts_may_have_been_left_out(endpoint: Endpoint) -> None:
    part = derived(endpoint, issue(endpoint), "/credentialSubject/name")
    client = endpoint.stage.client
    answer = client.post("/api/v1/verify", json=part).json()
    assert answer["verdict"] == "valid"
    assert [warning["code"] for warning in answer["warnings"]] == ["parts-left-out"]
    page = client.post("/verify", data={"text": json.dumps(part)}, headers={"Accept": "text/html"})
    assert "The person who shows this could choose which parts to show." in page.text
    page = client.post("/verify", data={"text": json.dumps(issue(endpoint))})
    assert "This is the copy that only its holder may have." in page.text
