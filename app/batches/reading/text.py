"""Class lists as text: which encoding, which separator, and the cells.

The encoding of a text without a mark is a guess, which is shown to whoever handed it in:
`Pérez` read wrongly is `Pйrez`, and would be signed like that.
"""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import TextIO

from app.batches.reading.table import Choices, Gathering, Kind, Line, Sample, Table, cleaned
from credentials import ProblemCode, refuse

# What spreadsheets of the last thirty years wrote, by the part of the world.
ENCODINGS = (
    "utf-8",
    "utf-16",
    "cp1250",
    "cp1251",
    "cp1252",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp1256",
    "cp1257",
    "cp1258",
    "cp874",
    "cp932",
    "cp949",
    "cp950",
    "gb18030",
    "koi8_r",
    "mac_roman",
)
_GUESSED = ENCODINGS[2:]
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SEPARATORS = ",;\t"
_NAMED_SEPARATOR = re.compile(r"sep=([,;\t])\r?\n?", re.IGNORECASE)
# The guess looks at so much of the file (bytes), the separator at so many lines.
_GLANCE = 50_000
_GLANCE_LINES = 50
_HEAD = 1 << 20
_LARGE = 1 << 22
_LAST_OF_ASCII = 127
_SAMPLES = 3
_READINGS = 4
_SAMPLE_LENGTH = 80
# What our own lists put in front of a cell that a spreadsheet would calculate.
_QUOTED_FORMULA = re.compile(r"'[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]")


def read(content: bytes, choices: Choices) -> Table:
    """The lines of a CSV file. Raises `bad-value` or `too-large` when it is none."""
    samples: Sequence[Sample] = ()
    encoding = choices.encoding or _certain_encoding(content)
    if not encoding:
        samples = _samples(content)
        if not samples:
            raise refuse(ProblemCode.BAD_VALUE, "the file is not a text", "/file/kind")
        encoding = samples[0].encoding
    elif choices.encoding and not _certain_encoding(content):
        samples = _samples(content, first=encoding)
    separator, begins = _separator(_opened(content, encoding).read(_HEAD))
    gathering = Gathering(choices.whole)
    for number, cells in _cells_of(content, encoding, separator, begins):
        gathering.add(number, cells)
    return Table(
        kind=Kind.CSV,
        lines=gathering.lines,
        total=gathering.total,
        encoding=encoding,
        samples=samples,
        separator=separator,
    )


def lines(content: bytes, choices: Choices) -> Iterator[Line]:
    """All lines of a file that was looked at before; its encoding is known by now."""
    separator, begins = _separator(_opened(content, choices.encoding).read(_HEAD))
    for number, cells in _cells_of(content, choices.encoding, separator, begins):
        line = cleaned(number, cells)
        if line is not None:
            yield line


