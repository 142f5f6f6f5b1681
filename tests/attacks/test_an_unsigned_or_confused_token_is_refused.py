"""T22: which algorithm counts is known from the key, never from what the token asks for."""

import hashlib
import hmac
import json

import pytest

from credentials import Verdict, as_bytes
from credentials.keys.encodings import encode_base64url
from tests.attacks.forging import token
from tests.world import World


@pytest.mark.parametrize("algorithm", ["none", "None", "NONE", "nOnE", "", ..., None, 5, ["EdDSA"]])
def test_a_token_without_an_algorithm_is_refused(world: World, algorithm: object) -> None:
    signed = token(world.document(), world.school.signer, alg=algorithm)
    unsigned = signed.rpartition(b".")[0] + b"."
    for forged in (signed, unsigned):
        assert world.verify(forged).verdict is not Verdict.VALID


@pytest.mark.parametrize("algorithm", ["ES256", "RS256", "PS256", "ES256K", "Ed448", "EDDSA"])
def test_an_algorithm_of_another_kind_of_key_is_not_passed(world: World, algorithm: str) -> None:
    forged = token(world.document(), world.school.signer, alg=algorithm)
    assert world.verify(forged).verdict is not Verdict.VALID


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
def test_the_public_key_is_no_shared_secret(world: World, algorithm: str) -> None:
    header = {
        "alg": algorithm,
        "typ": "vc+jwt",
        "kid": world.school.signer.verification_method,
    }
    signing_input = (
        f"{encode_base64url(json.dumps(header).encode())}."
        f"{encode_base64url(as_bytes(world.document()))}"
    )
    digest = getattr(hashlib, f"sha{algorithm[2:]}")
    mac = hmac.new(world.school.signer.public_key, signing_input.encode(), digest).digest()
    forged = f"{signing_input}.{encode_base64url(mac)}".encode()
    assert world.verify(forged).verdict is Verdict.INVALID
