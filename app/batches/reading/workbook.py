"""Class lists as XLSX workbooks: one sheet of them, as text cells.

Only values that are stored are read: no formula is calculated, no macro runs and no link to
another file is followed. What cannot be told from the stored value is a fault of its cell.
"""

import datetime
import io
import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from xml.etree.ElementTree import ParseError
from zipfile import ZipFile

from defusedxml.common import DefusedXmlException
from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.utils.datetime import MAC_EPOCH
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser
from typing_extensions import override

from app.batches.faults import RowFault
from app.batches.reading import container
from app.batches.reading.table import (
    MAX_COLUMNS,
    MAX_LINES,
    Choices,
    Gathering,
    Kind,
    Line,
    Note,
    Table,
    cleaned,
)
from credentials import ProblemCode, refuse

_ZEROS = re.compile("0{2,30}")
_FIRST_OWN_FORMAT = 164
_MOST_MERGES = 2_000
_MERGE = b"mergeCell "
_PIECE = 1 << 20
_GLANCE = 100
_LARGEST_WHOLE = 10**15
# What openpyxl and the XML parser raise for files that are not as they should be.
_BROKEN = (
    *container.DAMAGED,
    ParseError,
    DefusedXmlException,
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
)


def read(content: bytes, choices: Choices) -> Table:
    """The lines of one sheet: the chosen one, or the first that has text in it.

    Raises `malformed`, `unsupported-media`, `too-large` or `too-complex`. It is meant for a
    worker process: a hostile file takes time and memory until it is found out.
    """
    archive = container.opened(content)
    with _read_with_care():
        return _table(archive, content, choices)


def lines(content: bytes, choices: Choices) -> Iterator[Line]:
    """All lines of a sheet that was looked at before."""
    container.opened(content)
    with _read_with_care():
        book = _Book(content)
        sheet = _Sheet(book, book.parts[choices.sheet])
        if sheet.has_merges:
            # Merged cells are named behind the last row.
            for _ in sheet.rows():
                pass
        covered = _covered(sheet.merges)
        for number, cells, faults, is_hidden in sheet.rows():
            line = cleaned(number, cells, faults=faults, is_hidden=is_hidden)
            if line is not None:
                yield _merged(line, covered.get(number, set()))


@contextmanager
def _read_with_care() -> Iterator[None]:
    try:
        with warnings.catch_warnings():
            # What openpyxl leaves out (pictures, rules for input) is nothing that we read.
            warnings.simplefilter("ignore")
            yield
    except _BROKEN as error:
        raise container.broken() from error


def _table(archive: ZipFile, content: bytes, choices: Choices) -> Table:
    book = _Book(content)
    named = choices.sheet
    if named and named not in book.parts:
        raise refuse(ProblemCode.BAD_VALUE, "there is no such sheet", "/file/sheet")
    with_text = [name for name, part in book.parts.items() if _has_text(book, part)]
    if not named:
        if not with_text:
            raise refuse(ProblemCode.BAD_VALUE, "the workbook is empty", "/file/empty")
        named = with_text[0]
    sheet = _Sheet(book, book.parts[named])
    gathering = sheet.gathered(choices.whole)
    notes = []
    if gathering.has_ended:
        notes.append(Note.STOPPED_EARLY)
    if gathering.has_hidden:
        notes.append(Note.LINES_HIDDEN)
    if any(name.endswith("vbaProject.bin") for name in archive.namelist()):
        notes.append(Note.MACROS_IGNORED)
    return Table(
        kind=Kind.XLSX,
        lines=_without_merged(gathering.lines, sheet.merges),
        total=gathering.total,
        sheets=with_text,
        sheet=named,
        serials="1904" if book.epoch == MAC_EPOCH else "1900",
        notes=notes,
    )


