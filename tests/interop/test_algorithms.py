"""vc+jwt and vp+jwt on each algorithm, with the npm package jose as the partner, both ways."""

from typing import Any

import pytest

from credentials import ALGORITHMS, encode_jwk, public_key
from credentials.presentation import present
from credentials.problems import ProblemCode, Verdict
from tests.attacks.forging import codes, with_claims
from tests.interop import node
from tests.interop.table import Shown, shows
from tests.world import NOON, World

pytestmark = pytest.mark.interop
KINDS = [name for name, algorithm in ALGORITHMS.items() if algorithm.jose]
each = pytest.mark.parametrize("kind", KINDS)


def asked(**wish: Any) -> Any:
    return node.run("algorithms.mjs", wish)


def forged(token: bytes) -> bytes:
    return with_claims(token, name="Master welder")


@shows("vc+jwt, {kind}", Shown.OUT, Shown.OUT_CHANGED)
@each
def test_what_is_signed_here_is_verified_there_and_refused_once_changed(kind: str) -> None:
    world, algorithm = World(), ALGORITHMS[kind]
    body = world.key_issuer(algorithm)
    jwk = encode_jwk(public_key(algorithm, body.signer.public_key))
    credential = world.issue(world.document(body), issuer=body, form="vc+jwt")
    shown = present(
        [credential], body.signer, domain="reader.example", challenge="1", at=NOON, form="vc+jwt"
    )
    for content, typ in ((credential.content, "vc+jwt"), (shown.content, "vp+jwt")):
        wish = {"alg": algorithm.jose, "typ": typ, "jwk": jwk}
        assert asked(token=content.decode(), **wish)["verified"]
        assert not asked(token=forged(content).decode(), **wish)["verified"]


@shows("vc+jwt, {kind}", Shown.IN, Shown.IN_CHANGED)
@each
def test_what_is_signed_there_is_verified_here_and_refused_once_changed(kind: str) -> None:
    world, algorithm = World(), ALGORITHMS[kind]
    claims = world.document(issuer="did:example:issuer")
    made = asked(alg=algorithm.jose, typ="vc+jwt", claims=claims)
    token = made["token"].encode()
    report = world.verify(token)
    assert report.verdict is Verdict.VALID, codes(report)
    assert report.signed_by == made["did"]
    assert codes(world.verify(forged(token))) == [ProblemCode.TAMPERED]
