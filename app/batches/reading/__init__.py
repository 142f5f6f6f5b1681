"""A file of any kind that a class list comes in, read to lines of text cells.

A short list is brought whole. Of a long one a sketch comes first, which is enough to say what
its columns are, and its lines follow in parts: they are never all in memory.
"""

import os
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import BinaryIO

from app.base.workers import Workers
from app.batches.reading import container, text
from app.batches.reading.table import WHOLE_LINES, Choices, Kind, Line, Note, Sample, Table
from credentials import ProblemCode, refuse

__all__ = [
    "WHOLE_LINES",
    "Choices",
    "Kind",
    "Line",
    "Note",
    "Sample",
    "Table",
    "lines_apart",
    "pieces_of",
    "read",
    "read_apart",
    "read_in_pieces",
    "size_of",
]

PIECE = 1 << 20
# A workbook of 50 000 lines takes ten seconds, and twenty on a busy machine.
_TIMEOUT = 45.0
_TIMEOUT_FOR_EACH = 15.0
_LINES_AT_ONCE = 500


def read_apart(content: bytes | BinaryIO, choices: Choices, *, workers: Workers) -> Table:
    """`read` in a worker process, which a hostile file can take down alone.

    Blocks: call it from a thread, and before a transaction begins.
    """
    return read_in_pieces(pieces_of(content), choices, size=size_of(content), workers=workers)


def read_in_pieces(
    pieces: Iterable[bytes], choices: Choices, *, size: int, workers: Workers
) -> Table:
    """`read_apart` for a file that is had in pieces, `size` bytes in all."""
    # Nothing comes after it, but a worker that is left before its end is not used again.
    [table] = workers.stream(_read_task, choices, pieces, size=size, seconds=_seconds(size))
    return table


def lines_apart(
    pieces: Iterable[bytes], choices: Choices, *, size: int, workers: Workers
) -> Iterator[list[Line]]:
    """All lines of a file, some hundreds at a time, read in a worker process meanwhile.

    `choices` says what was found out when it was read first: the encoding or the sheet.
    """
    return workers.stream(_lines_task, choices, pieces, size=size, seconds=_seconds(size))


def read(content: bytes, choices: Choices) -> Table:
    """The lines of a CSV file or workbook, whatever its name says, or a sketch of them.

    Raises CredentialsError with a pointer below `/file` that says what is wrong with the
    file as a whole.
    """
    if container.kind_of(content) is Kind.XLSX:
        # Only a process that reads workbooks has to load what reads them.
        from app.batches.reading import workbook  # noqa: PLC0415

        found = workbook.read(content, choices)
    else:
        found = text.read(content, choices)
    if not found.lines:
        raise refuse(ProblemCode.BAD_VALUE, "the file has no lines", "/file/empty")
    return found


def pieces_of(content: bytes | BinaryIO) -> Iterator[bytes]:
    """A file in pieces of one megabyte."""
    if isinstance(content, bytes):
        for start in range(0, len(content), PIECE):
            yield content[start : start + PIECE]
        return
    content.seek(0)
    while piece := content.read(PIECE):
        yield piece


def size_of(content: bytes | BinaryIO) -> int:
    """How many bytes a file has."""
    return len(content) if isinstance(content, bytes) else content.seek(0, os.SEEK_END)


def _seconds(size: int) -> float:
    return _TIMEOUT + _TIMEOUT_FOR_EACH * size / PIECE


def _read_task(content: bytes, choices: Choices) -> Iterator[Table]:
    yield read(content, choices)


def _lines_task(content: bytes, choices: Choices) -> Iterator[list[Line]]:
    if container.kind_of(content) is Kind.XLSX:
        from app.batches.reading import workbook  # noqa: PLC0415

        found = workbook.lines(content, choices)
    else:
        found = text.lines(content, choices)
    while part := list(islice(found, _LINES_AT_ONCE)):
        yield part