class _Book:
    """What is read of a workbook beside its sheets: texts, formats, and where the sheets are.

    openpyxl's own way to open a workbook reads each sheet that does not state its size to
    the end, and pictures, properties and links, which nobody needs here.
    """

    def __init__(self, content: bytes) -> None:
        reader = ExcelReader(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        reader.read_manifest()
        reader.read_strings()
        reader.read_workbook()
        apply_stylesheet(reader.archive, reader.wb)
        styles: Any = reader.wb
        self.archive = reader.archive
        self.strings = reader.shared_strings
        self.epoch = styles.epoch
        # The parts below have no public name; they are what openpyxl's own reader uses.
        self.dates = styles._date_formats  # noqa: SLF001
        self.durations = styles._timedelta_formats  # noqa: SLF001
        self._formats = styles._number_formats  # noqa: SLF001
        self._styles = styles._cell_styles  # noqa: SLF001
        self.parts: dict[str, str] = {
            sheet.name: relation.target
            for sheet, relation in reader.parser.find_sheets()
            if relation.target in reader.valid_files
            and "chartsheet" not in relation.Type
            and sheet.state == "visible"
        }

    def own_format(self, style: int) -> str:
        """The number format of a style, where the file defines it itself."""
        own = self._styles[style].numFmtId - _FIRST_OWN_FORMAT
        return self._formats[own] if 0 <= own < len(self._formats) else ""


def _has_text(book: _Book, part: str) -> bool:
    for count, (_, cells, _, _) in enumerate(_Sheet(book, part).rows()):
        if any(cells):
            return True
        if count == _GLANCE:
            break
    return False


class _Parser(WorkSheetParser):
    """openpyxl's own reader of a sheet, which also notes what it would pass over."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.hidden = False

    @override
    def parse_row(self, row: Any) -> tuple[int, list[dict[str, Any]]]:
        number = row.get("r")
        self.row_counter = int(number) if number else self.row_counter + 1
        self.col_counter = 0
        self.hidden = row.get("hidden") in {"1", "true"}
        return self.row_counter, [self.parse_cell(cell) for cell in row]

    @override
    def parse_cell(self, element: Any) -> dict[str, Any]:
        cell: dict[str, Any] = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None:
            cell["data_type"] = "uncalculated"
        return cell


class _Sheet:
    """One sheet, row by row; `merges` is known once all rows were read."""

    def __init__(self, book: _Book, part: str) -> None:
        self._book = book
        self._part = part
        self.merges: Sequence[Any] = ()

    def gathered(self, whole: int) -> Gathering:
        gathering = Gathering(whole)
        for number, cells, faults, is_hidden in self.rows():
            if not gathering.has_ended:
                gathering.add(number, cells, faults=faults, is_hidden=is_hidden)
            elif not self.has_merges:
                # Merged cells are named behind the last row; without any, the rest is empty.
                break
        return gathering

    def rows(self) -> Iterator[tuple[int, list[str], Mapping[int, RowFault], bool]]:
        """Number, cells, faults by column, and whether the row is hidden."""
        # openpyxl shows neither hidden rows, nor merged cells, nor formulas without a value
        # where it reads row by row; its parser of sheets does, with a little help.
        with self._book.archive.open(self._part) as source:
            parser = _Parser(
                source,
                self._book.strings,
                data_only=True,
                epoch=self._book.epoch,
                date_formats=self._book.dates,
                timedelta_formats=self._book.durations,
            )
            for number, row in parser.parse():
                cells, faults = self._cells(row)
                yield number, cells, faults, parser.hidden
            merged: Any = parser.merged_cells
            self.merges = merged.mergeCell[:_MOST_MERGES] if merged else ()

    @cached_property
    def has_merges(self) -> bool:
        with self._book.archive.open(self._part) as source:
            before = b""
            while part := source.read(_PIECE):
                if _MERGE in before + part:
                    return True
                before = part[-len(_MERGE) :]
        return False

    def _cells(self, row: Sequence[dict[str, Any]]) -> tuple[list[str], dict[int, RowFault]]:
        cells: list[str] = []
        faults: dict[int, RowFault] = {}
        for cell in row:
            if cell["data_type"] == "uncalculated":
                fault: RowFault | None = RowFault.CELL_NOT_CALCULATED
            else:
                fault = RowFault.CELL_IS_ERROR if cell["data_type"] == "e" else None
            written = _written(cell["value"], pattern=self._pattern(cell))
            if not written and fault is None:
                continue
            place = cell["column"] - 1
            cells.extend([""] * (place + 1 - len(cells)))
            cells[place] = written
            if fault is not None:
                faults[place] = fault
        return cells, faults

    def _pattern(self, cell: Mapping[str, Any]) -> str:
        is_plain = cell["data_type"] == "n" and cell["style_id"]
        return self._book.own_format(cell["style_id"]) if is_plain else ""


def _written(value: Any, *, pattern: str) -> str:
    """A stored value as the text that a person reads in the cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < _LARGEST_WHOLE:
        value = int(value)
    written = str(value)
    if isinstance(value, int) and _ZEROS.fullmatch(pattern):
        # 00417 with the format 00000 is stored as 417, and a register number is what is read.
        return written.zfill(len(pattern))
    return written


def _without_merged(lines: Sequence[Line], merges: Sequence[Any]) -> list[Line]:
    """The lines, with a fault in each cell that a merged one covers.

    Only the first cell of a merged block has the value. Whether it is meant for the others
    as well, nobody can say but who wrote it.
    """
    covered = _covered(merges, last=lines[-1].number if lines else 0)
    return [_merged(line, covered.get(line.number, set())) for line in lines]


def _covered(merges: Sequence[Any], *, last: int = MAX_LINES) -> dict[int, set[int]]:
    """By line the columns in which a merged cell lies over others."""
    covered: dict[int, set[int]] = {}
    for block in merges:
        width = min(block.max_col, MAX_COLUMNS)
        for number in range(block.min_row + 1, min(block.max_row, last) + 1):
            covered.setdefault(number, set()).update(range(block.min_col - 1, width))
        covered.setdefault(block.min_row, set()).update(range(block.min_col, width))
    return covered


def _merged(line: Line, columns: set[int]) -> Line:
    within = {column: RowFault.CELL_MERGED for column in columns if column not in line.faults}
    if not within:
        return line
    return Line(line.number, line.cells, {**line.faults, **within}, line.is_hidden)
