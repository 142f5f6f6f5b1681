"""What the tests send as a bomb has to be a right stream, or it is refused for another reason."""

import gzip
import zlib

import pytest

from tests.packing import GZIP, ZLIB, packed_zeros


@pytest.mark.parametrize("size", [0, 1, 999_999, 1_000_000, 3_000_001])
def test_what_is_packed_is_a_right_stream_of_so_many_zeros(size: int) -> None:
    assert zlib.decompress(packed_zeros(size)) == bytes(size)
    assert gzip.decompress(packed_zeros(size, wbits=GZIP)) == bytes(size)
    assert zlib.decompress(packed_zeros(size), wbits=ZLIB) == bytes(size)


def test_it_is_packed_as_well_as_zlib_can() -> None:
    assert len(packed_zeros(10_000_000)) < 10_000
