"""The one reader of JSON."""

import json
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.parsing import read_again, read_json
from credentials.parsing.quick_json import MAX_NODES, SAFE_INTEGER
from credentials.parsing.strict_json import read_slowly
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b'{"a": 1, "a": 2}',
        b'[{"b": {"a": 1, "a": 1}}]',
        # As many names end in the usual way as members are kept.
        *(b'{"a"%c:1,"a":2}' % blank for blank in b" \t\n\r"),
        b"NaN",
        b'{"a": Infinity}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": 9007199254740993}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b'{"a": 1e300}',
        b'{"a": "\\ud800"}',
        b'{"\\udc00": 1}',
        b'{"a": "\\u0000"}',
        b'{"a": "\\u007f"}',
        b'"\xff"',
        b"[" * 33 + b"]" * 33,
        b"[" * 500_000,
        b"[" + b"1," * 10_000 + b"1]",
        json.dumps({f"{number}": 1 for number in range(6_000)}).encode(),
    ],
)
def test_what_two_readers_might_read_differently_is_refused(content: bytes) -> None:
    with refused(ProblemCode.MALFORMED):
        read_json(content)


def test_as_deep_as_allowed_is_read_by_both_readers() -> None:
    content = b"[" * 32 + b"1" + b"]" * 32
    assert read_json(content) == read_slowly(content) == json.loads(content)


def test_more_bytes_than_allowed_are_refused_before_they_are_read() -> None:
    with refused(ProblemCode.MALFORMED):
        read_json(b" " * 11, limit=10)


@pytest.mark.parametrize(
    "content",
    [b'"' + b'\\"' * 400_000, b'"' * 400_001, b'{"a":"' + b"\\" * 400_001, b"\\" * 900_000],
)
def test_the_scan_for_depth_is_linear_on_any_text(content: bytes) -> None:
    begun = time.process_time()
    with refused(ProblemCode.MALFORMED):
        read_json(content)
    assert time.process_time() - begun < 2


def test_brackets_in_texts_are_not_nesting() -> None:
    assert read_json(json.dumps("[{" * 100).encode()) == "[{" * 100


def test_a_number_without_a_fraction_is_the_same_number_however_it_is_written() -> None:
    value = read_json(b"[5, 5.0, 5e0, -0, 0.5, 50e-1]")
    assert value == [5, 5, 5, 0, 0.5, 5]
    assert [type(item) for item in value] == [int, int, int, int, float, int]


def test_a_byte_order_mark_is_passed_over() -> None:
    assert read_json(b"\xef\xbb\xbf{}") == {}


def test_the_pointer_of_a_bad_text_is_escaped() -> None:
    with refused(ProblemCode.MALFORMED, pointer="/a~1b/0/c~0d"):
        read_json(b'{"a/b": [{"c~d": "\\u0001"}]}')


@given(st.binary(max_size=200))
def test_reading_gives_a_value_or_one_refusal(content: bytes) -> None:
    with suppress(CredentialsError):
        read_json(content)


# ── What was made here, and is read again ───────────────────────────────────────────────


@pytest.mark.parametrize("value", [{"a": [1, None, True, "é", 0.5]}, {}, "text\n", 7])
def test_what_is_usual_comes_back_as_it_was(value: Any) -> None:
    assert read_again(value) == value


def test_a_number_without_a_fraction_comes_back_whole() -> None:
    assert type(read_again({"a": 5.0})["a"]) is int


@pytest.mark.parametrize(
    "value",
    ["\x7f", "\x01", "\b", "half \ud800", float("nan"), 2**53 + 1, 2**70, "x" * 1_000_001],
)
def test_what_the_strict_reader_refuses_does_not_come_back(value: Any) -> None:
    with refused(ProblemCode.MALFORMED):
        read_again({"a": value})


def _in_itself() -> list[Any]:
    whole: list[Any] = []
    whole.append(whole)
    return whole


def _nested(depth: int) -> list[Any]:
    inside: list[Any] = []
    for _ in range(depth):
        inside = [inside]
    return inside


def test_what_is_no_json_is_refused() -> None:
    shaped = (_in_itself(), _nested(5_000), {(1,): 2})
    for value in (object(), {1, 2}, b"bytes", 10**5_000, *shaped):
        with refused(ProblemCode.MALFORMED):
            read_again({"a": value})


def test_a_name_that_is_no_text_comes_back_as_one() -> None:
    assert read_again({1: "a"}) == {"1": "a"}


def test_the_slow_reader_takes_all_that_is_just_inside_the_limits() -> None:
    safe = SAFE_INTEGER
    exact = [safe, -safe, float(safe), -float(safe)]
    many: list[list[int]] = [[] for _ in range(100)]
    full = [0] * (MAX_NODES - 1)
    for value in (exact, many, full):
        assert read_slowly(json.dumps(value).encode()) == value
    for wrong in ([safe + 1], [*full, 0]):
        with refused(ProblemCode.MALFORMED):
            read_slowly(json.dumps(wrong).encode())
