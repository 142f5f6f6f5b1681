"""Files that people open in a spreadsheet: nothing in them is calculated (T71)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

MEDIA_TYPE = "text/csv; charset=utf-8"
# A cell that begins with one of these is a formula to a spreadsheet.
_FORMULA = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
# Where a spreadsheet of another country takes the next cell to begin, inside of a text.
_NEXT = re.compile("([;\t\r\n][\"']*)(?=[=+\\-@\uff1d\uff0b\uff0d\uff20])")
_AT_ONCE = 200


def as_csv(lines: Iterable[Sequence[str]]) -> bytes:
    """A CSV file that spreadsheets read as UTF-8 and of which they calculate nothing."""
    return b"".join(csv_parts(lines))


def csv_parts(lines: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """The same file in parts, so that a long one is held nowhere as a whole."""
    # Without this mark Excel takes the file for the code page of its country.
    written = io.StringIO("\ufeff")
    written.seek(0, io.SEEK_END)
    writer = csv.writer(written)
    for number, line in enumerate(lines, start=1):
        writer.writerow([harmless(cell) for cell in line])
        if number % _AT_ONCE == 0:
            yield written.getvalue().encode()
            written.seek(0)
            written.truncate()
    yield written.getvalue().encode()


def harmless(cell: str) -> str:
    """The text of a cell as text, whatever it begins with."""
    cell = _NEXT.sub(r"\1'", cell)
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
