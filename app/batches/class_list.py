"""A class list as a file: read the lines, and say of each what is wrong with it.

A file that is no class list at all is refused as a whole. A wrong line never keeps the
others from being awarded. Wording for people is in the catalogues, by `RowFault`.
"""

import csv
import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from app.issuer import people
from app.issuer.people import Person
from credentials import ProblemCode, refuse

COLUMNS = ("name", "name_latin", "birth_date", "register_number", "email", "awarded_on")
# What we write beside a wrong line for its reader; it may stay when the line is sent again.
NOTE = "problem"
_NEEDED = ("name",)
_MAX_ROWS = 50_000
_MAX_CELL = 1000
_OLDEST = date(1900, 1, 1)
_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


class RowFault(StrEnum):
    """What can be wrong with a line, each with its own sentence in the catalogues."""

    NAME_MISSING = "name-missing"
    TEXT_TOO_LONG = "text-too-long"
    TEXT_DECEPTIVE = "text-deceptive"
    DATE_UNREADABLE = "date-unreadable"
    DATE_IMPOSSIBLE = "date-impossible"
    BIRTH_DATE_UNLIKELY = "birth-date-unlikely"
    AWARDED_IN_FUTURE = "awarded-in-future"
    EMAIL_UNREADABLE = "email-unreadable"
    SECOND_FACT_MISSING = "second-fact-missing"
    CELLS_TOO_MANY = "cells-too-many"
    STANDS_TWICE = "stands-twice"
    AWARDED_ALREADY = "awarded-already"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a line: the column ("" for the line as a whole) and what."""

    column: str
    code: RowFault


@dataclass(frozen=True, slots=True)
class Row:
    """One line: its number as a spreadsheet counts, its cells, and what came of them."""

    number: int
    values: dict[str, str]
    person: Person | None
    awarded_on: date | None
    faults: Sequence[Fault] = field(default_factory=tuple)


def read(content: bytes, *, at: datetime) -> list[Row]:
    """The lines of a CSV file: UTF-8, comma or semicolon, the first line naming the columns.

    Lines without any text are skipped. `awarded_on` may be left out or empty and is then
    the day `at`. Raises `bad-value` when the file as a whole is not a class list.
    """
    try:
        written = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise refuse(ProblemCode.BAD_VALUE, "the file is not UTF-8", "/file") from error
    if "\0" in written:
        raise refuse(ProblemCode.BAD_VALUE, "the file is not a text", "/file")
    lines = _lines(written)
    try:
        headings = [_heading(cell) for cell in next(lines, (0, []))[1]]
        _check_headings(headings)
        rows = [_row(number, headings, cells, at=at) for number, cells in lines if any(cells)]
    except csv.Error as error:
        raise refuse(ProblemCode.BAD_VALUE, "the file is not CSV", "/file") from error
    if not rows:
        raise refuse(ProblemCode.BAD_VALUE, "the list has no lines", "/file")
    return _without_repeats(rows)


def _lines(written: str) -> Iterator[tuple[int, list[str]]]:
    first = written.splitlines()[0] if written.strip() else ""
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(written, newline=""), delimiter=delimiter, strict=True)
    for number, cells in enumerate(reader, start=1):
        if number > _MAX_ROWS + 1:
            raise refuse(ProblemCode.TOO_LARGE, f"more than {_MAX_ROWS} lines", "/file")
        yield number, [cell.strip() for cell in cells]


def _heading(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", unicodedata.normalize("NFKC", cell).casefold().strip())


def _check_headings(headings: Sequence[str]) -> None:
    for name in _NEEDED:
        if name not in headings:
            raise refuse(ProblemCode.BAD_VALUE, f"there is no column {name}", "/file/0")
    for name in headings:
        if name not in (*COLUMNS, NOTE):
            # An unknown column is not passed over: somebody believes that it is used.
            raise refuse(ProblemCode.BAD_VALUE, f"the columns are {', '.join(COLUMNS)}", "/file/0")
    if len(set(headings)) != len(headings):
        raise refuse(ProblemCode.BAD_VALUE, "a column stands twice", "/file/0")


def _row(number: int, headings: Sequence[str], cells: Sequence[str], *, at: datetime) -> Row:
    values = dict(zip(headings, cells, strict=False))
    values.pop(NOTE, None)
    faults: list[Fault] = []
    if any(cells[len(headings) :]):
        faults.append(Fault("", RowFault.CELLS_TOO_MANY))
    name = _text(values, "name", faults, limit=200)
    latin = _text(values, "name_latin", faults, limit=200)
    register_number = _text(values, "register_number", faults, limit=60)
    email = _text(values, "email", faults, limit=320)
    born = _day(values, "birth_date", faults)
    awarded_on = _day(values, "awarded_on", faults)
    if not name and not any(fault.column == "name" for fault in faults):
        faults.append(Fault("name", RowFault.NAME_MISSING))
    if email and not people.is_email(email):
        faults.append(Fault("email", RowFault.EMAIL_UNREADABLE))
    if born is not None and not _OLDEST <= born < at.date():
        faults.append(Fault("birth_date", RowFault.BIRTH_DATE_UNLIKELY))
    if awarded_on is not None and awarded_on > people.latest_day(at):
        faults.append(Fault("awarded_on", RowFault.AWARDED_IN_FUTURE))
    if not values.get("birth_date") and not register_number:
        faults.append(Fault("birth_date", RowFault.SECOND_FACT_MISSING))
    kept = {heading: cell[:_MAX_CELL] for heading, cell in values.items()}
    if faults:
        return Row(number, kept, None, None, tuple(faults))
    person = Person(name, latin or None, born, register_number or None, email or None)
    return Row(number, kept, person, awarded_on or at.date())


def _text(values: dict[str, str], column: str, faults: list[Fault], *, limit: int) -> str:
    written = values.get(column, "")
    normal = people.normal_form(written)
    if len(normal) > limit:
        faults.append(Fault(column, RowFault.TEXT_TOO_LONG))
    elif people.is_deceptive(normal):
        faults.append(Fault(column, RowFault.TEXT_DECEPTIVE))
    return normal


def _day(values: dict[str, str], column: str, faults: list[Fault]) -> date | None:
    written = values.get(column, "")
    if not written:
        return None
    # Only year-month-day is read: 03/04/2001 is another day in another country.
    match = _DATE.fullmatch(unicodedata.normalize("NFKC", written))
    if match is None:
        faults.append(Fault(column, RowFault.DATE_UNREADABLE))
        return None
    try:
        return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        faults.append(Fault(column, RowFault.DATE_IMPOSSIBLE))
        return None


def _without_repeats(rows: Sequence[Row]) -> list[Row]:
    seen: set[tuple[str, date | None]] = set()
    kept = []
    for row in rows:
        if row.person is None:
            kept.append(row)
            continue
        key = (row.person.key, row.awarded_on)
        if key in seen:
            fault = Fault("", RowFault.STANDS_TWICE)
            kept.append(Row(row.number, row.values, None, None, (fault,)))
        else:
            seen.add(key)
            kept.append(row)
    return kept
