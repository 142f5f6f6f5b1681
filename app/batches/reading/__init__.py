"""A file of any kind that a class list comes in, read to lines of text cells."""

from app.base.workers import Workers
from app.batches.reading import container, text
from app.batches.reading.table import Choices, Kind, Line, Note, Sample, Table
from credentials import ProblemCode, refuse

__all__ = ["Choices", "Kind", "Line", "Note", "Sample", "Table", "read", "read_apart"]

# A workbook of 50 000 lines takes ten seconds, and twenty on a busy machine.
_TIMEOUT = 45.0


def read_apart(content: bytes, choices: Choices, *, workers: Workers) -> Table:
    """`read` in a worker process, which a hostile file can take down alone.

    Blocks: call it from a thread, and before a transaction begins.
    """
    return workers.run(_read_task, (content, choices), timeout=_TIMEOUT)


def read(content: bytes, choices: Choices) -> Table:
    """The lines of a CSV file or workbook, whatever its name says.

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


def _read_task(task: tuple[bytes, Choices]) -> Table:
    return read(*task)
