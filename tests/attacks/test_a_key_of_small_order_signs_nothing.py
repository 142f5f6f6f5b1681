"""T20: with a key of small order anybody can make a signature of anything; OpenSSL takes them."""

import json

import pytest

from credentials import (
    Fetched,
    Materials,
    ProblemCode,
    Verdict,
    as_bytes,
    parse_credential,
    publish,
)
from credentials.keys.algorithms import BLS12381
from credentials.keys.encodings import encode_base58
from tests.attacks.forging import codes
from tests.unit.credentials.keys.test_algorithms import SMALL_SPELLINGS
from tests.world import World, changed

_IDENTITY = b"\x01" + bytes(31)
# R is the neutral element and S is zero: the equation holds for every message.
_UNIVERSAL = _IDENTITY + bytes(32)


def _multikey(raw: bytes) -> str:
    return "z" + encode_base58(b"\xed\x01" + raw)


@pytest.mark.parametrize("raw", SMALL_SPELLINGS, ids=bytes.hex)
def test_a_did_key_of_small_order_is_called_weak(world: World, raw: bytes) -> None:
    name = _multikey(raw)
    forged = changed(world.issue(), lambda it: it["issuer"].update(id=f"did:key:{name}"))
    forged["proof"]["verificationMethod"] = f"did:key:{name}#{name}"
    forged["proof"]["proofValue"] = "z" + encode_base58(_UNIVERSAL)
    report = world.verify(forged)
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.KEY_WEAK]


def test_a_weak_key_in_a_published_document_is_called_weak(world: World) -> None:
    at_hand = world.materials()
    content = at_hand.did_documents[world.school.did].content
    assert content is not None
    document = json.loads(content)
    document["verificationMethod"][0]["publicKeyMultibase"] = _multikey(_IDENTITY)
    forged = changed(world.issue(), lambda it: it.update(name="Master welder"))
    forged["proof"]["proofValue"] = "z" + encode_base58(_UNIVERSAL)
    published = {world.school.did: Fetched(as_bytes(document), world.at)}
    assert codes(world.verify(forged, materials=Materials(published))) == [ProblemCode.KEY_WEAK]


def test_a_bls12381_key_at_infinity_is_called_weak(world: World) -> None:
    # For such a key everybody can work out a BBS signature: the point of the message, divided.
    name = "z" + encode_base58(b"\xeb\x01\xc0" + bytes(95))
    issuer = world.key_issuer(BLS12381)
    genuine = publish(parse_credential(world.document(issuer)), issuer.signer, at=world.at)
    assert world.verify(genuine).verdict is Verdict.VALID
    forged = changed(genuine, lambda it: it["issuer"].update(id=f"did:key:{name}"))
    forged["proof"]["verificationMethod"] = f"did:key:{name}#{name}"
    assert codes(world.verify(forged)) == [ProblemCode.KEY_WEAK]
