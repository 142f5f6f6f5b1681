"""T71: what we write for a spreadsheet calculates nothing, whatever the class list said."""

import csv
import io
import re

import pytest

from app.base.spreadsheets import as_csv
from app.batches import service as batches
from app.batches import store
from app.batches.corrections import wrong_lines
from app.batches.tables import WRONG
from tests.unit.app.school import School, small_school, upload

__all__ = ["small_school"]

FORMULAS = [
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1",
    "＝1+1", "＋1", "－1", "＠x",
]  # fmt: skip


@pytest.mark.parametrize("formula", FORMULAS)
def test_a_cell_that_begins_like_a_formula_is_text(formula: str) -> None:
    written = as_csv([["name", formula]]).decode("utf-8-sig")
    ((_, cell),) = csv.reader(io.StringIO(written, newline=""))
    assert cell.startswith("'")
    assert cell.replace("'", "") == formula.replace("'", "")


@pytest.mark.parametrize("separator", [";", "\t", "\n"])
@pytest.mark.parametrize("cell", ["Ana{}=1+1", 'Ana{}"=1+1', "Ana, B{}@SUM(A1)"])
def test_where_another_separator_begins_a_cell_it_is_text_as_well(
    cell: str, separator: str
) -> None:
    # Where decimals have a comma, spreadsheets open every CSV file with semicolons.
    written = as_csv([["x", cell.format(separator)]]).decode("utf-8-sig")
    begun = [part.lstrip('"') for part in re.split("[;\t\r\n,]", written)]
    assert [part for part in begun if part.startswith(("=", "@"))] == []
    assert any("'" in part for part in begun)


@pytest.mark.parametrize("formula", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "＝1+1"])
def test_the_list_of_wrong_lines_is_harmless(small_school: School, formula: str) -> None:
    content = f'name,birth_date\n"{formula}",1998-02-30\n'.encode()
    with small_school.database.session() as session:
        batch = batches.accept(
            session,
            small_school.organisation,
            small_school.achievement,
            upload=upload(content, filename="=list.csv"),
            actor="test",
            at=small_school.award().award.issued_at,
        )
        rows = store.rows(session, batch.id, state=WRONG)
        written = wrong_lines(batch, rows).decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(written)) for cell in line]
    assert f"'{formula}" in cells
    assert not any(cell.startswith(tuple("=+-@\t\r＝＋－＠")) for cell in cells)
