"""Compressed bytes of strangers: one whole stream of the kind that is due, and no more."""

import zlib

import pytest

from credentials.status.inflating import GZIP, ZLIB, inflated


def deflated(content: bytes, wbits: int) -> bytes:
    machine = zlib.compressobj(wbits=wbits)
    return machine.compress(content) + machine.flush()


@pytest.mark.parametrize("wbits", [GZIP, ZLIB])
def test_one_whole_stream_is_read_up_to_its_limit(wbits: int) -> None:
    assert inflated(deflated(b"12345", wbits), wbits=wbits, limit=5) == b"12345"


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        (lambda it: it[:-1], "is not exactly one"),
        (lambda it: it + b"x", "is not exactly one"),
        (lambda it: it * 2, "is not exactly one"),
        (lambda _: b"12345", "is not GZIP|is not ZLIB"),
        (lambda _: b"", "is not exactly one"),
    ],
)
@pytest.mark.parametrize("wbits", [GZIP, ZLIB])
def test_anything_else_is_refused(change: object, wrong: str, wbits: int) -> None:
    with pytest.raises(ValueError, match=wrong):
        inflated(change(deflated(b"12345", wbits)), wbits=wbits, limit=5)  # type: ignore[operator]


@pytest.mark.parametrize(("wbits", "other"), [(GZIP, ZLIB), (ZLIB, GZIP)])
def test_the_other_kind_is_refused_and_so_is_more_than_the_limit(wbits: int, other: int) -> None:
    with pytest.raises(ValueError, match="is not"):
        inflated(deflated(b"1", other), wbits=wbits, limit=5)
    with pytest.raises(ValueError, match="inflates to more than 4 bytes"):
        inflated(deflated(b"12345", wbits), wbits=wbits, limit=4)
