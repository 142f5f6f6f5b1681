"""A class list, line by line: who is to be awarded, and what is wrong with the others.

A wrong line never keeps the others from being awarded. Wording for people is in the
catalogues, by `RowFault`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from app.batches import dates
from app.batches.columns import NOTE, UNUSED, Column
from app.batches.dates import Order
from app.batches.faults import Fault, RowFault
from app.batches.plan import Plan, below
from app.batches.reading import Line, Table
from app.issuer import people
from app.issuer.people import Person
from credentials import ProblemCode, refuse

# The headings of our own lists, in their order.
COLUMNS = ("name", "name_latin", "birth_date", "register_number", "email", "awarded_on")
_MAX_CELL = 1000
_OLDEST = date(1900, 1, 1)
_LIMITS = {
    Column.NAME: 200,
    Column.FAMILY_NAME: 200,
    Column.GIVEN_NAME: 200,
    Column.NAME_LATIN: 200,
    Column.REGISTER_NUMBER: 60,
    Column.EMAIL: 320,
    Column.CERTIFICATE_NUMBER: 60,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: its number as a spreadsheet counts, its cells, and what came of them.

    `values` holds the cells by column, `cells` all of them as they stand in the file.
    """

    number: int
    values: dict[str, str]
    cells: Sequence[str] = ()
    person: Person | None = None
    awarded_on: date | None = None
    certificate_number: str | None = None
    faults: Sequence[Fault] = field(default_factory=tuple)


def rows(table: Table, plan: Plan, *, at: datetime) -> list[Row]:
    """The lines below the headings. Raises `bad-value` when there is none."""
    found = [_row(line, plan, at=at) for line in below(table, plan.heading)]
    if not found:
        raise refuse(ProblemCode.BAD_VALUE, "the list has no lines", "/file/lines")
    return _without_repeats(found)


def check(
    number: int,
    values: Mapping[str, str],
    *,
    order: Order | None,
    serials: str = "",
    found: Sequence[Fault] = (),
    at: datetime,
) -> Row:
    """What comes of the cells of one line; `found` is what is known to be wrong already.

    A date of award that is left out is the day `at`.
    """
    faults = list(found)
    blamed = {fault.column for fault in faults}
    texts = {}
    for column, limit in _LIMITS.items():
        texts[column] = "" if column in blamed else _text(values, column, faults, limit=limit)
    name = texts[Column.NAME] or people.normal_form(
        f"{texts[Column.GIVEN_NAME]} {texts[Column.FAMILY_NAME]}"
    )
    days = {
        column: None if column in blamed else _day(values, column, faults, order, serials)
        for column in (Column.BIRTH_DATE, Column.AWARDED_ON)
    }
    born, awarded_on = days[Column.BIRTH_DATE], days[Column.AWARDED_ON]
    if not name and not {fault.column for fault in faults} & {"name", "family_name", "given_name"}:
        faults.append(Fault(Column.NAME, RowFault.NAME_MISSING))
    email, register_number = texts[Column.EMAIL], texts[Column.REGISTER_NUMBER]
    if email and not people.is_email(email):
        faults.append(Fault(Column.EMAIL, RowFault.EMAIL_UNREADABLE))
    if born is not None and not _OLDEST <= born < at.date():
        faults.append(Fault(Column.BIRTH_DATE, RowFault.BIRTH_DATE_UNLIKELY))
    if awarded_on is not None and awarded_on > people.latest_day(at):
        faults.append(Fault(Column.AWARDED_ON, RowFault.AWARDED_IN_FUTURE))
    if not values.get(Column.BIRTH_DATE) and not register_number:
        faults.append(Fault(Column.BIRTH_DATE, RowFault.SECOND_FACT_MISSING))
    kept = {column: cell[:_MAX_CELL] for column, cell in values.items()}
    if faults:
        return Row(number=number, values=kept, faults=tuple(faults))
    latin = texts[Column.NAME_LATIN]
    return Row(
        number=number,
        values=kept,
        person=Person(name, latin or None, born, register_number or None, email or None),
        awarded_on=awarded_on or at.date(),
        certificate_number=texts[Column.CERTIFICATE_NUMBER] or None,
    )


def _row(line: Line, plan: Plan, *, at: datetime) -> Row:
    used = [
        (place, column)
        for place, column in enumerate(plan.columns)
        if column not in {UNUSED, NOTE, ""}
    ]
    values = {
        column: line.cells[place] if place < len(line.cells) else "" for place, column in used
    }
    faults = [Fault(column, line.faults[place]) for place, column in used if place in line.faults]
    if line.is_hidden:
        faults.append(Fault("", RowFault.LINE_HIDDEN))
    if any(line.cells[len(plan.columns) :]):
        faults.append(Fault("", RowFault.CELLS_TOO_MANY))
    made = check(line.number, values, order=plan.order, serials=plan.serials, found=faults, at=at)
    return Row(
        number=made.number,
        values=made.values,
        cells=[cell[:_MAX_CELL] for cell in line.cells],
        person=made.person,
        awarded_on=made.awarded_on,
        certificate_number=made.certificate_number,
        faults=made.faults,
    )


def _text(values: Mapping[str, str], column: Column, faults: list[Fault], *, limit: int) -> str:
    normal = people.normal_form(values.get(column, ""))
    if len(normal) > limit:
        faults.append(Fault(column, RowFault.TEXT_TOO_LONG))
    elif people.is_deceptive(normal):
        faults.append(Fault(column, RowFault.TEXT_DECEPTIVE))
    return normal


def _day(
    values: Mapping[str, str],
    column: Column,
    faults: list[Fault],
    order: Order | None,
    serials: str,
) -> date | None:
    written = values.get(column, "")
    if not written:
        return None
    found = dates.read(written, order=order, serials=serials)
    if isinstance(found, RowFault):
        faults.append(Fault(column, found))
        return None
    return found


def _without_repeats(found: Sequence[Row]) -> list[Row]:
    seen: set[tuple[str, date | None]] = set()
    kept = []
    for row in found:
        key = (row.person.key, row.awarded_on) if row.person is not None else None
        if key is not None and key in seen:
            fault = Fault("", RowFault.STANDS_TWICE)
            kept.append(Row(number=row.number, values=row.values, cells=row.cells, faults=(fault,)))
            continue
        if key is not None:
            seen.add(key)
        kept.append(row)
    return kept
