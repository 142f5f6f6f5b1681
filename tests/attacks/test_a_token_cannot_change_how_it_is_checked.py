"""T24, T25, T26: no header member changes what is signed, and only our kinds of token are read."""

import time
import zlib
from typing import Any

import pytest

from credentials import ProblemCode, Verdict, as_bytes
from tests.attacks.forging import codes, token, token_with_header
from tests.world import World


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("crit", []),
        ("crit", ["exp"]),
        ("b64", False),
        ("b64", True),
        ("zip", "DEF"),
        ("enc", "A256GCM"),
        ("epk", {}),
    ],
)
def test_crit_b64_and_zip_are_refused(world: World, member: str, value: Any) -> None:
    forged = token(world.document(), world.school.signer, **{member: value})
    assert codes(world.verify(forged)) == [ProblemCode.PROOF_REJECTED]


def test_a_compressed_payload_is_not_inflated(world: World) -> None:
    bomb = zlib.compress(b" " * 50_000_000, 9)
    began = time.perf_counter()
    report = world.verify(token(bomb, world.school.signer))
    assert report.verdict is Verdict.INVALID
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize(
    "typ", ["JWT", "kb+jwt", "vp+jwt", "dc+sd-jwt", "openid4vci-proof+jwt", "statuslist+jwt", ...]
)
def test_a_token_made_for_something_else_is_not_a_credential(world: World, typ: object) -> None:
    forged = token(world.document(), world.school.signer, typ=typ)
    assert world.verify(forged).verdict is not Verdict.VALID


def test_an_oversized_token_is_refused_before_it_is_decoded(world: World) -> None:
    document = {**world.document(), "description": "x" * 300_000}
    began = time.perf_counter()
    assert codes(world.verify(token(document, world.school.signer))) == [ProblemCode.MALFORMED]
    assert time.perf_counter() - began < 0.5


def test_an_oversized_header_is_refused(world: World) -> None:
    header = b'{"alg":"EdDSA","typ":"vc+jwt","kid":"' + b"x" * 50_000 + b'"}'
    forged = token_with_header(as_bytes(world.document()), world.school.signer, header)
    assert codes(world.verify(forged)) == [ProblemCode.MALFORMED]
