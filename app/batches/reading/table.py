"""What comes out of a file of any kind: lines of text cells, and how they were found."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from app.batches import dates
from app.batches.faults import RowFault
from credentials import ProblemCode, refuse

# As many as a sheet of a workbook can have, and the line of headings.
MAX_LINES = 1_048_576
MAX_COLUMNS = 200
# Of a longer list a sketch is brought, and its lines are read in the background.
WHOLE_LINES = 4_000
# A cell is cut here: far above what any column takes, so that it is refused as too long.
MAX_CELL = 2_000
# All text that is brought at once: 50 000 lines have 300 characters each before this is met.
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
    """What somebody said about a file; empty where it is to be found out.

    All lines are brought of a list that has no more than `whole`.
    """

    encoding: str = ""
    sheet: str = ""
    whole: int = WHOLE_LINES


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The lines of a file. `samples` has several entries where its encoding is only a guess.

    `sheets` are those of a workbook with text in them; `serials` is the day from which its
    dates count ("1900", "1904", or "" in a text, where a number is no date).

    Of a long list `lines` are only a sketch: the first ones, and of the others those that say
    something new about the columns and their dates. `total` counts all lines with text.
    """

    kind: Kind
    lines: Sequence[Line]
    total: int
    encoding: str = ""
    samples: Sequence[Sample] = ()
    separator: str = ""
    sheets: Sequence[str] = ()
    sheet: str = ""
    serials: str = ""
    notes: Sequence[Note] = ()

    @property
    def is_whole(self) -> bool:
        """Whether all lines are here."""
        return self.total == len(self.lines)


class Gathering:
    """Takes line after line within the limits; refuses a list that goes beyond them.

    Of a list with more than `whole` lines it keeps a sketch.
    """

    def __init__(self, whole: int = WHOLE_LINES) -> None:
        self.lines: list[Line] = []
        self.total = 0
        self.has_hidden = False
        self._whole = whole
        self._told = Told()
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
        line = cleaned(number, cells, faults=faults, is_hidden=is_hidden)
        if line is None:
            self._empty += 1
            return
        self._empty = 0
        self.total += 1
        self.has_hidden |= is_hidden
        if self.total > MAX_LINES:
            raise refuse(ProblemCode.TOO_LARGE, f"more than {MAX_LINES} lines", "/file/size")
        if not self._told.is_news(line.cells) and self.total > self._whole:
            return
        self._text += sum(map(len, line.cells))
        if self._text > MAX_TEXT:
            raise refuse(ProblemCode.TOO_LARGE, "too much text in its lines", "/file/size")
        self.lines.append(line)


class Told:
    """What the lines so far say about the columns: which are used, and how dates are written."""

    def __init__(self) -> None:
        self._seen: set[tuple[int, str]] = set()
        self._settled: set[int] = set()

    def is_news(self, cells: Sequence[str]) -> bool:
        """Whether this line says something that none before it said."""
        is_news = False
        for place, cell in enumerate(cells):
            if not cell or place in self._settled:
                continue
            for said in ("used", dates.says(cell)):
                if said and (place, said) not in self._seen:
                    self._seen.add((place, said))
                    is_news = True
            if sum((place, said) in self._seen for said in dates.SAYINGS) == len(dates.SAYINGS):
                self._settled.add(place)
        return is_news


def cleaned(
    number: int,
    cells: Sequence[str],
    *,
    faults: Mapping[int, RowFault] = MappingProxyType({}),
    is_hidden: bool = False,
) -> Line | None:
    """A line as it is kept; None for an empty one. Raises `too-large` for too many cells."""
    kept = [cell.strip()[:MAX_CELL] for cell in cells]
    while kept and not kept[-1] and len(kept) - 1 not in faults:
        kept.pop()
    if len(kept) > MAX_COLUMNS:
        raise refuse(ProblemCode.TOO_LARGE, f"more than {MAX_COLUMNS} columns", "/file/size")
    return Line(number, tuple(kept), dict(faults), is_hidden) if kept else None
