"""T65: every address of a training body answers another's key as if there were nothing there."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from tests.attacks.tenants import Tenant, tenant
from tests.journeys.stage import Stage, stage
from tests.unit.wallet_api.worker import browser, give

_BODIES: dict[str, Any] = {
    "/achievements": {"code": "X", "name": "X", "description": "X", "criteria": "X"},
    "/awards": {"achievement": "WELD", "person": {"name": "X", "register_number": "1"}},
    "/replace": {
        "person": {"name": "X", "register_number": "1"},
        "reason": "misspelt-name",
    },
    "/revoke": {"reason": "fraud-found"},
    "/suspend": {"reason": "under-review"},
    "/sd-jwt": {
        "jwk": {"kty": "OKP", "crv": "Ed25519", "x": "LISK2GZO5lHkiWwTqEqJopZKyl63eouIHmDe1cgbTp0"}
    },
    "/badge-2.0": {"email": "amina@example.org"},
    "/refuse": {"reason": "proof-needed"},
    "/undo-claim": {"check": "passport-seen"},
    "/return": {"check": "passport-seen"},
    "/person/held": {"identity_check": "in-person"},
    "/person/delete": {"identity_check": "in-person"},
}

# Key documents, and what stands behind a badge of Open Badges 2.0.
_FOR_EVERYBODY = ("/issuers/{slug}/did.json", "/issuers/{slug}/badges-2.0", "/.well-known/")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with stage(tmp_path_factory.mktemp("tenants") / "data") as made:
        yield made


@pytest.fixture(scope="module")
def victim(opened: Stage) -> Tenant:
    return tenant(opened, "victim")


@pytest.fixture(scope="module")
def attacker(opened: Stage) -> Tenant:
    return tenant(opened, "attacker", "Mallory College")


@pytest.fixture
def award(victim: Tenant) -> Any:
    """A certificate of its own for each test: one of them issues under the same id."""
    return victim.award(register_number=uuid4().hex)


def _addresses(opened: Stage) -> list[tuple[str, str]]:
    """Every method and address that belongs to one training body."""
    return [
        (method, path)
        for path, methods in opened.application.openapi()["paths"].items()
        if "{slug}" in path and not path.startswith(_FOR_EVERYBODY)
        for method in methods
    ]


def _ask(
    opened: Stage, method: str, path: str, headers: dict[str, str], **named: str
) -> tuple[int, Any]:
    for name, value in {"batch_id": "0" * 32, "kind": "json", **named}.items():
        path = path.replace(f"{{{name}}}", value)
    body: Any = next((_BODIES[end] for end in _BODIES if path.endswith(end)), {})
    answer = opened.client.request(
        method, path, params={"achievement": "WELD"}, json=body, headers=headers
    )
    return answer.status_code, answer.json()


def test_there_are_addresses_to_try(opened: Stage) -> None:
    assert len(_addresses(opened)) >= 15


def test_somebody_elses_address_is_answered_like_one_that_does_not_exist(
    opened: Stage, attacker: Tenant, award: Any
) -> None:
    for method, path in _addresses(opened):
        for stranger in ("victim", "nobody-at-all"):
            found = _ask(
                opened, method, path, attacker.headers, slug=stranger, award_id=award["id"]
            )
            assert (found[0], found[1]["code"]) == (404, "not-found"), (method, path, stranger)
            if stranger == "victim":
                first = found
            else:
                assert found == first, (method, path)


def test_somebody_elses_award_is_not_found_under_ones_own_address(
    opened: Stage, attacker: Tenant, award: Any
) -> None:
    for method, path in _addresses(opened):
        if "{award_id}" in path:
            for award_id in (award["id"], "urn:uuid:00000000-0000-4000-8000-000000000000"):
                status, answer = _ask(
                    opened, method, path, attacker.headers, slug="attacker", award_id=award_id
                )
                assert (status, answer["code"]) == (404, "not-found"), (method, path)


def test_without_a_key_nothing_opens(opened: Stage, award: Any) -> None:
    for method, path in _addresses(opened):
        status, answer = _ask(opened, method, path, {}, slug="victim", award_id=award["id"])
        assert (status, answer["code"]) == (401, "not-signed-in"), (method, path)


def test_the_victims_certificate_is_as_it_was(
    opened: Stage, victim: Tenant, attacker: Tenant, award: Any
) -> None:
    status = {
        "credentialId": award["id"],
        "credentialStatus": {
            "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "status": True,
        },
        "status": True,
    }  # fmt: skip
    answer = opened.client.post(
        "/issuers/attacker/credentials/status", json=status, headers=attacker.headers
    )
    assert answer.status_code == 404
    content = opened.client.get(
        f"{victim.home}/awards/{award['id']}/credential", headers=victim.headers
    )
    assert opened.client.post("/api/v1/verify", content=content.content).json()["verdict"] == (
        "valid"
    )


def test_a_credential_in_the_name_of_another_body_is_not_signed(
    opened: Stage, victim: Tenant, attacker: Tenant
) -> None:
    document = opened.world.document(issuer=victim.did)
    answer = opened.client.post(
        "/issuers/attacker/credentials/issue",
        json={"credential": document},
        headers=attacker.headers,
    )
    assert answer.status_code == 400
    assert "verifiableCredential" not in answer.text


def test_the_number_of_anothers_certificate_gives_no_power_over_it(
    opened: Stage, victim: Tenant, attacker: Tenant, award: Any
) -> None:
    document = opened.world.document(issuer=attacker.did, id=award["id"])
    headers = attacker.headers
    opened.client.post(
        "/issuers/attacker/credentials/issue", json={"credential": document}, headers=headers
    )
    for value in (True, "1"):
        body = {
            "credentialId": award["id"],
            "credentialStatus": {
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
            },
            "status": value,
        }
        opened.client.post("/issuers/attacker/credentials/status", json=body, headers=headers)
    own = opened.client.get(f"{victim.home}/awards/{award['id']}", headers=victim.headers)
    assert own.json()["state"] == "active"
    content = opened.client.get(
        f"{victim.home}/awards/{award['id']}/credential", headers=victim.headers
    ).content
    assert json.loads(content)["issuer"]["id"] == victim.did
    assert opened.client.post("/api/v1/verify", content=content).json()["verdict"] == "valid"


def test_a_status_entry_on_anothers_list_is_never_passed(
    opened: Stage, victim: Tenant, attacker: Tenant, award: Any
) -> None:
    content = opened.client.get(
        f"{victim.home}/awards/{award['id']}/credential", headers=victim.headers
    ).json()
    document = opened.world.document(
        issuer=attacker.did,
        id="urn:uuid:5ad40a5e-7a1c-4f0c-8a4f-6f0b1f9e2a11",
        credentialStatus=content["credentialStatus"],
    )
    answer = opened.client.post(
        "/issuers/attacker/credentials/issue",
        json={"credential": document},
        headers=attacker.headers,
    )
    if answer.status_code == 201:
        made = answer.json()["verifiableCredential"]
        assert opened.client.post("/api/v1/verify", json=made).json()["verdict"] != "valid"


def test_one_workers_passport_does_not_open_anothers_certificates(tmp_path: Path) -> None:
    with stage(tmp_path / "data") as alone:
        tokens = []
        for number in range(2):
            worker = browser(alone).claim(give(alone, course=f"C{number}").claim_code or "")
            tokens.append(worker.return_link.rpartition("/")[2])
        amina, mallory = ({"Authorization": f"Bearer {token}"} for token in tokens)
        api = "/wallet/api/v1"
        (held,) = alone.client.get(f"{api}/certificates", headers=amina).json()
        stolen = alone.client.get(f"{api}/certificates/{held['id']}/credential", headers=mallory)
        assert stolen.status_code == 404
        shared = alone.client.post(
            f"{api}/shares", json={"certificates": [held["id"]]}, headers=mallory
        )
        assert shared.status_code == 404
        link = alone.client.post(
            f"{api}/shares", json={"certificates": [held["id"]]}, headers=amina
        ).json()
        withdrawn = alone.client.delete(f"{api}/shares/{link['id']}", headers=mallory)
        assert withdrawn.status_code == 404
        assert alone.client.get(link["link"], headers={"Accept": "text/html"}).status_code == 200
