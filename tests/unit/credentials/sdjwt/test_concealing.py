"""What is hidden leaves a digest and nothing else, and comes back whole."""

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.model import JSONObject
from credentials.problems import ProblemCode, at_pointer
from credentials.sdjwt.concealing import Concealed, Hiding, conceal
from credentials.sdjwt.revealing import reveal
from tests.refusal import refused

CLAIMS: JSONObject = {
    "given_name": "Amina",
    "address": {"street": "Main Road 1", "city": "Nairobi"},
    "nationalities": ["KE", "UG"],
    "a/b": 1,
}


def salts() -> Callable[[], str]:
    numbers = count()
    return lambda: f"salt-{next(numbers)}"


def hidden(*pointers: str, **more: Any) -> Concealed:
    return conceal(CLAIMS, Hiding(pointers, salts=salts(), **more))


def test_a_hidden_member_leaves_only_its_digest() -> None:
    made = hidden("/given_name", "/address/street", "/a~1b")
    assert "Amina" not in json.dumps(made.payload)
    assert made.payload["address"].keys() == {"city", "_sd"}
    assert len(made.payload["_sd"]) == 2
    assert made.payload["_sd_alg"] == "sha-256"
    assert {one.name for one in made.disclosures} == {"given_name", "street", "a/b"}


def test_a_hidden_element_leaves_its_place() -> None:
    made = hidden("/nationalities/1")
    assert made.payload["nationalities"][0] == "KE"
    assert made.payload["nationalities"][1].keys() == {"..."}


def test_what_lies_in_a_hidden_claim_can_be_hidden_too() -> None:
    made = hidden("/address", "/address/city")
    outer = next(one for one in made.disclosures if one.name == "address")
    assert outer.value.keys() == {"street", "_sd"}
    assert reveal(made.payload, made.disclosures).claims == CLAIMS
    only_outer = reveal(made.payload, [outer]).claims
    assert only_outer["address"] == {"street": "Main Road 1"}


def test_digests_stand_in_their_own_order() -> None:
    digests = hidden("/given_name", "/nationalities", "/a~1b").payload["_sd"]
    assert digests == sorted(digests)


def test_decoys_cannot_be_told_from_digests_and_open_to_nothing() -> None:
    made = hidden("/given_name", decoys=3)
    assert len(made.payload["_sd"]) == 4
    assert len({len(digest) for digest in made.payload["_sd"]}) == 1
    assert reveal(made.payload, made.disclosures).claims == CLAIMS


def test_the_same_salts_make_the_same_payload() -> None:
    assert hidden("/given_name", decoys=2) == hidden("/given_name", decoys=2)


def test_other_salts_make_other_digests() -> None:
    one = conceal(CLAIMS, Hiding(["/given_name"]))
    other = conceal(CLAIMS, Hiding(["/given_name"]))
    assert one.payload["_sd"] != other.payload["_sd"]


def test_another_hash_is_named_in_the_payload() -> None:
    made = hidden("/given_name", hash_name="sha-512")
    assert made.payload["_sd_alg"] == "sha-512"
    assert reveal(made.payload, made.disclosures).claims == CLAIMS


def test_nothing_hidden_is_a_payload_as_it_was() -> None:
    assert hidden().payload == CLAIMS


@pytest.mark.parametrize("pointer", ["/absent", "/nationalities/2", "", "given_name"])
def test_what_is_not_there_cannot_be_hidden(pointer: str) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer=pointer):
        hidden(pointer)


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_a_claim_of_a_reserved_name_is_refused(name: str) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer=f"/deep/0/{name}"):
        conceal({"deep": [{name: 1}]}, Hiding())


def _pointers(value: Any, pointer: str = "") -> Iterator[str]:
    children = value.items() if isinstance(value, dict) else enumerate(value)
    for name, item in children:
        where = at_pointer(pointer, name)
        yield where
        if isinstance(item, dict | list):
            yield from _pointers(item, where)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.text(max_size=4),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc/~é", max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=40)
@given(st.dictionaries(st.text("abc", max_size=2), _VALUES, max_size=4), st.data())
def test_whatever_is_hidden_comes_back(claims: JSONObject, data: st.DataObject) -> None:
    every = sorted(_pointers(claims))
    pointers = data.draw(st.sets(st.sampled_from(every))) if every else set()
    made = conceal(claims, Hiding(pointers, decoys=data.draw(st.integers(0, 2))))
    opened = reveal(made.payload, made.disclosures)
    assert opened.claims == claims
    assert set(opened.places) == pointers
