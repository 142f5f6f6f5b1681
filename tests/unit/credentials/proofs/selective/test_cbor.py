"""The CBOR of proof values: each value has one spelling, and hostile ones cost nothing."""

import time
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.problems import CredentialsError, ProblemCode
from credentials.proofs.selective import cbor
from tests.refusal import refused

_leaves = st.integers(0, 2**64 - 1) | st.binary(max_size=300) | st.text(max_size=40)
_lists = st.lists(_leaves, max_size=30)
values = st.lists(_leaves | _lists | st.dictionaries(st.integers(0, 300), _leaves), max_size=6)


@given(values)
def test_it_is_written_and_read_as_another_implementation_does(value: list[Any]) -> None:
    written = cbor.encode(value)
    assert written == cbor2.dumps(value, canonical=True)
    assert cbor.decode(written) == value


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x01\x01",  # more than one value
        b"\x20",  # a negative number
        b"\x18\x17",  # 23 in two bytes
        b"\x19\x00\xff",  # 255 in three bytes
        b"\x1a\x00\x00\xff\xff",
        b"\x1b\x00\x00\x00\x00\xff\xff\xff\xff",
        b"\x1c",  # a reserved length
        b"\x9f\x01\xff",  # an open list
        b"\x5f\x41a\xff",  # open bytes
        b"\xbf\xff",
        b"\xd8\x40\x41a",  # a tag
        b"\xc2\x41\x01",  # a large number by its tag
        b"\xf4",  # false
        b"\xf6",  # null
        b"\xf9\x00\x00",  # a float
        b"\x42a",  # bytes that end too early
        b"\x62\xc3\x28",  # no UTF-8
        b"\x82\x01",  # a list that ends too early
        b"\xa1\x61a\x01",  # a map from texts
        b"\xa2\x01\x01\x01\x02",  # a key that stands there twice
        b"\x81\x81\x81\x81\x01",  # too deep
        b"\x9b\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\xbb\xff\xff\xff\xff\xff\xff\xff\xff",
        b"\x5b\xff\xff\xff\xff\xff\xff\xff\xff",
    ],
)
def test_any_other_spelling_is_refused(content: bytes) -> None:
    with refused(ProblemCode.BAD_VALUE):
        cbor.decode(content)


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_refused(content: bytes) -> None:
    try:
        value = cbor.decode(content)
    except CredentialsError as error:
        assert error.problem.code is ProblemCode.BAD_VALUE  # noqa: PT017 - either may happen
    else:
        assert len(cbor.encode(value)) == len(content)


def test_a_list_that_claims_to_be_huge_costs_nothing() -> None:
    begin = time.perf_counter()
    with refused(ProblemCode.BAD_VALUE):
        cbor.decode(b"\x9a\x7f\xff\xff\xff" + b"\x00" * 1_000)
    assert time.perf_counter() - begin < 0.5
