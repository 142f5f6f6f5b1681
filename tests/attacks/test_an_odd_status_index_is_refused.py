"""T47, T48: a position is one decimal number, and its bit is the one that the standard counts."""

import pytest

from credentials import JSONObject, ProblemCode, StatusList, Verdict
from tests.attacks.forging import codes, with_proof
from tests.world import World


@pytest.mark.parametrize(
    "index",
    [
        "abc", "", "-1", "+1", " 1", "1 ", "01", "0x1", "1e1", "1.0", "١", "1_0", "１",
        "9999999999", 1, 1.0, None, True, ["1"], {"id": "1"},
    ],
)  # fmt: skip
def test_what_is_no_decimal_number_is_refused(world: World, index: object) -> None:
    entry: JSONObject = {**world.entry(), "statusListIndex": index}
    proof = with_proof(world.document(credentialStatus=world.entry()), world.school.signer)
    forged = {**proof, "credentialStatus": entry}
    # Before any signature is looked at, which could not fit here.
    assert codes(world.verify(forged)) == [ProblemCode.BAD_VALUE]


@pytest.mark.parametrize("index", ["131072", "999999999"])
def test_a_position_past_the_end_leaves_it_open(world: World, index: str) -> None:
    entry: JSONObject = {**world.entry(), "statusListIndex": index}
    signed = with_proof(world.document(credentialStatus=entry), world.school.signer)
    report = world.verify(signed)
    assert report.verdict is not Verdict.VALID
    assert codes(report) == [ProblemCode.STATUS_OUT_OF_RANGE]


@pytest.mark.parametrize(("index", "byte"), [(0, 0x80), (7, 0x01), (8, 0x80), (131_071, 0x01)])
def test_the_first_entry_is_the_left_most_bit(index: int, byte: int) -> None:
    published = StatusList.of([index])
    read_back = StatusList.decode(published.encoded())
    assert [at for at in (0, 7, 8, 131_071) if read_back.get(at)] == [index]
    assert read_back._bits[index // 8] == byte
