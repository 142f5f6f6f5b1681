"""The wrong lines of a class list as a class list of their own, to be corrected and sent again."""

from collections.abc import Iterable

from app.base.spreadsheets import as_csv
from app.batches.class_list import COLUMNS
from app.batches.columns import NOTE
from app.batches.faults import RowFault
from app.batches.plan import Plan
from app.batches.tables import Batch, BatchRow
from app.batches.wording import fault_advice, fault_sentence


def wrong_lines(batch: Batch, rows: Iterable[BatchRow]) -> bytes:
    """A CSV file of these rows, with what is wrong in a last column that is not read back.

    It has the columns of the file that was handed in, so that its headings are known again.
    """
    plan = Plan.stored(batch.plan) if batch.plan else None
    columns = list(plan.columns) if plan else list(COLUMNS)
    headings = list(plan.headings) if plan else list(COLUMNS)
    kept = [place for place, column in enumerate(columns) if column != NOTE]
    lines = []
    for row in rows:
        cells = row.cells or [row.values.get(column, "") for column in columns]
        shown = [cells[place] if place < len(cells) else "" for place in kept]
        lines.append([*shown, notes(row)])
    return as_csv([[*(headings[place] for place in kept), NOTE], *lines])


def notes(row: BatchRow) -> str:
    """What is wrong with a row and what to do, in the language of this request."""
    said = []
    for problem in row.problems:
        fault = RowFault(problem["code"])
        where = f"{problem['column']}: " if problem["column"] else ""
        said.append(f"{where}{fault_sentence(fault)} {fault_advice(fault)}")
    return " ".join(said)
