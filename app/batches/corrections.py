"""The wrong lines of a class list as a class list of their own, to be corrected and sent again."""

from collections.abc import Iterable

from app.base.spreadsheets import as_csv
from app.batches.class_list import COLUMNS
from app.batches.columns import NOTE
from app.batches.faults import RowFault
from app.batches.tables import BatchRow
from app.batches.wording import fault_advice, fault_sentence


def wrong_lines(rows: Iterable[BatchRow]) -> bytes:
    """A CSV file of these rows, with what is wrong in a last column that is not read back."""
    lines = ([*(row.values.get(name, "") for name in COLUMNS), notes(row)] for row in rows)
    return as_csv([[*COLUMNS, NOTE], *lines])


def notes(row: BatchRow) -> str:
    """What is wrong with a row and what to do, in the language of this request."""
    said = []
    for problem in row.problems:
        fault = RowFault(problem["code"])
        where = f"{problem['column']}: " if problem["column"] else ""
        said.append(f"{where}{fault_sentence(fault)} {fault_advice(fault)}")
    return " ".join(said)
