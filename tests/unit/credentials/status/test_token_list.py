"""Token Status List: the order of bits, the published form, and what is none."""

import json
import zlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.keys.local_signer import LocalSigner
from credentials.problems import ProblemCode
from credentials.status.token_list import (
    ListToken,
    TokenStatus,
    TokenStatusList,
    list_claims,
    read_claims,
    read_list_token,
    secure_list,
)
from tests.refusal import refused

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
URL = "https://school.example/token-status/1"
VALUES = TokenStatusList.of({3: 1, 5: 2}, entries=8, bits=2)
TOKEN = ListToken(URL, NOON, NOON + timedelta(days=2), 300, VALUES)
CLAIMS = list_claims(TOKEN, issuer="https://school.example")


def changed(**members: Any) -> dict[str, Any]:
    merged = {**CLAIMS, **members}
    return {name: value for name, value in merged.items() if value is not ...}


# ── The values ──


def test_the_first_value_stands_in_the_lowest_bits() -> None:
    assert TokenStatusList(b"\x01", bits=1).get(0) == 1
    assert TokenStatusList(b"\x80", bits=1).get(7) == 1
    assert [TokenStatusList(b"\xe4", bits=2).get(place) for place in range(4)] == [0, 1, 2, 3]
    assert [TokenStatusList(b"\x1f", bits=4).get(place) for place in range(2)] == [15, 1]


@given(
    st.sampled_from([1, 2, 4, 8]).flatmap(
        lambda bits: st.tuples(
            st.just(bits),
            st.dictionaries(st.integers(0, 63), st.integers(0, 2**bits - 1), max_size=20),
        )
    )
)
def test_what_is_written_is_read_back_and_nothing_beside_it(
    made: tuple[int, dict[int, int]],
) -> None:
    bits, values = made
    listed = TokenStatusList.of(values, entries=64, bits=bits)
    again = TokenStatusList.inflate(listed.deflated(), bits=bits)
    assert len(again) == 64
    assert [again.get(place) for place in range(64)] == [values.get(p, 0) for p in range(64)]


@pytest.mark.parametrize("index", [-1, 8, 10**12])
def test_a_place_outside_the_list_says_nothing(index: int) -> None:
    with refused(ProblemCode.STATUS_OUT_OF_RANGE):
        VALUES.get(index)


@pytest.mark.parametrize("value", [-1, 4])
def test_a_value_that_does_not_fit_is_refused(value: int) -> None:
    with refused(ProblemCode.STATUS_OUT_OF_RANGE):
        TokenStatusList.of({0: value}, entries=8, bits=2)


@pytest.mark.parametrize(("entries", "bits"), [(8, 3), (0, 1), (-8, 1), (3, 2)])
def test_a_list_fills_whole_bytes(entries: int, bits: int) -> None:
    with refused(ProblemCode.BAD_VALUE):
        TokenStatusList.of({}, entries=entries, bits=bits)


def test_values_of_another_size_are_refused() -> None:
    with refused(ProblemCode.BAD_VALUE):
        TokenStatusList(b"\x00", bits=3)


@pytest.mark.parametrize(
    "compressed",
    [
        b"",
        b"\x00",
        zlib.compress(b""),
        zlib.compress(b"\x00") + b"more",
        zlib.compress(b"\x00" * 100)[:-2],
        zlib.compress(bytes(2_000_001)),
        b"\x78" * 2_300_000,
    ],
    ids=["empty", "no-zlib", "no-values", "trailing", "cut", "bomb", "long"],
)
def test_what_does_not_inflate_to_one_list_is_invalid(compressed: bytes) -> None:
    with refused(ProblemCode.STATUS_INVALID):
        TokenStatusList.inflate(compressed, bits=1)


# ── The claims ──


def test_a_list_is_published_with_all_that_a_reader_needs() -> None:
    assert CLAIMS.keys() == {"iss", "sub", "iat", "exp", "ttl", "status_list"}
    read = read_claims(CLAIMS)
    assert (read.uri, read.issued_at, read.expires, read.ttl) == (
        URL,
        NOON,
        NOON + timedelta(days=2),
        300,
    )
    assert [read.statuses.get(place) for place in (3, 5)] == [
        TokenStatus.INVALID,
        TokenStatus.SUSPENDED,
    ]


def test_what_may_be_left_out_may_be_left_out() -> None:
    bare = list_claims(ListToken(URL, NOON, None, None, VALUES), issuer="did:web:school.example")
    assert bare.keys() == {"iss", "sub", "iat", "status_list"}
    assert read_claims(bare).expires is None


@pytest.mark.parametrize(
    "claims",
    [
        changed(sub=...),
        changed(sub=1),
        changed(iat=...),
        changed(iat="today"),
        changed(iat=True),
        changed(iat=-1),
        changed(exp=2**60),
        changed(ttl=0),
        changed(ttl=-1),
        changed(ttl=True),
        changed(ttl="300"),
        changed(status_list=...),
        changed(status_list=[]),
        changed(status_list={"bits": 1}),
        changed(status_list={"lst": "eNrbuRgAAhcBXQ"}),
        changed(status_list={"bits": 3, "lst": "eNrbuRgAAhcBXQ"}),
        changed(status_list={"bits": True, "lst": "eNrbuRgAAhcBXQ"}),
        changed(status_list={"bits": "1", "lst": "eNrbuRgAAhcBXQ"}),
        changed(status_list={"bits": 1, "lst": "eNrbuRgAAhcBXQ=="}),
        changed(status_list={"bits": 1, "lst": encode_base64url(b"no zlib")}),
    ],
)
def test_claims_of_another_form_are_no_list(claims: dict[str, Any]) -> None:
    with refused(ProblemCode.STATUS_INVALID):
        read_claims(claims)


@pytest.mark.parametrize(
    ("issuer", "kid"),
    [
        ("did:web:school.example", "did:web:school.example#key-1"),
        ("https://school.example", "key-1"),
    ],
)
def test_the_key_is_named_as_the_issuer_names_its_keys(issuer: str, kid: str) -> None:
    signer = LocalSigner(bytes(32), verification_method="did:web:school.example#key-1")
    header = secure_list(TOKEN, signer, issuer=issuer).split(b".")[0].decode()
    assert json.loads(decode_base64url(header)) == {
        "alg": "EdDSA",
        "kid": kid,
        "typ": "statuslist+jwt",
    }


@pytest.mark.parametrize("member", ["crit", "jwk", "x5c", "zip", "b64"])
def test_a_header_that_brings_its_own_rules_is_refused(member: str) -> None:
    signer = LocalSigner(bytes(32), verification_method="did:web:school.example#key-1")
    signed = secure_list(TOKEN, signer, issuer="did:web:school.example")
    assert read_list_token(signed).listed.uri == URL
    head, _, rest = signed.partition(b".")
    header = json.loads(decode_base64url(head.decode())) | {member: ["exp"]}
    with refused(ProblemCode.PROOF_REJECTED):
        read_list_token(encode_base64url(json.dumps(header).encode()).encode() + b"." + rest)
