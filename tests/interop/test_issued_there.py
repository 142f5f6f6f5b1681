"""Issued there, verified here: our service fetches Node's DID document and its status list."""

import json
from pathlib import Path

import pytest

from tests.interop.installation import Installation
from tests.interop.partner import Partner, as_bytes
from tests.interop.table import Shown, shows

pytestmark = pytest.mark.interop


@shows("eddsa-rdfc-2022, badge", Shown.IN)
def test_our_service_verifies_nodes_badge_and_refuses_it_once_it_is_revoked(
    home: Installation, partner: Partner
) -> None:
    credential = partner.issue()
    assert home.judged(as_bytes(credential)) == ("valid", [])
    partner.withdraw(credential)
    assert home.judged(as_bytes(credential)) == ("invalid", ["revoked"])


@shows("eddsa-rdfc-2022, badge", Shown.IN)
def test_our_command_line_verifies_nodes_badge_and_refuses_it_once_it_is_revoked(
    home: Installation, partner: Partner, tmp_path: Path
) -> None:
    credential = partner.issue()
    file = tmp_path / "badge.json"
    file.write_bytes(as_bytes(credential))
    before = home.command("verify", str(file), "--json")
    partner.withdraw(credential)
    after = home.command("verify", str(file), "--json")
    assert (before.returncode, json.loads(before.stdout)["verdict"]) == (0, "valid")
    assert (after.returncode, json.loads(after.stdout)["verdict"]) == (1, "invalid")


@shows("eddsa-rdfc-2022, badge", Shown.IN_CHANGED)
def test_a_changed_claim_is_refused(home: Installation, partner: Partner) -> None:
    forged = partner.issue()
    forged["credentialSubject"]["achievement"]["name"] = "Master scaffolder"
    assert home.judged(as_bytes(forged)) == ("invalid", ["tampered"])


def test_a_badge_by_a_did_key_is_verified(home: Installation, partner: Partner) -> None:
    credential = partner.issue(method="key")
    assert credential["issuer"]["id"].startswith("did:key:")
    assert home.judged(as_bytes(credential)) == ("valid", [])


def test_the_w3c_address_agrees(home: Installation, partner: Partner) -> None:
    credential = partner.issue()
    question = {"verifiableCredential": credential, "options": {"checks": ["proof"]}}
    answer = home.client.post("/credentials/verify", json=question)
    assert (answer.status_code, answer.json()["verified"]) == (200, True)
    partner.withdraw(credential)
    answer = home.client.post("/credentials/verify", json=question)
    assert (answer.status_code, answer.json()["verified"]) == (400, False)
