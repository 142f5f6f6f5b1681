"""Status lists: the published vector, hostile lists, and the documents around them."""

import base64
import gzip
import time
import tracemalloc
import zlib
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.jsonld.reference import canonical_nquads
from credentials.model import Policy
from credentials.problems import CredentialsError, ProblemCode
from credentials.status.bitstring import (
    MINIMUM_ENTRIES,
    StatusList,
    entry_document,
    list_document,
    read_list,
)
from tests.packing import GZIP, packed_zeros
from tests.refusal import refused

# Bitstring Status List 1.0, the example of a list with no bit set.
PUBLISHED = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
LIST_URL = "https://school.example/status/3"


def wrapped(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(content).decode().rstrip("=")


def list_credential(**changes: Any) -> dict[str, Any]:
    """A list for revocation, its subject changed; None takes a member away."""
    document = list_document(
        list_url=LIST_URL,
        issuer="did:web:school.example",
        purpose="revocation",
        status_list=StatusList.of([3]),
        valid_from=datetime(2026, 11, 20, 8, tzinfo=UTC),
        valid_until=datetime(2026, 11, 21, 8, tzinfo=UTC),
        ttl=300_000,
    )
    subject = {**document["credentialSubject"], **changes}
    kept = {name: value for name, value in subject.items() if value is not None}
    return {**document, "credentialSubject": kept}


def code_of(document: Any, *, purpose: str = "revocation") -> ProblemCode:
    with pytest.raises(CredentialsError) as refused:
        read_list(document, list_url=LIST_URL, purpose=purpose)
    return refused.value.problem.code


# ── Bits ────────────────────────────────────────────────────────────────────────────────


def test_the_published_list_has_131072_entries_and_none_set() -> None:
    statuses = StatusList.decode(PUBLISHED)
    assert len(statuses) == MINIMUM_ENTRIES == 131_072
    assert not any(statuses.get(index) for index in range(len(statuses)))


def test_the_first_entry_is_the_left_most_bit() -> None:
    encoded = StatusList.of([0, 15]).encoded()
    content = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert content[:3] == bytes([0b1000_0000, 0b0000_0001, 0])


def test_the_last_entry_is_the_right_most_bit() -> None:
    encoded = StatusList.of([MINIMUM_ENTRIES - 1]).encoded()
    content = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert content[-1] == 1
    assert not any(content[:-1])


@given(st.sets(st.integers(0, MINIMUM_ENTRIES - 1), max_size=40))
def test_what_is_set_is_read_back_and_nothing_else(indices: set[int]) -> None:
    statuses = StatusList.decode(StatusList.of(indices).encoded())
    assert all(statuses.get(index) for index in indices)
    assert not any(
        statuses.get(index + 1)
        for index in indices - {MINIMUM_ENTRIES - 1}
        if index + 1 not in indices
    )


def test_a_bit_can_be_unset_again() -> None:
    statuses = StatusList.of([7, 8])
    statuses.set(7, value=False)
    assert (statuses.get(7), statuses.get(8)) == (False, True)


def test_the_same_bits_always_give_the_same_text() -> None:
    assert StatusList.of([5, 6]).encoded() == StatusList.of([6, 5]).encoded()


@pytest.mark.parametrize("index", [-1, MINIMUM_ENTRIES, 999_999_999])
def test_an_entry_past_the_end_is_refused(index: int) -> None:
    with pytest.raises(CredentialsError) as refused:
        StatusList.empty().get(index)
    assert refused.value.problem.code is ProblemCode.STATUS_OUT_OF_RANGE


@pytest.mark.parametrize("index", [-1, MINIMUM_ENTRIES])
def test_an_entry_past_the_end_cannot_be_set(index: int) -> None:
    with pytest.raises(CredentialsError):
        StatusList.empty().set(index, value=True)
    with pytest.raises(CredentialsError):
        StatusList.of([0, index])


@pytest.mark.parametrize("entries", [0, -8, 131_073])
def test_a_list_has_whole_bytes(entries: int) -> None:
    with pytest.raises(CredentialsError):
        StatusList.empty(entries)


# ── Hostile lists ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "u",
        PUBLISHED[1:],
        "z" + PUBLISHED[1:],
        PUBLISHED + "=",
        PUBLISHED + "\n",
        PUBLISHED.replace("-", "+"),
        PUBLISHED[:-1],
        PUBLISHED[:-1] + "B",
        PUBLISHED + "AAAA",
        "uHx",
        "u" + "A" * 5,
        "u\u0663\u0663",
        wrapped(b"not gzip at all"),
        wrapped(zlib.compress(bytes(16_384))),
        wrapped(gzip.compress(bytes(16_384), mtime=0) * 2),
        wrapped(gzip.compress(bytes(16_384), mtime=0) + b"trailing"),
        wrapped(gzip.compress(bytes(16_384), mtime=0)[:-8]),
        wrapped(gzip.compress(bytes(16_384), mtime=0)[:-1] + b"\x01"),
        "u" + "A" * 3_000_000,
    ],
)
def test_what_is_not_exactly_one_encoded_list_is_invalid(encoded: str) -> None:
    with pytest.raises(CredentialsError) as refused:
        StatusList.decode(encoded)
    assert refused.value.problem.code is ProblemCode.STATUS_INVALID


def test_a_short_list_is_refused_for_what_it_would_tell() -> None:
    with pytest.raises(CredentialsError) as refused:
        StatusList.decode(wrapped(gzip.compress(bytes(16_383), mtime=0)))
    assert refused.value.problem.code is ProblemCode.STATUS_LIST_SHORT


