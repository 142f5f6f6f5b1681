"""Runs of zeros as bombs pack them, made in a moment: to pack a gigabyte takes five seconds."""

import zlib

ZLIB, GZIP = 15, 31
_BLOCK = 1_000_000


def packed_zeros(size: int, *, wbits: int = ZLIB) -> bytes:
    """A whole and right stream of so many zeros, about a thousandth as long.

    What is packed up to a full flush stands by itself, so one block is packed and then repeated.
    """
    machine = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = machine.compress(bytes(_BLOCK)) + machine.flush(zlib.Z_FULL_FLUSH)
    end = machine.compress(bytes(size % _BLOCK)) + machine.flush()
    return _framed(block * (size // _BLOCK) + end, size, wbits)


def _framed(packed: bytes, size: int, wbits: int) -> bytes:
    """With the head and the checksum of its kind (RFC 1950 and RFC 1952, section 2.2 and 2.3)."""
    if wbits == ZLIB:
        checksum = size % 65_521 << 16 | 1
        return b"\x78\xda" + packed + checksum.to_bytes(4, "big")
    checksum, block = 0, bytes(_BLOCK)
    for _ in range(size // _BLOCK):
        checksum = zlib.crc32(block, checksum)
    checksum = zlib.crc32(bytes(size % _BLOCK), checksum)
    head = b"\x1f\x8b\x08" + bytes(5) + b"\x02\xff"
    return head + packed + checksum.to_bytes(4, "little") + size.to_bytes(4, "little")
