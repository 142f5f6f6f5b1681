"""Issued here, verified there: Node fetches our DID document and our status list from us."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from credentials.jsonld import loader
from credentials.schema import ACHIEVEMENT_CREDENTIAL
from tests.interop import node
from tests.interop.installation import Body, Installation
from tests.interop.table import Shown, shows

pytestmark = pytest.mark.interop

Withdraw = Callable[[], None]


@pytest.fixture(params=["award", "vc-api"])
def issued(request: pytest.FixtureRequest, home: Installation) -> tuple[dict[str, Any], Withdraw]:
    """A badge with a status entry by a did:web, and how to revoke it."""
    body = home.body()
    if request.param == "vc-api":
        credential = body.issue()
        return credential, lambda: body.withdraw(credential)
    award = body.award()
    path = f"/api/v1/organisations/{body.slug}/awards/{award['id']}/revoke"

    def withdraw() -> None:
        assert body.post(path, {"reason": "issued-in-error"}).status_code == 200

    return json.loads(body.certificate(award)), withdraw


def checked(home: Installation, credential: dict[str, Any]) -> Any:
    """What Digital Bazaar's verifier says."""
    return node.run("verify.mjs", {"credential": credential}, trusting=home.tls.file)


def core_checked(home: Installation, credential: dict[str, Any], *bodies: Body) -> Any:
    """What verifier-core says when these bodies are in the registry that it is given."""
    question = {
        "credential": credential,
        "schemas": {ACHIEVEMENT_CREDENTIAL: loader.schema(ACHIEVEMENT_CREDENTIAL)},
        "registry": {body.did: {"name": "Riverside College"} for body in bodies},
    }
    return node.run("verify_core.mjs", question, trusting=home.tls.file)


@shows("eddsa-rdfc-2022, badge", Shown.OUT)
def test_node_verifies_our_badge_and_refuses_it_once_it_is_revoked(
    home: Installation, issued: tuple[dict[str, Any], Withdraw]
) -> None:
    credential, withdraw = issued
    assert credential["credentialStatus"]["statusListCredential"].startswith(home.address)
    assert checked(home, credential) == {"verified": True, "reasons": []}
    withdraw()
    assert checked(home, credential) == {"verified": False, "reasons": ["the status bit is set"]}


@shows("eddsa-rdfc-2022, badge", Shown.OUT)
def test_verifier_core_verifies_our_badge_and_sees_that_it_is_revoked(
    home: Installation, issued: tuple[dict[str, Any], Withdraw]
) -> None:
    credential, withdraw = issued
    steps = {
        "valid_signature": True,
        "expiration": True,
        "revocation_status": True,
        "registered_issuer": True,
    }
    before = core_checked(home, credential, home.body())
    assert (before["steps"], before["errors"]) == (steps, [])
    assert [found["result"] for found in before["schemas"]] == [{"valid": True}]
    withdraw()
    after = core_checked(home, credential, home.body())
    assert (after["steps"], after["errors"]) == ({**steps, "revocation_status": False}, [])


@shows("eddsa-rdfc-2022, badge", Shown.OUT_CHANGED)
def test_a_changed_claim_is_refused_by_both_verifiers(
    home: Installation, issued: tuple[dict[str, Any], Withdraw]
) -> None:
    forged, _ = issued
    forged["credentialSubject"]["achievement"]["name"] = "Master scaffolder"
    answer = checked(home, forged)
    assert not answer["verified"]
    assert "Invalid signature." in answer["reasons"]
    assert core_checked(home, forged)["errors"] == ["invalid_signature"]


def test_a_body_with_a_did_key_is_verified_without_fetching_its_document(
    home: Installation,
) -> None:
    body = home.body(method="key")
    credential = body.issue()
    assert checked(home, credential)["verified"]
    # It is genuine, and from nobody whom the registry knows.
    assert core_checked(home, credential)["steps"] == {
        "valid_signature": True,
        "expiration": True,
        "revocation_status": True,
        "registered_issuer": False,
    }
    body.withdraw(credential)
    assert not checked(home, credential)["verified"]


def test_one_of_two_status_entries_is_enough_for_a_refusal(home: Installation) -> None:
    body = home.body()
    award = body.award(suspendable=True)
    credential = json.loads(body.certificate(award))
    assert [entry["statusPurpose"] for entry in credential["credentialStatus"]] == [
        "revocation",
        "suspension",
    ]
    path = f"/api/v1/organisations/{body.slug}/awards/{award['id']}"
    assert checked(home, credential)["verified"]
    assert body.post(f"{path}/suspend", {"reason": "under-review"}).status_code == 200
    assert not checked(home, credential)["verified"]
    assert body.post(f"{path}/reinstate", {}).status_code == 200
    assert checked(home, credential)["verified"]
