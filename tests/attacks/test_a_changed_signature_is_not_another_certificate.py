"""T21: no second signature fits, and what names a certificate is never its signature."""

from credentials import Verdict
from credentials.keys.algorithms import P256
from credentials.keys.encodings import decode_base58, encode_base58
from tests.journeys.stage import Stage
from tests.unit.wallet_api.worker import browser, give
from tests.world import World, changed

# FIPS 186-5 / SEC 2 §2.4.2: the order of the group of P-256.
_ORDER_P256 = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ORDER = 2**252 + 27742317777372353535851937790883648493


def test_adding_the_order_of_the_group_to_a_signature_makes_none(world: World) -> None:
    signed = world.issue()

    def stretch(document: dict[str, dict[str, str]]) -> None:
        raw = decode_base58(document["proof"]["proofValue"][1:], limit=100)
        scalar = int.from_bytes(raw[32:], "little") + _ORDER
        document["proof"]["proofValue"] = "z" + encode_base58(
            raw[:32] + scalar.to_bytes(32, "little")
        )

    assert world.verify(changed(signed, stretch)).verdict is Verdict.INVALID


def test_the_spelling_of_a_signature_is_not_free(world: World) -> None:
    def respelled(document: dict[str, dict[str, str]]) -> None:
        document["proof"]["proofValue"] = "z1" + document["proof"]["proofValue"][1:]

    assert world.verify(changed(world.issue(), respelled)).verdict is Verdict.INVALID


def test_a_signature_with_its_other_s_is_the_same_certificate(world: World) -> None:
    # OpenSSL takes (r, n - s) too, so a signature never names anything (T21): the certificate
    # is known by its id and by the digest that was noted when it was issued.
    maker = world.key_issuer(algorithm=P256)
    signed = world.issue(world.document(maker), issuer=maker)

    def turn(document: dict[str, dict[str, str]]) -> None:
        raw = decode_base58(document["proof"]["proofValue"][1:], limit=64)
        s = _ORDER_P256 - int.from_bytes(raw[32:], "big")
        document["proof"]["proofValue"] = "z" + encode_base58(raw[:32] + s.to_bytes(32, "big"))

    twin = world.verify(changed(signed, turn))
    assert twin.genuine == world.verify(signed.content).genuine
    assert twin.credential["id"] == world.verify(signed.content).credential["id"]


def test_a_certificate_is_taken_into_a_passport_once(plain_stage: Stage) -> None:
    given = give(plain_stage)
    worker = browser(plain_stage).claim(given.claim_code or "")
    assert worker.status == 200
    again = browser(plain_stage).open(f"/c/{given.claim_code}")
    assert again.status == 410
