"""T19: the name of the suite, the type and the kind of key have to go together."""

import pytest

from credentials import Verdict
from credentials.keys.encodings import encode_base58
from tests.world import World, changed


@pytest.mark.parametrize(
    "suite",
    [
        "eddsa-jcs-2022",
        "ecdsa-rdfc-2019",
        "ecdsa-jcs-2019",
        "bbs-2023",
        "EDDSA-RDFC-2022",
        "eddsa-rdfc-2022 ",
        "x",
    ],
)
def test_another_suite_is_not_passed(world: World, suite: str) -> None:
    forged = changed(world.issue(), lambda it: it["proof"].update(cryptosuite=suite))
    assert world.verify(forged).verdict is not Verdict.VALID


@pytest.mark.parametrize("kind", ["Ed25519Signature2018", "RsaSignature2018", "JsonWebSignature"])
def test_an_old_type_of_proof_is_not_passed(world: World, kind: str) -> None:
    forged = changed(world.issue(), lambda it: it["proof"].update(type=kind))
    assert world.verify(forged).verdict is not Verdict.VALID


def test_a_key_of_another_curve_is_not_passed(world: World) -> None:
    # The generator of P-256, compressed, as a did:key (Multikey prefix 0x8024).
    point = "036b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    name = "z" + encode_base58(bytes.fromhex("8024" + point))
    forged = changed(world.issue(), lambda it: it["issuer"].update(id=f"did:key:{name}"))
    forged["proof"]["verificationMethod"] = f"did:key:{name}#{name}"
    assert world.verify(forged).verdict is not Verdict.VALID
