"""T27: of a credential in a token only what the token signs is read."""

from typing import Any

import pytest

from credentials import Verdict
from credentials.parsing import CREDENTIALS_V2
from tests.journeys.stage import Stage
from tests.world import World


def _envelope(world: World, **beside: Any) -> dict[str, Any]:
    text = world.issue(form="vc+jwt").content.decode()
    return {
        "@context": [CREDENTIALS_V2],
        "id": f"data:application/vc+jwt,{text}",
        "type": "EnvelopedVerifiableCredential",
        **beside,
    }


def test_a_bare_envelope_is_read(world: World) -> None:
    assert world.verify(_envelope(world)).verdict is Verdict.VALID


@pytest.mark.parametrize(
    "beside",
    [
        {"credentialSubject": {"name": "Mallory"}},
        {"issuer": "did:web:ministry.example"},
        {"name": "Master welder"},
        {"validUntil": "2099-01-01T00:00:00Z"},
        {"proof": {"type": "DataIntegrityProof"}},
        {"type": ["EnvelopedVerifiableCredential", "VerifiableCredential"]},
    ],
)
def test_outer_fields_never_used_when_proof_is_jwt(world: World, beside: dict[str, Any]) -> None:
    report = world.verify(_envelope(world, **beside))
    assert report.verdict is Verdict.INVALID
    with pytest.raises(LookupError):
        _ = report.credential


def test_a_token_beside_a_document_does_not_vouch_for_it(lasting: Stage) -> None:
    world = lasting.world
    text = world.issue(form="vc+jwt").content.decode()
    for member in ("jwt", "proof"):
        beside: dict[str, Any] = {"type": "JwtProof2020", "jwt": text}
        document = world.document(name="Master welder", **{member: beside})
        answer = lasting.client.post("/api/v1/verify", json=document).json()
        assert answer["verdict"] != "valid"
        assert "credential" not in answer
