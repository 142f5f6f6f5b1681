"""vc+cose with pycose of PyPI as the partner, both ways."""

import base64
from typing import Any

import pytest

from credentials.keys import jwk
from credentials.keys.algorithms import ALGORITHMS, public_key
from credentials.keys.encodings import encode_base64url
from credentials.keys.local_signer import generate_seed
from credentials.problems import ProblemCode, Verdict
from tests.interop import apart
from tests.interop.table import Shown, shows
from tests.world import Issuer, World

pytestmark = pytest.mark.interop
# pycose has no RS256.
each = pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "P-521"])
_NAME, _OTHER = b"Amina Yusuf", b"Amine Yusuf"


def asked(do: str, **question: Any) -> Any:
    return apart.run("cose_partner.py", {"do": do, **question})


def _public(body: Issuer) -> dict[str, str]:
    return jwk.encode(public_key(body.signer.algorithm, body.signer.public_key))


@shows("vc+cose, {kind}", Shown.OUT, Shown.OUT_CHANGED)
@each
def test_what_is_signed_here_is_verified_there_and_refused_once_changed(kind: str) -> None:
    world = World()
    body = world.key_issuer(ALGORITHMS[kind])
    document = world.document(body)
    made = world.issue(document, issuer=body, form="vc+cose").content
    question = {"publicKey": _public(body), "credential": base64.b64encode(made).decode()}
    assert asked("verify", **question) == {"verified": True, "credential": document}
    question["credential"] = base64.b64encode(made.replace(_NAME, _OTHER)).decode()
    assert not asked("verify", **question)["verified"]


@shows("vc+cose, {kind}", Shown.IN, Shown.IN_CHANGED)
@each
def test_what_is_signed_there_is_verified_here_and_refused_once_changed(kind: str) -> None:
    world, algorithm = World(), ALGORITHMS[kind]
    seed = generate_seed(algorithm)
    body = world.key_issuer(algorithm, seed)
    made = asked(
        "issue",
        credential=world.document(body),
        key={**_public(body), "d": encode_base64url(seed)},
        kid=body.signer.verification_method,
    )
    content = base64.b64decode(made["credential"])
    assert world.verify(content).verdict is Verdict.VALID
    changed = world.verify(content.replace(_NAME, _OTHER))
    assert [problem.code for problem in changed.problems] == [ProblemCode.TAMPERED]
