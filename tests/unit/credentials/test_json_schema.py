"""JSON Schemas of strangers: applied within bounds, or not at all."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.json_schema import mismatches
from credentials.model import JSONObject
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

DRAFT = "https://json-schema.org/draft/2020-12/schema"
SECRET = "Zaphod-4711"


def a_schema(**rules: Any) -> JSONObject:
    return {"$schema": DRAFT, "type": "object", **rules}


def subject(**rules: Any) -> JSONObject:
    """A schema for one member of the subject."""
    return a_schema(
        properties={"credentialSubject": {"properties": {"email": rules}, "required": ["email"]}}
    )


def found(document: JSONObject, schema: JSONObject) -> list[tuple[ProblemCode, str]]:
    return [(problem.code, problem.pointer) for problem in mismatches(document, schema)]


@pytest.mark.parametrize(
    "draft",
    [
        DRAFT,
        "https://json-schema.org/draft/2019-09/schema",
        "http://json-schema.org/draft-07/schema",
        "http://json-schema.org/draft-07/schema#",
    ],
)
def test_what_keeps_the_schema_has_no_problem_and_what_does_not_is_pointed_at(draft: str) -> None:
    schema = {**subject(type="string", format="email"), "$schema": draft}
    assert found({"credentialSubject": {"email": "a@school.example"}}, schema) == []
    wrong = {"credentialSubject": {"email": SECRET}}
    pointer = "/credentialSubject/email"
    assert found(wrong, schema) == [(ProblemCode.SCHEMA_MISMATCH, pointer)]
    assert found({"credentialSubject": {}}, schema) == [(ProblemCode.SCHEMA_MISMATCH, pointer)]
    assert all(SECRET not in problem.detail for problem in mismatches(wrong, schema))


@pytest.mark.parametrize(
    ("rules", "wanted"),
    [
        ({"required": ["email"]}, "write the member email here"),
        ({"type": "array"}, "write a value of another type here: array"),
        ({"type": ["array", "string"]}, "write a value of another type here: array or string"),
        (
            {"anyOf": [{"required": ["id"]}, {"required": ["email", "name"]}]},
            "write one of these members here: id, email and name",
        ),
        ({"oneOf": [{"anyOf": [{"required": ["id"]}]}, {"maxProperties": 0}]}, "one of several"),
        (
            {"properties": {"y": {"format": "email"}}},
            "write a value of the form email here",
        ),
        ({"maxProperties": 0}, "this does not keep the rule 'maxProperties'"),
    ],
)
def test_a_problem_says_what_to_write_in_the_words_of_the_schema(
    rules: JSONObject, wanted: str
) -> None:
    (problem,) = mismatches({"x": {"y": SECRET}}, a_schema(properties={"x": rules}))
    assert wanted in problem.detail
    assert problem.detail.endswith(", as the schema that it names says")
    assert SECRET not in problem.detail


def test_a_reference_inside_the_schema_is_followed() -> None:
    schema = a_schema(
        **{"$defs": {"a/b": {"type": "string"}}}, properties={"x": {"$ref": "#/$defs/a~1b"}}
    )
    assert found({"x": 5}, schema) == [(ProblemCode.SCHEMA_MISMATCH, "/x")]


def test_no_more_problems_are_listed_than_anybody_reads() -> None:
    schema = a_schema(additionalProperties=False, properties={}, required=[*map(str, range(30))])
    assert len(mismatches({}, schema)) == 20


def chained(depth: int) -> JSONObject:
    """Each part refers twice to the next one: small to write, and 2**depth to apply."""
    parts = {
        f"p{n}": {"allOf": [{"$ref": f"#/$defs/p{n + 1}"}, {"$ref": f"#/$defs/p{n + 1}"}]}
        for n in range(depth)
    }
    return a_schema(**{"$defs": {**parts, f"p{depth}": {}}, "$ref": "#/$defs/p0"})


NOT_APPLIED: list[Any] = [
    None,
    True,
    [],
    "text",
    {"type": "object"},
    {"$schema": "http://json-schema.org/draft-04/schema"},
    {"$schema": [DRAFT]},
    {"$schema": "https://x.example/schema"},
    a_schema(**{"$ref": "#"}),
    a_schema(properties={"x": {"$ref": "#"}}),
    a_schema(properties={"x": {"$ref": "#/properties/x"}}),
    a_schema(**{"$ref": "#/nowhere"}),
    a_schema(**{"$ref": "#/type/x"}),
    a_schema(**{"$ref": "https://x.example/schema"}),
    a_schema(**{"$ref": "other.json"}),
    a_schema(**{"$ref": "#named"}),
    a_schema(**{"$ref": 5}),
    a_schema(properties={"x": {"$dynamicRef": "#x"}}),
    a_schema(properties={"x": {"$id": "https://x.example/other"}}),
    a_schema(type="nonsense"),
    a_schema(pattern="("),
    a_schema(pattern="(?<=x)y"),
    a_schema(pattern="((a{1000}){1000}){1000}"),
    a_schema(enum=list(range(3_000))),
    chained(15),
    chained(40),
]


@pytest.mark.parametrize("schema", NOT_APPLIED)
def test_what_is_no_bounded_schema_is_not_applied(schema: Any) -> None:
    with refused(ProblemCode.TOO_COMPLEX):
        mismatches({"x": {}}, schema)


def test_a_large_document_against_the_largest_schema_takes_no_time() -> None:
    rule = {"uniqueItems": True, "items": {"type": "object", "required": ["a"]}}
    schema = a_schema(properties={"x": {"allOf": [rule] * 300}})
    document = {"x": [{"a": number, "b": {"c": number}} for number in range(1_200)]}
    before = time.process_time()
    assert found(document, schema) == []
    assert time.process_time() - before < 2


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["#", "#/a", "string"]),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["$ref", "$defs", "a", "type", "properties", "items", "anyOf", "not"]
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=10,
    )
)
def test_any_schema_is_applied_or_refused(inner: Any) -> None:
    rules = inner if isinstance(inner, dict) else {"a": inner}
    try:
        mismatches({"a": [1, {"b": "x"}]}, {**rules, "$schema": DRAFT})
    except CredentialsError as error:
        assert error.problem.code is ProblemCode.TOO_COMPLEX  # noqa: PT017 - both ends are right