def test_a_caller_may_ask_for_more_entries() -> None:
    with pytest.raises(CredentialsError):
        StatusList.decode(PUBLISHED, entry_count_at_least=200_000)


def test_a_list_of_two_megabytes_is_still_read() -> None:
    assert len(StatusList.decode(wrapped(gzip.compress(bytes(2_000_000), mtime=0)))) == 16_000_000


def test_a_gzip_bomb_is_stopped_before_it_takes_memory() -> None:
    bomb = wrapped(packed_zeros(300_000_000, wbits=GZIP))
    tracemalloc.start()
    begun = time.monotonic()
    with pytest.raises(CredentialsError):
        StatusList.decode(bomb)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16_000_000
    assert time.monotonic() - begun < 2


@given(st.one_of(st.text(max_size=60), st.binary(max_size=60).map(wrapped)))
def test_no_text_does_anything_but_be_refused(encoded: str) -> None:
    with pytest.raises(CredentialsError):
        StatusList.decode(encoded)


# ── Documents ───────────────────────────────────────────────────────────────────────────


def test_a_list_that_was_published_is_read_back() -> None:
    published = read_list(list_credential(), list_url=LIST_URL, purpose="revocation")
    assert published.statuses.get(3)
    assert not published.statuses.get(4)
    assert published.ttl == 300_000
    assert published.purposes == frozenset({"revocation"})


def test_a_list_credential_says_when_it_holds_and_whose_it_is() -> None:
    document = list_credential(encodedList="…")
    assert document == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": LIST_URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:school.example",
        "validFrom": "2026-11-20T08:00:00Z",
        "validUntil": "2026-11-21T08:00:00Z",
        "credentialSubject": {
            "id": f"{LIST_URL}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "ttl": 300_000,
            "encodedList": "…",
        },
    }


def test_a_linked_data_processor_loses_nothing_of_a_list() -> None:
    assert canonical_nquads(list_credential(), policy=Policy.STRICT)


def test_an_entry_is_not_called_by_the_address_of_its_list() -> None:
    assert entry_document(list_url=LIST_URL, index=94567, purpose="suspension") == {
        "id": f"{LIST_URL}#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "suspension",
        "statusListIndex": "94567",
        "statusListCredential": LIST_URL,
    }


def test_a_list_may_have_several_purposes_and_no_id_and_no_ttl() -> None:
    document = list_credential(statusPurpose=["revocation", "suspension"], ttl=None)
    del document["id"]
    published = read_list(document, list_url=LIST_URL, purpose="suspension")
    assert published.ttl is None
    assert published.purposes == frozenset({"revocation", "suspension"})


def test_one_subject_may_stand_in_a_list_of_its_own() -> None:
    document = list_credential()
    document["credentialSubject"] = [document["credentialSubject"]]
    assert read_list(document, list_url=LIST_URL, purpose="revocation").statuses.get(3)


def test_a_list_of_another_address_in_this_ones_place_is_invalid() -> None:
    assert code_of({**list_credential(), "id": f"{LIST_URL}0"}) is ProblemCode.STATUS_INVALID


def test_a_list_for_another_purpose_is_invalid() -> None:
    assert code_of(list_credential(), purpose="suspension") is ProblemCode.STATUS_INVALID


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"type": []},
        {**list_credential(), "type": "VerifiableCredential"},
        {**list_credential(), "credentialSubject": "text"},
        {**list_credential(), "credentialSubject": []},
        {**list_credential(), "credentialSubject": [{}, {}]},
        list_credential(type="Other"),
        list_credential(statusPurpose=None),
        list_credential(statusPurpose=[]),
        list_credential(statusPurpose=["revocation", 3]),
        list_credential(statusPurpose=["revocation", ""]),
        list_credential(statusPurpose=["revocation", ["x"]]),
        list_credential(encodedList=None),
        list_credential(encodedList=5),
        list_credential(encodedList=[PUBLISHED]),
        list_credential(ttl="300000"),
        list_credential(ttl=True),
        list_credential(ttl=-1),
        list_credential(ttl=0.5),
    ],
)
def test_a_document_that_is_no_such_list_is_invalid(document: Any) -> None:
    assert code_of(document) is ProblemCode.STATUS_INVALID


def test_a_list_may_be_kept_for_no_time_at_all() -> None:
    assert read_list(list_credential(ttl=0), list_url=LIST_URL, purpose="revocation").ttl == 0


@pytest.mark.parametrize("size", [2, 8, 0, "1", True, [1]])
def test_a_list_whose_entries_have_another_size_is_invalid(size: Any) -> None:
    assert code_of(list_credential(statusSize=size)) is ProblemCode.STATUS_INVALID


def test_an_entry_of_several_bits_is_read_from_its_highest_one() -> None:
    statuses = StatusList.of([4, 7, 10])

    assert [statuses.value(index, size=2) for index in range(6)] == [0, 0, 2, 1, 0, 2]
    assert statuses.value(1, size=4) == 0b1001


def test_a_list_has_as_many_entries_as_it_needs_whatever_their_size() -> None:
    short = list_credential(encodedList=StatusList.empty().encoded())
    enough = StatusList.empty(2 * MINIMUM_ENTRIES).encoded()
    long = list_credential(encodedList=enough, statusSize=2)

    with refused(ProblemCode.STATUS_LIST_SHORT):
        read_list(short, list_url=LIST_URL, purpose="revocation", size=2)
    assert read_list(long, list_url=LIST_URL, purpose="revocation", size=2).ttl is not None


def test_a_short_list_keeps_its_own_problem() -> None:
    short = wrapped(gzip.compress(bytes(100), mtime=0))
    assert code_of(list_credential(encodedList=short)) is ProblemCode.STATUS_LIST_SHORT
