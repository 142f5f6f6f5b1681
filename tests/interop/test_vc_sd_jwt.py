"""vc+sd-jwt with sd-jwt of PyPI as the partner, both ways."""

from typing import Any

import pytest

from credentials.issuance import issue
from credentials.keys import jwk
from credentials.keys.algorithms import P256, public_key
from credentials.keys.encodings import encode_base64url
from credentials.keys.local_signer import generate_seed
from credentials.parsing import credential
from credentials.problems import ProblemCode, Verdict
from tests.interop import apart
from tests.interop.table import Shown, shows
from tests.world import World
from tests.zoo.kinds import spoil_token

pytestmark = pytest.mark.interop


def asked(do: str, **question: Any) -> Any:
    return apart.run("sd_jwt_partner.py", {"do": do, "alg": "ES256", **question})


@shows("vc+sd-jwt", Shown.OUT, Shown.OUT_CHANGED)
def test_what_is_signed_here_is_verified_there_and_refused_once_changed() -> None:
    world = World()
    body = world.key_issuer(P256)
    document = world.document(body)
    made = issue(
        credential(document), body.signer, at=world.at, form="vc+sd-jwt", hidden=["/name"]
    ).content
    key = jwk.encode(public_key(P256, body.signer.public_key))
    answer = asked("verify", credential=made.decode(), publicKey=key)
    assert answer["verified"], answer
    assert document.items() <= answer["claims"].items()
    changed = spoil_token(made).decode()
    assert not asked("verify", credential=changed, publicKey=key)["verified"]


@shows("vc+sd-jwt", Shown.IN, Shown.IN_CHANGED)
def test_what_is_signed_there_is_verified_here_and_refused_once_changed() -> None:
    world, seed = World(), generate_seed(P256)
    body = world.key_issuer(P256, seed)
    document = world.document(body)
    key = jwk.encode(public_key(P256, body.signer.public_key))
    made = asked(
        "issue",
        typ="vc+sd-jwt",
        claims=document,
        frame={"_sd": ["name"]},
        key={**key, "d": encode_base64url(seed)},
        kid=body.signer.verification_method,
    )
    content = made["credential"].encode()
    report = world.verify(content)
    assert (report.verdict, report.credential) == (Verdict.VALID, document)
    changed = world.verify(spoil_token(content))
    assert [problem.code for problem in changed.problems] == [ProblemCode.TAMPERED]
