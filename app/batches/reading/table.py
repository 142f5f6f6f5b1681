"""What comes out of a file of any kind: lines of text cells, and how they were found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.batches.faults import RowFault
from credentials import ProblemCode, refuse

MAX_LINES = 50_000
MAX_COLUMNS = 200
# A cell is cut here: far above what any column takes, so that it is refused as too long.
MAX_CELL = 2_000
# All text of a list together; 50 000 lines have 300 characters each before this is met.
MAX_TEXT = 16_000_000
# A sheet in which so many lines in a row are empty has ended.
_MOST_EMPTY = 10_000


class Kind(StrEnum):
    """The kinds of files that a class list may come in."""

    CSV = "csv"
    XLSX = "xlsx"


class Note(StrEnum):
    """What the clerk is told about how the file was read."""

    STOPPED_EARLY = "stopped-early"
    LINES_HIDDEN = "lines-hidden"
    MACROS_IGNORED = "macros-ignored"


@dataclass(frozen=True, slots=True)
class Line:
    """One line that has text: its number as a spreadsheet counts, and its cells.

    `faults` says by column which cells could not be read. Empty cells at the end are cut.
    """

    number: int
    cells: tuple[str, ...]
    faults: Mapping[int, RowFault] = field(default_factory=dict)
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Sample:
    """What a few names of a file look like if it is read in one encoding."""

    encoding: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What somebody said about a file; empty where it is to be found out."""

    encoding: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The lines of a file. `samples` has several entries where its encoding is only a guess.

    `sheets` are those of a workbook with text in them; `serials` is the day from which its
    dates count ("1900", "1904", or "" in a text, where a number is no date).
    """

    kind: Kind
    lines: Sequence[Line]
    encoding: str = ""
    samples: Sequence[Sample] = ()
    separator: str = ""
    sheets: Sequence[str] = ()
    sheet: str = ""
    serials: str = ""
    notes: Sequence[Note] = ()


class Gathering:
    """Takes line after line within the limits; refuses a list that goes beyond them."""

    def __init__(self) -> None:
        self.lines: list[Line] = []
        self._text = 0
        self._empty = 0

    @property
    def has_ended(self) -> bool:
        """Whether so many empty lines came that no more are to be expected."""
        return self._empty >= _MOST_EMPTY

    def add(
        self,
        number: int,
        cells: Sequence[str],
        *,
        faults: Mapping[int, RowFault] = MappingProxyType({}),
        is_hidden: bool = False,
    ) -> None:
        """Keep a line, unless it is empty. Raises `too-large`."""
        kept = [cell.strip()[:MAX_CELL] for cell in cells]
        while kept and not kept[-1] and len(kept) - 1 not in faults:
            kept.pop()
        if not kept:
            self._empty += 1
            return
        self._empty = 0
        self._text += sum(map(len, kept))
        if len(kept) > MAX_COLUMNS:
            raise refuse(ProblemCode.TOO_LARGE, f"more than {MAX_COLUMNS} columns", "/file/size")
        if len(self.lines) > MAX_LINES or self._text > MAX_TEXT:
            raise refuse(ProblemCode.TOO_LARGE, f"more than {MAX_LINES} lines", "/file/size")
        self.lines.append(Line(number, tuple(kept), dict(faults), is_hidden))
