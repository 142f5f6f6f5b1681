"""A class list, line by line: who is to be awarded, and what is wrong with the others.

A wrong line never keeps the others from being awarded. Wording for people is in the
catalogues, by `RowFault`.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from app.base import days
from app.batches import dates
from app.batches.columns import NOTE, UNUSED, Column
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
_NAMES = frozenset({Column.NAME, Column.FAMILY_NAME, Column.GIVEN_NAME})
_FACTS = (
    Column.CENTRE,
    Column.PROVIDER,
    Column.ASSESSORS,
    Column.REGISTER_REFERENCE,
    Column.RESULT,
)
_SECOND_FACTS = frozenset({Column.BIRTH_DATE, Column.BIRTH_YEAR, Column.REGISTER_NUMBER})
# In these scripts the family name comes first, and no space stands between the two.
_FAMILY_FIRST = ("CJK", "HANGUL")
_LIMITS = {
    Column.NAME: 200,
    Column.FAMILY_NAME: 200,
    Column.GIVEN_NAME: 200,
    Column.NAME_LATIN: 200,
    Column.FORMER_NAMES: 400,
    Column.REGISTER_NUMBER: 60,
    Column.EMAIL: 320,
    Column.CERTIFICATE_NUMBER: 60,
    Column.CENTRE: 200,
    Column.PROVIDER: 200,
    Column.ASSESSORS: 400,
    Column.REGISTER_REFERENCE: 120,
    Column.RESULT: 400,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: its number as a spreadsheet counts, its cells, and what came of them.

    `values` holds the cells by column, `cells` all of them as they stand in the file. `facts`
    is what it says of who taught and assessed, and of an old register.
    """

    number: int
    values: dict[str, str]
    cells: Sequence[str] = ()
    person: Person | None = None
    awarded_on: date | None = None
    certificate_number: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    faults: Sequence[Fault] = field(default_factory=tuple)


def rows(table: Table, plan: Plan, *, zone: str, at: datetime) -> list[Row]:
    """The lines below the headings. Raises `bad-value` when there is none."""
    today = Today(days.today(zone, at=at), days.latest(zone, at=at))
    found = [_row(line, plan, today) for line in below(table, plan.heading)]
    if not found:
        raise refuse(ProblemCode.BAD_VALUE, "the list has no lines", "/file/lines")
    return without_repeats(found, seen=set())


def some_rows(lines: Sequence[Line], plan: Plan, *, zone: str, at: datetime) -> list[Row]:
    """Some of the lines below the headings; whether somebody stands twice is not looked at."""
    today = Today(days.today(zone, at=at), days.latest(zone, at=at))
    return [_row(line, plan, today) for line in lines if line.number > plan.heading]


@dataclass(frozen=True, slots=True)
class Today:
    """The day that it is at the training body, and the last that is not in the future."""

    day: date
    latest: date


def check(
    number: int,
    values: Mapping[str, str],
    *,
    plan: Plan,
    today: Today,
    found: Sequence[Fault] = (),
) -> Row:
    """What comes of the cells of one line; `found` is what is known to be wrong already.

    A day of award that is left out is today.
    """
    line = _Checked(values, plan, list(found))
    texts = dict.fromkeys(_LIMITS, "")
    # Of all columns that there can be, most lists have few.
    texts |= {
        column: line.text(column, limit=_LIMITS[column]) for column in _LIMITS if column in values
    }
    name = texts[Column.NAME] or _joined(texts[Column.GIVEN_NAME], texts[Column.FAMILY_NAME])
    if not name:
        line.blame(Column.NAME, RowFault.NAME_MISSING, unless=_NAMES)
    elif not people.has_letters(name):
        line.blame(Column.NAME, RowFault.NAME_WITHOUT_LETTERS, unless=_NAMES)
    born, year = line.birth(today.day)
    awarded_on = line.day(Column.AWARDED_ON)
    if awarded_on is not None and awarded_on > today.latest:
        line.blame(Column.AWARDED_ON, RowFault.AWARDED_IN_FUTURE)
    email, register_number = texts[Column.EMAIL], texts[Column.REGISTER_NUMBER]
    if email and not people.is_email(email):
        line.blame(Column.EMAIL, RowFault.EMAIL_UNREADABLE)
    if born is None and not register_number:
        line.blame(Column.BIRTH_DATE, RowFault.SECOND_FACT_MISSING, unless=_SECOND_FACTS)
    kept = {column: cell[:_MAX_CELL] for column, cell in values.items()}
    if line.faults:
        return Row(number=number, values=kept, faults=tuple(line.faults))
    former = tuple(part.strip() for part in texts[Column.FORMER_NAMES].split(";") if part.strip())
    return Row(
        number=number,
        values=kept,
        person=Person(
            name,
            texts[Column.NAME_LATIN] or None,
            born,
            register_number or None,
            email or None,
            family_name=texts[Column.FAMILY_NAME] or None,
            given_name=texts[Column.GIVEN_NAME] or None,
            former_names=former,
            birth_year=year,
        ),
        awarded_on=awarded_on or today.day,
        certificate_number=texts[Column.CERTIFICATE_NUMBER] or None,
        facts={column.value: texts[column] for column in _FACTS if texts[column]},
    )


