"""The quick walk says nothing of a document whose values are not those of a usual tree."""

from typing import Any

import pytest

from credentials.jsonld import trees
from credentials.jsonld.guards import MAX_DEPTH, MAX_NODES
from credentials.model import JSONObject, Policy
from tests.unit.credentials.jsonld.documents import badge


def walked(document: JSONObject) -> str | None:
    return trees.canonical_nquads(document, policy=Policy.STRICT, hash_name="sha256")


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
