"""Absolute URLs and DIDs."""

from typing import Any

import pytest

from credentials.parsing import absolute_url, did_of
from credentials.problems import ProblemCode
from tests.refusal import refused


@pytest.mark.parametrize(
    "value",
    [
        "",
        "x",
        "#list",
        "asdasd",
        "/a",
        "//host/a",
        "http://a b",
        'http://a"',
        "http://a>",
        "urn:a\n",
        5,
        None,
        ["urn:a"],
    ],
)
def test_relative_and_broken_identifiers_are_refused(value: Any) -> None:
    with refused(ProblemCode.BAD_VALUE, pointer="/id"):
        absolute_url(value, "/id")


def test_the_did_is_what_stands_before_fragment_path_and_query() -> None:
    assert did_of("did:web:a.example#key-1") == "did:web:a.example"
    assert did_of("did:web:a.example/path?x#y") == "did:web:a.example"
