"""Credentials as tokens (vc+jwt), with the npm package jose as the partner, in both directions."""

import json
from base64 import urlsafe_b64decode
from typing import Any

import pytest

from tests.attacks.forging import with_claims
from tests.interop import node
from tests.interop.installation import Installation
from tests.interop.partner import Partner
from tests.interop.table import Shown, shows

pytestmark = pytest.mark.interop


def checked(home: Installation, token: str) -> Any:
    """What jose says, with the key that our DID document names."""
    return node.run("verify_token.mjs", {"token": token}, trusting=home.tls.file)


def forged(token: str) -> str:
    """The same token with another claim in it."""
    return with_claims(token.encode(), name="Master scaffolder").decode()


@shows("vc+jwt", Shown.OUT, Shown.OUT_CHANGED)
@pytest.mark.parametrize("method", ["web", "key"])
def test_jose_verifies_our_award_by_the_key_in_our_did_document(
    home: Installation, method: str
) -> None:
    body = home.body(method=method, suite="vc+jwt")
    token = body.certificate(body.award()).decode("ascii")
    answer = checked(home, token)
    assert answer["verified"]
    assert answer["credential"]["issuer"]["id"] == body.did
    assert checked(home, forged(token))["reason"] == "ERR_JWS_SIGNATURE_VERIFICATION_FAILED"


def test_the_w3c_address_answers_with_an_envelope_around_the_token(home: Installation) -> None:
    envelope = home.body(suite="vc+jwt").issue()
    assert envelope["type"] == "EnvelopedVerifiableCredential"
    kind, _, token = envelope["id"].partition(",")
    assert kind == "data:application/vc+jwt"
    assert checked(home, token)["credential"]["name"] == "Scaffolder"


@shows("vc+jwt", Shown.IN, Shown.IN_CHANGED)
def test_our_service_verifies_joses_token_and_refuses_it_once_it_is_revoked(
    home: Installation, partner: Partner
) -> None:
    token = partner.token()
    assert home.judged(token.encode()) == ("valid", [])
    assert home.judged(forged(token).encode()) == ("invalid", ["tampered"])
    claims = json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))
    partner.withdraw(claims)
    assert home.judged(token.encode()) == ("invalid", ["revoked"])
