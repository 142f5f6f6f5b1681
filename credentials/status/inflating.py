"""Compressed bytes of strangers, read within bounds: one whole stream and nothing behind it."""

import zlib

GZIP = 16 + zlib.MAX_WBITS
ZLIB = zlib.MAX_WBITS


def inflated(compressed: bytes, *, wbits: int, limit: int) -> bytes:
    """The content of one stream of this kind (`GZIP` or `ZLIB`), at most `limit` bytes.

    Raises ValueError, with what is wrong, for anything else; no more than that is inflated.
    """
    machine = zlib.decompressobj(wbits=wbits)
    kind = "GZIP" if wbits == GZIP else "ZLIB"
    try:
        content = machine.decompress(compressed, limit + 1)
    except zlib.error as error:
        raise ValueError(f"is not {kind}") from error
    if len(content) > limit:
        raise ValueError(f"inflates to more than {limit} bytes")
    if not machine.eof or machine.unused_data:
        raise ValueError(f"is not exactly one {kind} stream")
    return content
