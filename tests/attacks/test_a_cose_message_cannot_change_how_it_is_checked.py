"""T22-T25 in COSE: no header brings a key, an algorithm or rules of its own, tags do nothing."""

from typing import Any

import cbor2
import pytest

from credentials import ProblemCode, Verdict, as_bytes
from credentials.cose import sign1
from tests.attacks.forging import codes
from tests.world import Issuer, World


def message(world: World, by: Issuer | None = None, **members: Any) -> bytes:
    """A vc+cose by that key which names the school's, whatever else its header says."""
    header = {
        sign1.KID: world.school.signer.verification_method.encode(),
        sign1.TYP: "application/vc+cose",
        **{int(name.removeprefix("m")): value for name, value in members.items()},
    }
    return sign1.sign(as_bytes(world.document()), (by or world.school).signer, header)


def test_the_honest_one_is_valid(world: World) -> None:
    assert world.verify(message(world)).verdict is Verdict.VALID


def test_somebody_elses_signature_under_the_schools_name_is_refused(world: World) -> None:
    assert codes(world.verify(message(world, by=world.issuer("mallory.example")))) == [
        ProblemCode.TAMPERED
    ]


@pytest.mark.parametrize(
    "members", [{"m2": [99]}, {"m32": b"c"}, {"m33": [b"c"]}, {"m34": b"c"}, {"m35": "https://x"}]
)
def test_a_header_that_brings_a_key_or_rules_is_refused(world: World, members: Any) -> None:
    assert codes(world.verify(message(world, **members))) == [ProblemCode.PROOF_REJECTED]


@pytest.mark.parametrize("number", [-7, -35, -257, -8.0, 5, 0, None, "EdDSA"])
def test_an_algorithm_that_is_not_the_keys_is_not_passed(world: World, number: object) -> None:
    protected, unprotected, payload, signature = cbor2.loads(message(world)[1:])
    header = {**cbor2.loads(protected), sign1.ALG: number}
    forged = b"\xd2" + cbor2.dumps([cbor2.dumps(header), unprotected, payload, signature])
    assert world.verify(forged).verdict is not Verdict.VALID


@pytest.mark.parametrize("kind", ["vp+cose", "vc+jwt", "cwt", "statuslist+cwt", ""])
def test_a_message_made_for_something_else_is_no_credential(world: World, kind: str) -> None:
    forged = message(world, m16=f"application/{kind}")
    assert world.verify(forged).verdict is not Verdict.VALID


def test_nothing_that_a_tag_asks_for_is_computed(world: World) -> None:
    # Tag 35 would compile a regular expression, tag 3 make a number of any size.
    for tag in (3, 5, 28, 35, 258):
        forged = b"\xd2" + cbor2.dumps([b"", {9: cbor2.CBORTag(tag, b"x")}, b"{}", b""])
        assert codes(world.verify(forged)) == [ProblemCode.MALFORMED]
