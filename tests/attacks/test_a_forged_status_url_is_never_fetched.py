"""T36: nothing that a document names is fetched before its proof holds, and little after."""

import json
from typing import Any

import pytest

from credentials import CREDENTIALS_V2, Policy, WantKind
from tests.journeys.stage import Stage
from tests.unit.credentials.jsonld.documents import EXTENSIONS
from tests.world import OB, World, changed

CANARY = "https://canary.example/"


def _with_addresses(world: World) -> dict[str, Any]:
    """A document that names the canary wherever an address can stand."""
    subject = world.document()["credentialSubject"]
    subject["achievement"] |= {
        "image": {"id": f"{CANARY}image.png", "type": "Image"},
        "criteria": {"id": f"{CANARY}criteria", "narrative": "x"},
    }
    return {
        "@context": [CREDENTIALS_V2, OB, EXTENSIONS],
        "credentialSubject": subject,
        "credentialSchema": [{"id": f"{CANARY}schema.json", "type": "JsonSchema"}],
        "evidence": [{"id": f"{CANARY}evidence", "type": ["Evidence"]}],
        "refreshService": {"id": f"{CANARY}refresh", "type": "1EdTechCredentialRefresh"},
        "image": {"id": f"{CANARY}badge.png", "type": "Image"},
    }


def _entry() -> dict[str, Any]:
    return {
        "id": f"{CANARY}status#1",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "1",
        "statusListCredential": f"{CANARY}status",
    }


@pytest.mark.parametrize(
    "address",
    [f"{CANARY}status", "http://169.254.169.254/latest/", "file:///etc/passwd", "https://[::1]/x"],
)
def test_a_status_address_put_in_afterwards_is_never_asked(lasting: Stage, address: str) -> None:
    world = lasting.world
    signed = world.issue(world.document(credentialStatus=world.entry()))
    forged = changed(signed, lambda it: it["credentialStatus"].update(statusListCredential=address))
    lasting.fetcher.asked.clear()
    answer = lasting.client.post("/api/v1/verify", json=forged).json()
    assert answer["verdict"] == "invalid"
    assert lasting.fetcher.asked == ["https://school.example/.well-known/did.json"]


def test_no_network_before_the_proof_holds(world: World) -> None:
    signed = world.issue(world.document(credentialStatus=_entry()))
    forged = changed(signed, lambda it: it.update(name="Master welder"))
    assert world.verify(forged).wanted == ()
    assert [want.kind for want in world.verify(signed).wanted] == [WantKind.STATUS_LIST]


def test_pictures_evidence_schemas_and_services_are_never_fetched(lasting: Stage) -> None:
    world = lasting.world
    issuer = world.key_issuer()
    document = world.document(issuer, **_with_addresses(world))
    signed = world.issue(document, issuer=issuer, policy=Policy.W3C)
    lasting.fetcher.asked.clear()
    lasting.client.post("/api/v1/verify", content=signed.content)
    page = lasting.client.post(
        "/verify", files={"file": ("a", signed.content)}, headers={"Accept": "text/html"}
    )
    lasting.client.post(
        "/credentials/verify", json={"verifiableCredential": json.loads(signed.content)}
    )
    assert lasting.fetcher.asked == []
    # The reader's browser is not sent there either (T91).
    assert f'src="{CANARY}' not in page.text
    assert "<iframe" not in page.text


def test_after_the_proof_holds_only_the_list_is_asked_for(lasting: Stage) -> None:
    world = lasting.world
    issuer = world.key_issuer()
    document = world.document(issuer, credentialStatus=_entry())
    signed = world.issue(document, issuer=issuer)
    lasting.fetcher.asked.clear()
    answer = lasting.client.post("/api/v1/verify", content=signed.content).json()
    assert answer["verdict"] == "undetermined"
    assert lasting.fetcher.asked == [f"{CANARY}status"]
