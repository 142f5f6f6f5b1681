"""The form in which an SD-JWT travels, and what a holder leaves out of it."""

from collections.abc import Collection
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.model import JSONObject
from credentials.problems import CredentialsError, ProblemCode
from credentials.sdjwt.combined import Combined, chosen, is_combined, read_combined
from credentials.sdjwt.concealing import Hiding, conceal
from credentials.sdjwt.disclosures import Disclosure, disclosure
from credentials.sdjwt.revealing import reveal
from tests.refusal import refused

NAME = disclosure("name", "Amina", salt="1")
ITEM = disclosure(None, "KE", salt="2")


def test_the_parts_are_read_back() -> None:
    whole = Combined("eyJ.e30.AA", (NAME, ITEM), "eyJ.e30.BB")
    assert whole.text() == f"eyJ.e30.AA~{NAME.text}~{ITEM.text}~eyJ.e30.BB"
    assert read_combined(whole.text()) == whole
    assert read_combined(whole.text().encode()) == whole


def test_without_a_key_binding_it_ends_with_the_mark() -> None:
    whole = Combined("eyJ.e30.AA", ())
    assert whole.text() == "eyJ.e30.AA~"
    assert read_combined("eyJ.e30.AA~") == whole


def test_the_digest_is_over_all_that_was_shown_and_not_the_key_binding() -> None:
    bound = Combined("eyJ.e30.AA", (NAME,), "eyJ.e30.BB")
    free = Combined("eyJ.e30.AA", (NAME,))
    assert bound.digest("sha-256") == free.digest("sha-256")
    assert bound.digest("sha-256") != Combined("eyJ.e30.AA", ()).digest("sha-256")


@pytest.mark.parametrize(
    "content",
    ["", "eyJ.e30.AA", "eyJ.e30.AA~~", b"eyJ\xff~", "eyJ~" + "A" * 300_000, "eyJ" + "~" * 600],
    ids=["empty", "no-mark", "empty-disclosure", "not-ascii", "long", "many"],
)
def test_anything_else_is_refused(content: str | bytes) -> None:
    with refused(ProblemCode.MALFORMED):
        read_combined(content)


def test_as_many_disclosures_are_read_as_it_says_and_no_more() -> None:
    many = Combined("eyJ.e30.AA", (NAME,) * 512)
    assert read_combined(many.text()) == many
    with refused(ProblemCode.MALFORMED):
        read_combined(Combined("eyJ.e30.AA", (NAME,) * 513).text())


@given(st.binary(max_size=80) | st.text("eyJ~.A", max_size=30).map(str.encode))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    with suppress(CredentialsError):
        assert read_combined(content).text().encode() == content


def test_a_token_alone_is_not_taken_for_one() -> None:
    assert is_combined(b"eyJ.e30.AA~")
    assert not is_combined(b"eyJ.e30.AA")
    assert not is_combined(b'{"a":"~"}')


# ── What the holder shows ──

CLAIMS: JSONObject = {
    "name": "Amina",
    "address": {"city": "Nairobi", "road": {"no": 1}},
    "list": ["a", "b"],
}
HIDDEN = ["/name", "/address", "/address/city", "/address/road", "/list/0", "/list/1"]


@pytest.mark.parametrize(
    ("pointers", "shown"),
    [
        ([], {"list": []}),
        (["/name"], {"name": "Amina", "list": []}),
        (["/address/city"], {"address": {"city": "Nairobi"}, "list": []}),
        (["/address"], {"address": CLAIMS["address"], "list": []}),
        (["/address/road/no"], {"address": {"road": {"no": 1}}, "list": []}),
        (["/list"], {"list": ["a", "b"]}),
        (["/list/1", "/name"], {"list": ["b"], "name": "Amina"}),
    ],
)
def test_a_claim_is_shown_with_what_it_stands_in_and_nothing_else(
    pointers: Collection[str], shown: object
) -> None:
    made = conceal(CLAIMS, Hiding(HIDDEN))
    places = reveal(made.payload, made.disclosures).places
    kept = chosen(list(places.items()), pointers)
    assert reveal(made.payload, kept).claims == shown


def test_a_place_with_nothing_to_disclose_is_refused() -> None:
    places: list[tuple[str, Disclosure]] = [("/name", NAME)]
    with refused(ProblemCode.BAD_VALUE, pointer="/names"):
        chosen(places, ["/names"])
