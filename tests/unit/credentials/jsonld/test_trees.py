"""The quick walk says nothing of a document whose values are not those of a usual tree."""

from typing import Any

import pytest

from credentials.jsonld import trees
from credentials.jsonld.active_contexts import PREFIXES
from credentials.jsonld.guards import MAX_DEPTH, MAX_NODES
from credentials.model import JSONObject, Policy
from tests.unit.credentials.jsonld.documents import badge


def walked(document: JSONObject) -> str | None:
    said = trees.canonical_nquads(document, policy=Policy.STRICT, hash_name="sha256")
    return None if said is None else said.decode()


def with_results(value: Any) -> JSONObject:
    """A badge that allows these values as its result."""
    document = badge()
    described = {"id": "urn:uuid:1", "type": ["ResultDescription"], "allowedValue": value}
    subject = document["credentialSubject"]
    achievement = {**subject["achievement"], "resultDescription": [described]}
    return {**document, "credentialSubject": {**subject, "achievement": achievement}}


def test_a_list_of_texts_is_a_chain() -> None:
    said = walked(with_results(["A", "B", "C"]))
    assert said is not None
    assert said.count("rdf-syntax-ns#rest>") == 3


@pytest.mark.parametrize("value", [["A", 1], ["A", None], [{"id": "urn:x"}], ["A", ["B"]]])
def test_a_list_of_anything_else_is_left_alone(value: Any) -> None:
    assert walked(with_results(value)) is None


@pytest.mark.parametrize("types", [[], [{}], ["Profile", 1], 3, {"a": "b"}, [["Profile"]]])
def test_types_that_are_no_names_are_left_alone(types: Any) -> None:
    document = badge()
    assert walked({**document, "issuer": {"id": "urn:issuer", "type": types}}) is None


def test_one_type_under_two_names_is_left_alone() -> None:
    types = ["VerifiableCredential", "AchievementCredential", "OpenBadgeCredential"]
    assert walked({**badge(), "type": types}) is None


@pytest.mark.parametrize("prefix", sorted(PREFIXES))
def test_what_could_stand_for_an_address_is_left_alone(prefix: str) -> None:
    assert walked({**badge(), "name": f"{prefix}:thing"}) is None


def test_what_is_said_twice_is_left_alone() -> None:
    document = badge()
    entry = {"id": "urn:evidence:1", "type": ["Evidence"]}
    assert walked({**document, "evidence": [entry, {"id": "urn:evidence:2"}]}) is not None
    assert walked({**document, "evidence": [{"id": "urn:evidence:2"}] * 2}) is None


def test_an_address_in_another_script_is_read() -> None:
    said = walked({**badge(), "id": "https://école.example/1"})
    assert said is not None
    assert "<https://école.example/1>" in said


def test_nameless_values_of_one_member_stand_in_the_order_of_their_names() -> None:
    # With more than ten names the order of texts is not that of numbers.
    evidence = [{"type": ["Evidence"], "name": f"Piece {number}"} for number in range(12)]
    said = walked({**badge(), "evidence": evidence})
    assert said is not None
    assert said.splitlines() == sorted(said.splitlines())


def test_what_is_no_json_is_left_alone() -> None:
    document = badge()
    assert walked({**document, "name": object()}) is None


def test_what_says_nothing_is_left_alone() -> None:
    assert walked({"@context": badge()["@context"]}) is None


def test_more_than_may_be_read_is_left_alone() -> None:
    document: Any = badge()
    assert walked({**document, "evidence": [{"type": ["Evidence"]}] * MAX_NODES}) is None
    deep: Any = {"id": "urn:org", "type": ["Profile"]}
    said = []
    for above in range(MAX_DEPTH):
        said.append(walked({**document, "issuer": deep}) is not None)
        deep = {"id": f"urn:org:{above}", "type": ["Profile"], "parentOrg": deep}
    assert said[:10] == [True] * 10
    assert said[-1] is False
