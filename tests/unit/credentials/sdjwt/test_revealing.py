"""RFC 9901 §7.1, step 3 and 4, rule by rule: what is disclosed is what was signed."""

from typing import Any

import pytest

from credentials.model import JSONObject
from credentials.problems import ProblemCode
from credentials.sdjwt.disclosures import Disclosure, disclosure
from credentials.sdjwt.revealing import reveal
from tests.refusal import refused

NAME = disclosure("name", "Amina", salt="1")
OTHER = disclosure("other", "value", salt="2")
ITEM = disclosure(None, "KE", salt="3")


def digest(one: Disclosure) -> str:
    return one.digest("sha-256")


def test_a_member_takes_the_place_of_its_digest() -> None:
    opened = reveal({"_sd": [digest(NAME)], "iss": "x"}, [NAME])
    assert opened.claims == {"iss": "x", "name": "Amina"}
    assert opened.places == {"/name": NAME}
    assert opened.hash_name == "sha-256"


def test_an_element_takes_the_place_of_its_digest() -> None:
    opened = reveal({"list": ["UG", {"...": digest(ITEM)}, {"...": "decoy"}]}, [ITEM])
    assert opened.claims == {"list": ["UG", "KE"]}
    assert opened.places == {"/list/1": ITEM}


def test_what_was_not_disclosed_is_simply_not_there() -> None:
    payload = {
        "_sd": [digest(NAME), "decoy"],
        "list": [{"...": digest(ITEM)}],
        "_sd_alg": "sha-256",
    }
    assert reveal(payload, []).claims == {"list": []}


def test_an_object_with_more_than_the_one_member_is_no_digest_of_an_element() -> None:
    with refused(ProblemCode.MALFORMED, pointer="/list/0"):
        reveal({"list": [{"...": digest(ITEM), "more": 1}]}, [ITEM])


@pytest.mark.parametrize(
    "payload",
    [
        {"_sd": [digest(NAME), digest(NAME)]},
        {"_sd": [digest(NAME)], "deep": {"_sd": [digest(NAME)]}},
        {"_sd": ["decoy"], "deep": {"_sd": ["decoy"]}},
        {"list": [{"...": "decoy"}, {"...": "decoy"}]},
    ],
    ids=["in-one-list", "in-two-objects", "a-decoy", "in-a-list"],
)
def test_a_digest_that_stands_twice_is_refused(payload: JSONObject) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        reveal(payload, [])


def test_a_digest_that_stands_again_in_a_disclosure_is_refused() -> None:
    outer = disclosure("outer", {"_sd": ["decoy"]}, salt="4")
    with refused(ProblemCode.PROOF_REJECTED):
        reveal({"_sd": [digest(outer), "decoy"]}, [outer])


@pytest.mark.parametrize("payload", [{}, {"_sd": ["decoy"]}, {"_sd": [digest(OTHER)]}])
def test_a_disclosure_that_nothing_refers_to_is_refused(payload: JSONObject) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        reveal(payload, [NAME])


def test_a_disclosure_that_stands_twice_is_refused() -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        reveal({"_sd": [digest(NAME)]}, [NAME, NAME])


def test_a_disclosure_inside_one_that_was_withheld_is_refused() -> None:
    outer = disclosure("outer", {"_sd": [digest(NAME)]}, salt="4")
    payload = {"_sd": [digest(outer)]}
    assert reveal(payload, [outer, NAME]).claims == {"outer": {"name": "Amina"}}
    with refused(ProblemCode.PROOF_REJECTED):
        reveal(payload, [NAME])


def test_a_disclosure_never_replaces_a_claim_that_is_there() -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        reveal({"name": "Somebody", "_sd": [digest(NAME)]}, [NAME])
    again = disclosure("name", "Somebody", salt="9")
    with refused(ProblemCode.PROOF_REJECTED):
        reveal({"_sd": [digest(NAME), digest(again)]}, [NAME, again])


def test_a_disclosure_of_the_other_kind_is_refused() -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        reveal({"_sd": [digest(ITEM)]}, [ITEM])
    with refused(ProblemCode.PROOF_REJECTED):
        reveal({"list": [{"...": digest(NAME)}]}, [NAME])


@pytest.mark.parametrize(
    "payload",
    [
        {"...": "decoy"},
        {"deep": {"...": "decoy"}},
        {"deep": {"_sd_alg": "sha-256"}},
        {"_sd": "decoy"},
        {"_sd": {}},
        {"_sd": [1]},
        {"_sd": [None]},
        {"list": [{"...": 1}]},
        {"_sd_alg": 256},
        {"_sd_alg": None},
    ],
)
def test_what_is_reserved_means_one_thing_only(payload: JSONObject) -> None:
    with refused(ProblemCode.MALFORMED):
        reveal(payload, [])


@pytest.mark.parametrize("name", ["md5", "sha-256-128", "SHA-256", ""])
def test_a_hash_that_is_not_taken_leaves_it_open(name: str) -> None:
    with refused(ProblemCode.SUITE_UNKNOWN):
        reveal({"_sd_alg": name}, [])


def _tower(height: int) -> tuple[JSONObject, list[Disclosure]]:
    made: list[Disclosure] = []
    inner: Any = "top"
    for number in range(height):
        made.append(disclosure("down", inner, salt=str(number)))
        inner = {"_sd": [digest(made[-1])]}
    return inner, made


def test_disclosures_cannot_build_what_a_reader_could_not_be_sent() -> None:
    assert "down" in reveal(*_tower(30)).claims
    with refused(ProblemCode.MALFORMED):
        reveal(*_tower(33))


def _lists(height: int) -> tuple[JSONObject, list[Disclosure]]:
    """A list in a list in a list, each disclosed."""
    made: list[Disclosure] = []
    inner: Any = "top"
    for number in range(height):
        made.append(disclosure(None, [inner], salt=str(number)))
        inner = {"...": digest(made[-1])}
    return {"list": [inner]}, made


def test_lists_within_lists_are_counted_as_well() -> None:
    assert reveal(*_lists(28)).is_whole
    with refused(ProblemCode.MALFORMED):
        reveal(*_lists(33))
    plain: Any = "top"
    for _ in range(33):
        plain = [plain]
    with refused(ProblemCode.MALFORMED):
        reveal({"list": plain}, [])


def test_disclosures_cannot_bring_any_number_of_values() -> None:
    many = [disclosure(None, [0] * 9_000, salt=str(number)) for number in range(2)]
    payload = {"list": [{"...": digest(one)} for one in many]}
    with refused(ProblemCode.MALFORMED):
        reveal(payload, many)


def test_ten_thousand_values_are_read_and_no_more() -> None:
    # The payload and the list are two of them.
    reveal({"list": [0] * 9_998}, [])
    with refused(ProblemCode.MALFORMED):
        reveal({"list": [0] * 9_999}, [])
