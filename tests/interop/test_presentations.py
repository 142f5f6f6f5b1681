"""Presentations for one audience and one occasion, in both directions."""

from typing import Any

import pytest

from tests.interop import node
from tests.interop.installation import Installation
from tests.interop.partner import Partner
from tests.interop.table import Shown, shows

pytestmark = pytest.mark.interop


@pytest.fixture
def shared(home: Installation) -> dict[str, Any]:
    """What a worker shares from the passport: two certificates, claimed with their codes."""
    body, token, held = home.body(), "", []
    for _ in range(2):
        code = body.award()["claim_code"]
        passport = {"Authorization": f"Bearer {token}"} if token else {}
        tried = home.client.post(
            "/wallet/api/v1/claims/facts", json={"code": code, "fact": "1998-04-03"}
        )
        claimed = home.client.post(
            "/wallet/api/v1/claims",
            json={"code": code, "ticket": tried.json()["ticket"]},
            headers=passport,
        ).json()
        held.append(claimed["certificate"]["id"])
        token = token or claimed["return_link"].rpartition("/")[2]
    share = home.client.post(
        "/wallet/api/v1/shares",
        json={
            "certificates": held,
            "id": "0123456789abcdef0123456789abcdef",
            "may_download": True,
        },
        headers={"Authorization": f"Bearer {token}"},
    ).json()
    answer = home.client.post("/api/v1/verify", json={"url": share["link"]})
    assert answer.json()["verdict"] == "valid"
    presentation: dict[str, Any] = answer.json()["presentation"]
    return presentation


@shows("eddsa-rdfc-2022, presentation", Shown.OUT, Shown.OUT_CHANGED)
def test_node_verifies_what_a_worker_shares_for_its_audience_and_occasion_alone(
    home: Installation, shared: dict[str, Any]
) -> None:
    asked = {
        "presentation": shared,
        "domain": home.address,
        "challenge": shared["proof"]["challenge"],
    }

    def is_verified(**changes: object) -> bool:
        found = node.run("verify.mjs", {**asked, **changes}, trusting=home.tls.file)
        return bool(found["verified"])

    assert len(shared["verifiableCredential"]) == 2
    assert is_verified()
    assert not is_verified(domain="https://elsewhere.example")
    assert not is_verified(challenge="another")
    shared["verifiableCredential"].pop()
    assert not is_verified()


@pytest.fixture
def presented(home: Installation, partner: Partner) -> dict[str, Any]:
    """Node presents one badge of its own and one of ours, as a request to verify it."""
    credentials = [partner.issue(), home.body().issue()]
    asked = {"domain": "reader.example", "challenge": "c0ffee"}
    return {"verifiablePresentation": partner.present(credentials, **asked), "options": asked}


def is_verified(home: Installation, question: dict[str, Any]) -> bool:
    """What POST /presentations/verify says; the status and the body have to agree."""
    answer = home.client.post("/presentations/verify", json=question)
    verified: bool = answer.json()["verified"]
    assert answer.status_code == (200 if verified else 400)
    return verified


@shows("eddsa-rdfc-2022, presentation", Shown.IN)
def test_our_service_verifies_what_node_presents(
    home: Installation, presented: dict[str, Any]
) -> None:
    assert is_verified(home, presented)


@pytest.mark.parametrize("member", ["domain", "challenge"])
def test_our_service_refuses_what_node_presented_elsewhere(
    home: Installation, presented: dict[str, Any], member: str
) -> None:
    presented["options"][member] = "another"
    assert not is_verified(home, presented)


@shows("eddsa-rdfc-2022, presentation", Shown.IN_CHANGED)
def test_our_service_refuses_a_presentation_of_which_a_part_was_taken(
    home: Installation, presented: dict[str, Any]
) -> None:
    presented["verifiablePresentation"]["verifiableCredential"].pop()
    assert not is_verified(home, presented)


def test_a_revoked_certificate_spoils_the_presentation_on_both_sides(
    home: Installation, presented: dict[str, Any]
) -> None:
    presentation = presented["verifiablePresentation"]
    question = {"presentation": presentation, **presented["options"]}
    assert node.run("verify.mjs", question, trusting=home.tls.file)["verified"]
    home.body().withdraw(presentation["verifiableCredential"][1])
    assert not is_verified(home, presented)
    assert not node.run("verify.mjs", question, trusting=home.tls.file)["verified"]