class _Checked:
    """The cells of a line while they are looked at, and what was found to be wrong."""

    def __init__(self, values: Mapping[str, str], plan: Plan, faults: list[Fault]) -> None:
        self._values = values
        self._plan = plan
        self.faults = faults

    def blame(
        self, column: str, code: RowFault, *, unless: frozenset[Column] = frozenset()
    ) -> None:
        """Note a fault, unless one of these columns has one that explains it."""
        if not {fault.column for fault in self.faults} & unless:
            self.faults.append(Fault(column, code))

    def text(self, column: Column, *, limit: int) -> str:
        """A text in normal form, or nothing where the cell is wrong."""
        written = self._written(column)
        if not written:
            return ""
        normal = people.normal_form(written)
        if len(normal) > limit:
            self.blame(column, RowFault.TEXT_TOO_LONG)
        elif not (normal.isascii() and normal.isprintable()) and people.is_deceptive(normal):
            self.blame(column, RowFault.TEXT_DECEPTIVE)
        return normal

    def day(self, column: Column) -> date | None:
        """A day, or None where the cell is empty or wrong."""
        written = self._written(column)
        if not written:
            return None
        found = dates.read(written, order=self._plan.order, serials=self._plan.serials)
        if isinstance(found, RowFault):
            self.blame(column, found)
            return None
        return found

    def birth(self, today: date) -> tuple[date | None, int | None]:
        """The birth date, or at least its year."""
        year = dates.year(self._written(Column.BIRTH_YEAR))
        if self._written(Column.BIRTH_YEAR) and year is None:
            self.blame(Column.BIRTH_YEAR, RowFault.DATE_UNREADABLE)
        alone = dates.year(self._written(Column.BIRTH_DATE))
        if alone is not None and _OLDEST.year <= alone <= today.year:
            return None, alone
        born = self.day(Column.BIRTH_DATE)
        if born is not None and not _OLDEST <= born < today:
            self.blame(Column.BIRTH_DATE, RowFault.BIRTH_DATE_UNLIKELY)
        if year is not None and not _OLDEST.year <= year <= today.year:
            self.blame(Column.BIRTH_YEAR, RowFault.BIRTH_DATE_UNLIKELY)
        return born, None if born is not None else year

    def _written(self, column: Column) -> str:
        if self.faults and any(fault.column == column for fault in self.faults):
            return ""
        return self._values.get(column, "")


def _joined(given: str, family: str) -> str:
    if given and family and unicodedata.name(family[0], "").startswith(_FAMILY_FIRST):
        return f"{family}{given}"
    return people.normal_form(f"{given} {family}")


def _row(line: Line, plan: Plan, today: Today) -> Row:
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
    made = check(line.number, values, plan=plan, today=today, found=faults)
    return replace(made, cells=[cell[:_MAX_CELL] for cell in line.cells])


def without_repeats(found: Sequence[Row], *, seen: set[tuple[str, str | None]]) -> list[Row]:
    """The rows, of which those are wrong whose person and day were `seen`; it takes in the others.

    A day is written as ISO 8601 says, as it is stored.
    """
    kept = []
    for row in found:
        day = row.awarded_on.isoformat() if row.awarded_on else None
        key = (row.person.key, day) if row.person is not None else None
        if key is not None and key in seen:
            fault = Fault("", RowFault.STANDS_TWICE)
            kept.append(Row(number=row.number, values=row.values, cells=row.cells, faults=(fault,)))
            continue
        if key is not None:
            seen.add(key)
        kept.append(row)
    return kept
