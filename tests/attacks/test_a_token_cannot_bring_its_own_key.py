"""T23: the key of a token is the issuer's published one, whatever the header offers."""

from typing import Any

import pytest

from credentials import NOTHING_AT_HAND, ProblemCode, Verdict
from credentials.keys.encodings import encode_base64url
from tests.attacks.forging import codes, token
from tests.journeys.stage import Stage
from tests.world import World


def _own_key(world: World) -> dict[str, Any]:
    mallory = world.key_issuer()
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "x": encode_base64url(mallory.signer.public_key),
    }


@pytest.mark.parametrize("member", ["jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "jwks"])
def test_a_key_in_the_header_is_refused(world: World, member: str) -> None:
    value: Any = _own_key(world) if member == "jwk" else "https://mallory.example/keys.json"
    forged = token(world.document(), world.key_issuer().signer, **{member: value})
    report = world.verify(forged)
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.PROOF_REJECTED]


def test_the_key_of_somebody_else_is_refused_without_asking_them(world: World) -> None:
    mallory = world.issuer("mallory.example")
    report = world.verify(token(world.document(), mallory.signer), materials=NOTHING_AT_HAND)
    assert codes(report) == [ProblemCode.KEY_NOT_ALLOWED]
    assert report.wanted == ()


@pytest.mark.parametrize(
    "kid",
    [
        ..., "", "key-1", "#key-1", "../../etc/passwd", "https://mallory.example/key", 5,
        "' OR 1=1 --", "did:web:school.example", "did:web:school.example#key-2",
        "did:web:school.example/x#key-1", "did:web:school.example?x#key-1",
    ],
)  # fmt: skip
def test_a_kid_that_is_no_key_of_the_issuer_is_refused(world: World, kid: object) -> None:
    forged = token(world.document(), world.school.signer, kid=kid)
    assert world.verify(forged).verdict is not Verdict.VALID


def test_a_key_address_in_the_header_is_never_fetched(lasting: Stage) -> None:
    lasting.fetcher.asked.clear()
    for member in ("jku", "x5u", "kid"):
        forged = token(
            lasting.world.document(),
            lasting.world.school.signer,
            **{member: "https://mallory.example/keys.json"},
        )
        answer = lasting.client.post("/api/v1/verify", content=forged)
        assert answer.json()["verdict"] != "valid"
    assert lasting.fetcher.asked == []
