"""The rules that look at a text are found wherever a schema hides them, or it is not told."""

from typing import Any

import pytest

from credentials import schema
from credentials.jsonld.pattern import NoPattern
from credentials.model import JSONObject
from credentials.series.text_rules import text_rules

FORMAT: JSONObject = {"type": "string", "format": "date"}
INSIDE: dict[str, JSONObject] = {
    "a property": {"properties": {"a": FORMAT}},
    "a pattern of names": {"patternProperties": {"^x": FORMAT}},
    "any other name": {"additionalProperties": FORMAT},
    "a name that nothing else reads": {"unevaluatedProperties": FORMAT},
    "all of": {"allOf": [{"properties": {"a": FORMAT}}, True]},
    "any of": {"anyOf": [{}, {"properties": {"a": FORMAT}}]},
    "one of": {"oneOf": [{"properties": {"a": FORMAT}}]},
    "not": {"not": {"properties": {"a": FORMAT}}},
    "if": {"if": {"properties": {"a": FORMAT}}, "then": True},
    "else": {"if": {}, "else": {"properties": {"a": FORMAT}}},
    "a reference": {"$ref": "#/$defs/x", "$defs": {"x": {"properties": {"a": FORMAT}}}},
    "two references": {
        "$defs": {"x": {"properties": {"a": FORMAT}}},
        "allOf": [{"$ref": "#/$defs/x"}, {"$ref": "#/$defs/x"}],
    },
    "a reference to itself": {
        "properties": {"a": {"anyOf": [{"$ref": "#"}, FORMAT]}}, "format": "date",
    },
}  # fmt: skip


@pytest.mark.parametrize("where", INSIDE)
def test_a_rule_is_found_wherever_it_stands(where: str) -> None:
    assert {"format": "date"} in text_rules(INSIDE[where], ("a",))


@pytest.mark.parametrize("name", ["items", "additionalItems", "unevaluatedItems", "contains"])
def test_a_rule_is_found_in_a_list(name: str) -> None:
    assert text_rules({"properties": {"a": {name: FORMAT}}}, ("a", 2)) == [{"format": "date"}]


def test_a_text_that_no_rule_looks_at_has_none() -> None:
    assert text_rules({"type": "object", "properties": {"b": FORMAT}}, ("a",)) == []


@pytest.mark.parametrize(
    "schema_",
    [
        {"const": {"a": "x"}},
        {"enum": [{"a": "x"}]},
        {"properties": {"a": {"someday": 1}}},
        {"someday": 1},
        {"properties": {"a": {"$ref": "https://a.example/other"}}},
        {"properties": {"a": {"$ref": "#/$defs/none"}}},
        {"properties": {"a": {"$ref": "#/$defs/none/below"}}},
        {"properties": {"a": {"$id": "https://a.example/inside"}}},
    ],
)
def test_what_cannot_be_told_is_not_told(schema_: Any) -> None:
    with pytest.raises(NoPattern):
        text_rules(schema_, ("a",))


def test_a_text_that_is_compared_with_others_is_not_told() -> None:
    unique = {"properties": {"a": {"uniqueItems": True, "items": FORMAT}}}
    with pytest.raises(NoPattern):
        text_rules(unique, ("a", 0))


def test_of_a_badge_the_dates_are_looked_at_and_the_names_are_not() -> None:
    published = schema.published()
    assert text_rules(published, ("validFrom",)) == [{"format": "date-time"}]
    assert text_rules(published, ("credentialSubject", "identifier", 0, "identityHash")) == []
    kinds = text_rules(published, ("credentialSubject", "identifier", 0, "identityType"))
    assert {name for rule in kinds for name in rule} == {"pattern", "enum"}
