"""The published examples of Token Status List, read from ../shared/vectors."""

import json
import re
from pathlib import Path

import cbor2
import pytest

from credentials.keys.encodings import encode_base64url
from credentials.status.token_list import TokenStatusList, read_claims
from credentials.status.token_list_cwt import read_list_cwt

FOLDER = Path(__file__).parents[2].parent / "shared" / "vectors" / "token-status-list-examples"

pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the examples are not in ../shared/vectors"
)

# §4.1, and the test vectors at the end of the draft: the values that are not zero.
_LONG = {
    1: dict.fromkeys(
        (0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345), 1
    ),
    2: {
        0: 1, 1993: 2, 25460: 1, 159495: 3, 495669: 1, 554353: 1, 645645: 2, 723232: 1,
        854545: 1, 934534: 2, 1000345: 3,
    },
    4: {
        0: 1, 1993: 2, 35460: 3, 459495: 4, 595669: 5, 754353: 6, 845645: 7, 923232: 8,
        924445: 9, 934534: 10, 1004534: 11, 1000345: 12, 1030203: 13, 1030204: 14, 1030205: 15,
    },
}  # fmt: skip


def example(name: str) -> str:
    text = (FOLDER / f"status_list_{name}.md").read_text().strip().strip("`").strip()
    return text.partition("encoded:")[2] if "encoded:" in text else text


def published(name: str) -> tuple[int, str]:
    listed = json.loads(re.sub(r"\n\s+(?=[A-Za-z0-9_-]+[\"\n])", "", example(name)))
    return listed["bits"], listed["lst"]


@pytest.mark.parametrize(
    ("name", "content"), [("encoding_json", "b9a3"), ("encoding2_json", "c944f9")]
)
def test_the_short_lists_are_written_byte_for_byte(name: str, content: str) -> None:
    bits, lst = published(name)
    made = TokenStatusList(bytes.fromhex(content), bits=bits)
    assert encode_base64url(made.deflated()) == lst


@pytest.mark.parametrize(
    ("name", "bits"),
    [("encoding1_long_json", 1), ("encoding2_long_json", 2), ("encoding4_json", 4)],
)
def test_the_long_lists_are_written_byte_for_byte(name: str, bits: int) -> None:
    size, lst = published(name)
    assert size == bits
    made = TokenStatusList.of(_LONG[bits], entries=2**20, bits=bits)
    assert encode_base64url(made.deflated()) == lst


def test_the_list_of_eight_bits_is_read() -> None:
    bits, lst = published("encoding8_json")
    claims = {"sub": "https://example.com", "iat": 1, "status_list": {"bits": bits, "lst": lst}}
    statuses = read_claims(claims).statuses
    assert len(statuses) == 2**20
    assert encode_base64url(statuses.deflated()) == lst


def test_the_claims_of_the_example_token_are_read() -> None:
    header, _, claims = example("jwt").partition("\n.\n")
    assert json.loads(header)["typ"] == "statuslist+jwt"
    token = read_claims(json.loads(claims))
    assert token.uri == "https://example.com/statuslists/1"
    assert token.ttl == 43200
    assert [token.statuses.get(place) for place in range(16)] == [
        1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1,
    ]  # fmt: skip


def test_the_example_token_in_cbor_is_read() -> None:
    token = read_list_cwt(bytes.fromhex("".join(example("cwt").split())))
    assert token.named == "12"
    assert (token.listed.uri, token.listed.ttl) == ("https://example.com/statuslists/1", 43200)
    assert [token.listed.statuses.get(place) for place in range(8)] == [1, 0, 0, 1, 1, 1, 0, 1]


@pytest.mark.parametrize("bits", [1, 2])
def test_the_short_lists_in_cbor_are_the_published_ones(bits: int) -> None:
    name = "encoding_cbor" if bits == 1 else "encoding2_cbor"
    written = bytes.fromhex(example(name))
    made = TokenStatusList(bytes.fromhex("b9a3" if bits == 1 else "c944f9"), bits=bits)
    assert cbor2.dumps({"bits": bits, "lst": made.deflated()}) == written