def _certain_encoding(content: bytes) -> str:
    """The encoding that the bytes themselves prove, or nothing."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return encoding
    if not _is_decodable(content, "utf-8"):
        return ""
    # Half of the bytes of a European text in UTF-16 are zero, which is UTF-8 as well.
    return "" if b"\0" in content else "utf-8"


def _samples(content: bytes, *, first: str = "") -> tuple[Sample, ...]:
    """What is written outside of ASCII, in the likeliest encoding and three others at most.

    The lines are those in which the readings differ: `Peña` and not `Müller` shows that a list
    is Western and not Central European.
    """
    if b"\0" in content:
        unmarked = _utf16_without_mark(content)
        return (Sample(unmarked, _words(content, unmarked)),) if unmarked else ()
    from charset_normalizer import from_bytes  # noqa: PLC0415 - most lists say how they are written

    glance = content[:_GLANCE].rpartition(b"\n")[0] or content[:_GLANCE]
    likely = [match.encoding for match in from_bytes(glance, cp_isolation=list(_GUESSED))]
    # Office programs of most countries write this one, and short names seldom tell it apart.
    order = [first, *likely[:1], "cp1252", *likely, "cp1251", "cp1256", "cp1250"]
    telling = _telling_lines(content)
    found: dict[tuple[str, ...], str] = {}
    for encoding in dict.fromkeys(order):
        cells = _cells(telling, encoding) if _is_written_in(content, encoding) else ()
        # Two encodings in which everything looks the same are no choice.
        if cells and cells not in found:
            found[cells] = encoding
    offered = list(found.items())[:_READINGS]
    places = _places_that_differ([cells for cells, _ in offered])
    return tuple(
        Sample(encoding, tuple(cells[place] for place in places)) for cells, encoding in offered
    )


def _telling_lines(content: bytes) -> list[bytes]:
    """The lines that bring a byte outside of ASCII which no line before them had."""
    seen: set[int] = set()
    found = []
    # A list of all lines of a large file would be larger than the file.
    for line in content.splitlines() if len(content) < _LARGE else io.BytesIO(content):
        foreign = {byte for byte in line if byte > _LAST_OF_ASCII} if not line.isascii() else set()
        if not foreign <= seen:
            seen |= foreign
            found.append(line)
    return found


def _cells(lines: Sequence[bytes], encoding: str) -> tuple[str, ...]:
    return tuple(_most_foreign(line.decode(encoding, "replace")) for line in lines)


def _is_written_in(content: bytes, encoding: str) -> bool:
    return encoding in _GUESSED and _is_decodable(content, encoding)


def _is_decodable(content: bytes, encoding: str) -> bool:
    try:
        for _ in _decoded(content, encoding):
            pass
    except UnicodeDecodeError:
        return False
    return True


def _decoded(content: bytes, encoding: str) -> Iterator[str]:
    """The text in pieces; raises UnicodeDecodeError."""
    decoder = codecs.getincrementaldecoder(encoding)()
    for start in range(0, len(content), _HEAD):
        yield decoder.decode(content[start : start + _HEAD])
    yield decoder.decode(b"", final=True)


def _places_that_differ(readings: Sequence[tuple[str, ...]]) -> list[int]:
    """Up to three places in which these readings can be told from each other, if they can."""
    count = len(readings[0]) if readings else 0
    alike = set(combinations(range(len(readings)), 2))
    found: list[int] = []
    while alike and len(found) < _SAMPLES:
        place = max(range(count), key=lambda at: len(_told_apart(readings, alike, at)))
        alike -= _told_apart(readings, alike, place)
        found.append(place)
    rest = [place for place in range(count) if place not in found]
    return sorted([*found, *rest][:_SAMPLES])


def _told_apart(
    readings: Sequence[tuple[str, ...]], alike: set[tuple[int, int]], place: int
) -> set[tuple[int, int]]:
    return {(one, two) for one, two in alike if readings[one][place] != readings[two][place]}


def _utf16_without_mark(content: bytes) -> str:
    zeros = Counter(place % 2 for place, byte in enumerate(content[:_GLANCE]) if not byte)
    encoding = "utf-16-le" if zeros[1] > zeros[0] else "utf-16-be"
    words = _words(content, encoding)
    return encoding if words and "\0" not in "".join(words) else ""


def _words(content: bytes, encoding: str) -> tuple[str, ...]:
    try:
        written = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return ()
    lines = [line for line in written.splitlines() if not line.isascii()] or written.splitlines()
    return tuple(_most_foreign(line) for line in lines[:_SAMPLES])


def _most_foreign(line: str) -> str:
    """The cell of a line that has most to tell about its encoding, which is mostly the name."""
    return max(re.split(r"[,;\t]", line), key=_foreign).strip(' "')[:_SAMPLE_LENGTH]


def _foreign(cell: str) -> int:
    return sum(not character.isascii() for character in cell)


def _opened(content: bytes, encoding: str) -> TextIO:
    """The file as text, which was seen to be text to its end. Raises `bad-value`."""
    if encoding not in (*ENCODINGS, "utf-16-le", "utf-16-be"):
        raise refuse(ProblemCode.BAD_VALUE, "no such encoding", "/file/encoding")
    full = "utf-8-sig" if encoding == "utf-8" else encoding
    try:
        is_text = not any("\0" in piece for piece in _decoded(content, full))
    except UnicodeDecodeError as error:
        raise refuse(
            ProblemCode.BAD_VALUE, f"the file is not {encoding}", "/file/encoding"
        ) from error
    if not is_text:
        raise refuse(ProblemCode.BAD_VALUE, "the file is not a text", "/file/kind")
    return io.TextIOWrapper(io.BytesIO(content), encoding=full, newline="")


def _separator(written: str) -> tuple[str, int]:
    """What stands between two cells, and how long a line is at the beginning that says so."""
    named = _NAMED_SEPARATOR.match(written)
    if named is not None:
        return named[1], named.end()
    scores = []
    for separator in _SEPARATORS:
        widths: Counter[int] = Counter()
        try:
            for number, (_, cells) in enumerate(_lines(io.StringIO(written, ""), separator)):
                widths[len(cells)] += 1
                if number == _GLANCE_LINES:
                    break
        except csv.Error:
            continue
        del widths[1]
        width, lines = widths.most_common(1)[0] if widths else (1, 0)
        scores.append((lines, width, separator))
    best = max(scores, default=(0, 1, ","), key=lambda score: score[:2])
    return best[2], 0


def _cells_of(
    content: bytes, encoding: str, separator: str, begins: int
) -> Iterator[tuple[int, list[str]]]:
    """Number and cells of each line behind the first `begins` characters."""
    written = _opened(content, encoding)
    written.read(begins)
    try:
        for number, cells in _lines(written, separator):
            yield number, [_as_meant(cell) for cell in cells]
    except csv.Error as error:
        raise refuse(ProblemCode.BAD_VALUE, "the file is not CSV", "/file/quotes") from error


def _lines(written: TextIO, separator: str) -> Iterator[tuple[int, list[str]]]:
    return enumerate(csv.reader(written, delimiter=separator, strict=True), start=1)


def _as_meant(cell: str) -> str:
    return cell[1:] if _QUOTED_FORMULA.match(cell) else cell
