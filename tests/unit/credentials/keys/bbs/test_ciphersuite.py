"""The ciphersuite: its constants follow from their seeds, and each value has one spelling."""

import pytest
from py_arkworks_bls12381 import G1Point, G2Point

from credentials.keys.bbs import ciphersuite
from credentials.problems import ProblemCode
from tests.refusal import refused
from tests.unit.credentials.keys.bbs.published import MESSAGES, PUBLIC

ORDER = 52435875175126190479447740508185965837690552500527637822603658699938581184513
SUITE_ID = b"BBS_BLS12381G1_XMD:SHA-256_SSWU_RO_"
API_ID = SUITE_ID + b"H2G_HM2S_"


def off_group(size: int) -> bytes:
    """A point of the curve outside the group of prime order, found by trying."""
    kind = G1Point if size == 48 else G2Point
    for x in range(1, 60):
        raw = bytearray(x.to_bytes(size, "big"))
        raw[0] |= 0x80
        try:
            point = kind.from_compressed_bytes_unchecked(bytes(raw))
        except ValueError:
            continue
        if not point.is_in_subgroup():
            return bytes(raw)
    raise AssertionError("no such point was found")


INFINITY_1 = b"\xc0" + bytes(47)
INFINITY_2 = b"\xc0" + bytes(95)


def test_the_fixed_point_follows_from_its_seed() -> None:
    # §7.2: the point belongs to the suite, so that nobody can know how it came about.
    seed_dst = API_ID + b"SIG_GENERATOR_SEED_"
    seed = ciphersuite.expand_message(API_ID + b"BP_MESSAGE_GENERATOR_SEED", seed_dst, 48)
    seed = ciphersuite.expand_message(seed + (1).to_bytes(8, "big"), seed_dst, 48)
    made = G1Point.hash_to_curve(seed, API_ID + b"SIG_GENERATOR_DST_")
    assert made == ciphersuite.P1


def test_the_base_point_of_the_second_group_is_the_published_one() -> None:
    # draft-irtf-cfrg-pairing-friendly-curves §4.2.1, the first half of x.
    assert (
        ciphersuite.BASE_POINT_2.to_compressed_bytes()
        .hex()
        .startswith("93e02b6052719f607dacd3a088274f65596bd0d09920b61ab5da61bbdc7f5049")
    )


def test_the_points_for_messages_are_the_published_ones() -> None:
    points = [point.to_compressed_bytes().hex() for point in ciphersuite.generators(2).points]
    # "Message Generators".
    assert points == [
        "a9ec65b70a7fbe40c874c9eb041c2cb0a7af36ccec1bea48fa2ba4c2eb67ef7f"
        "9ecb17ed27d38d27cdeddff44c8137be",
        "98cd5313283aaf5db1b3ba8611fe6070d19e605de4078c38df36019fbaad0bd2"
        "8dd090fd24ed27f7f4d22d5ff5dea7d4",
        "a31fbe20c5c135bcaa8d9fc4e4ac665cc6db0226f35e737507e803044093f376"
        "97a9d452490a970eea6f9ad6c3dcaa3a",
    ]


def test_more_points_begin_with_the_same_ones() -> None:
    few, many = ciphersuite.generators(3), ciphersuite.generators(130)
    assert many.points[:4] == few.points
    assert many.octets.startswith(few.octets)
    assert len(set(many.points)) == 131


def test_every_point_follows_from_the_one_before() -> None:
    # §4.1.1, one after the other; the first of them are the published ones.
    seed_dst = API_ID + b"SIG_GENERATOR_SEED_"
    seed = ciphersuite.expand_message(API_ID + b"MESSAGE_GENERATOR_SEED", seed_dst, 48)
    made = []
    for number in range(1, 132):
        seed = ciphersuite.expand_message(seed + number.to_bytes(8, "big"), seed_dst, 48)
        made.append(G1Point.hash_to_curve(seed, API_ID + b"SIG_GENERATOR_DST_"))
    assert list(ciphersuite.generators(130).points) == made


def test_only_so_many_points_are_made() -> None:
    with refused(ProblemCode.TOO_COMPLEX):
        ciphersuite.generators(ciphersuite.MAX_MESSAGES + 1)


def test_a_message_becomes_the_published_scalar() -> None:
    # "Map Messages to Scalars".
    scalar = ciphersuite.message_scalars(MESSAGES[:1])[0]
    assert scalar.to_be_bytes().hex() == (
        "1cb5bb86114b34dc438a911617655a1db595abafac92f47c5001799cf624b430"
    )


def test_a_text_is_expanded_as_published() -> None:
    # RFC 9380 §K.1, DST "QUUX-V01-CS02-with-expander-SHA256-128".
    dst = b"QUUX-V01-CS02-with-expander-SHA256-128"
    assert ciphersuite.expand_message(b"abc", dst, 32).hex() == (
        "d8ccab23b5985ccea865c6c97b6e5b8350e794e603b4b97902f53a8a0d605615"
    )


def test_a_key_is_made_from_at_least_the_material_and_the_purpose() -> None:
    material = bytes(range(32))
    made = {
        ciphersuite.secret_scalar(material),
        ciphersuite.secret_scalar(material, b"other"),
        ciphersuite.secret_scalar(bytes(32)),
    }
    assert len(made) == 3
    assert all(0 < int.from_bytes(secret, "big") < ORDER for secret in made)


def test_random_numbers_differ() -> None:
    assert len(set(ciphersuite.random_scalars(64))) == 64


@pytest.mark.parametrize(
    "raw",
    [
        bytes(48),
        b"\xff" * 48,
        INFINITY_1,
        b"\xe0" + bytes(47),
        b"\xc0" + bytes(46) + b"\x01",
        off_group(48),
        ciphersuite.P1.to_compressed_bytes()[:-1],
    ],
)
def test_what_is_no_point_of_the_first_group_is_not_read(raw: bytes) -> None:
    assert ciphersuite.read_point(raw) is None


def test_a_point_is_read_as_it_was_written() -> None:
    raw = ciphersuite.P1.to_compressed_bytes()
    assert ciphersuite.read_point(raw) == ciphersuite.P1


@pytest.mark.parametrize("number", [0, ORDER, ORDER + 1, 2**256 - 1])
def test_zero_and_numbers_past_the_order_are_no_scalars(number: int) -> None:
    assert ciphersuite.read_scalar(number.to_bytes(32, "big")) is None


@pytest.mark.parametrize("number", [1, ORDER - 1])
def test_a_reduced_number_is_a_scalar(number: int) -> None:
    scalar = ciphersuite.read_scalar(number.to_bytes(32, "big"))
    assert scalar is not None
    assert int(scalar) == number


@pytest.mark.parametrize("raw", [INFINITY_2, b"\xff" * 95 + b"\x00"], ids=["plain", "disguised"])
def test_a_public_key_at_infinity_is_weak(raw: bytes) -> None:
    with refused(ProblemCode.KEY_WEAK):
        ciphersuite.opened_public_key(raw)


@pytest.mark.parametrize("raw", [bytes(96), off_group(96), PUBLIC[:-1] + b"\x0d", PUBLIC[:95]])
def test_what_is_no_point_of_the_second_group_is_no_public_key(raw: bytes) -> None:
    with refused(ProblemCode.BAD_VALUE):
        ciphersuite.opened_public_key(raw)


def test_sound_keys_are_remembered_within_bounds() -> None:
    assert ciphersuite.opened_public_key.cache_info().maxsize == 1_024
