"""The same lists in CBOR: what is written is read back, and what does not hold says nothing."""

from datetime import UTC, datetime, timedelta
from typing import Any

import cbor2
import pytest
from msgspec.structs import replace

from credentials.cose import sign1
from credentials.keys.local_signer import LocalSigner, generate_seed
from credentials.problems import ProblemCode, Verdict
from credentials.status.token_list import ListToken, TokenStatus, TokenStatusList
from credentials.status.token_list_cwt import MEDIA_TYPE, read_list_cwt, secure_list_cwt
from tests.refusal import refused
from tests.typed_world import LIST, TypedWorld, fetched

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
SIGNER = LocalSigner(bytes(32), verification_method="did:web:school.example#key-1")
TOKEN = ListToken(
    LIST, NOON, NOON + timedelta(days=1), 300, TokenStatusList.of({7: 1}, entries=8, bits=2)
)
CLAIMS = {2: LIST, 6: 1_700_000_000, 65533: {"bits": 1, "lst": b"\x78\xda\xdb\xb9\x18\x00"}}


def cwt(claims: Any, header: dict[int, Any] | None = None) -> bytes:
    """A signed CWT with any claims: a value, or the bytes as they are."""
    payload = claims if isinstance(claims, bytes) else cbor2.dumps(claims)
    return sign1.sign(payload, SIGNER, {16: MEDIA_TYPE} if header is None else header)


@pytest.mark.parametrize("issuer", ["did:web:school.example", "https://school.example"])
def test_what_is_written_is_read_back(issuer: str) -> None:
    content = secure_list_cwt(TOKEN, SIGNER, issuer=issuer)
    assert content.startswith(b"\xd2")
    read = read_list_cwt(content)
    assert (read.issuer, read.listed.uri, read.listed.ttl) == (issuer, LIST, 300)
    assert read.named == ("key-1" if issuer.startswith("https") else f"{issuer}#key-1")
    assert read.listed.statuses.get(7) == TokenStatus.INVALID
    assert read.listed.expires == TOKEN.expires


def test_what_may_be_left_out_may_be_left_out() -> None:
    bare = replace(TOKEN, expires=None, ttl=None)
    read = read_list_cwt(secure_list_cwt(bare, SIGNER, issuer="https://school.example"))
    assert (read.listed.expires, read.listed.ttl) == (None, None)
    assert read_list_cwt(cwt({**CLAIMS, 65533: bare_list()})).named is None


def bare_list() -> dict[str, Any]:
    return {"bits": 2, "lst": TOKEN.statuses.deflated()}


@pytest.mark.parametrize(
    "claims",
    [
        {**CLAIMS, 65533: bare_list(), 1: 5},
        {2: LIST, 6: 1},
        {**CLAIMS, 65533: {"bits": 2}},
        {**CLAIMS, 65533: {"bits": 2, "lst": "text"}},
        {**CLAIMS, 65533: {"bits": 3, "lst": TOKEN.statuses.deflated()}},
        {6: 1, 65533: bare_list()},
        {2: LIST, 65533: bare_list()},
        CLAIMS,
    ],
)
def test_claims_of_another_form_are_no_list(claims: Any) -> None:
    with refused(ProblemCode.STATUS_INVALID):
        read_list_cwt(cwt(claims))


@pytest.mark.parametrize("payload", [b"", b"\xff", cbor2.dumps([]), cbor2.dumps([[[[[[1]]]]]])])
def test_a_payload_that_is_no_map_is_malformed(payload: bytes) -> None:
    with refused(ProblemCode.MALFORMED):
        read_list_cwt(cwt(payload))


def test_nothing_is_computed_that_a_tag_asks_for() -> None:
    # 35 asks for a regular expression: to build a long one takes minutes.
    tagged = cbor2.CBORTag(35, "a|b")
    with refused(ProblemCode.MALFORMED):
        read_list_cwt(cwt({**CLAIMS, 65533: bare_list(), 1000: tagged}))


@pytest.mark.parametrize("header", [{}, {16: "application/vc+cose"}, {16: MEDIA_TYPE, 4: b"\xff"}])
def test_another_header_is_no_list(header: dict[int, Any]) -> None:
    with refused(ProblemCode.STATUS_INVALID):
        read_list_cwt(cwt({**CLAIMS, 65533: bare_list()}, header))


def test_a_certificate_is_judged_by_it_as_by_the_other_form() -> None:
    world = TypedWorld()
    for value, verdict in ((0, Verdict.VALID), (1, Verdict.INVALID)):
        listed = replace(
            TOKEN,
            issued_at=world.at,
            expires=None,
            statuses=TokenStatusList.of({7: value}, entries=8, bits=2),
        )
        content = secure_list_cwt(listed, world.school.signer, issuer=world.https)
        at_hand = replace(world.materials(), status_lists={LIST: fetched(content, world)})
        assert world.verify(world.issue_typed(), materials=at_hand).verdict is verdict
        forger = LocalSigner(generate_seed(), verification_method=SIGNER.verification_method)
        forged = secure_list_cwt(listed, forger, issuer=world.https)
        at_hand = replace(world.materials(), status_lists={LIST: fetched(forged, world)})
        report = world.verify(world.issue_typed(), materials=at_hand)
        assert [problem.code for problem in report.problems] == [ProblemCode.STATUS_INVALID]
