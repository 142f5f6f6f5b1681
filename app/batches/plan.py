"""How one class list is to be read: what was found out, what was asked, and what is open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from app.batches import columns, dates
from app.batches.columns import NOTE, UNUSED, Column
from app.batches.dates import Evidence, Order
from app.batches.reading import Line, Table
from credentials import ProblemCode, refuse

_DATES = (Column.BIRTH_DATE, Column.AWARDED_ON)
_NAMES = frozenset({Column.NAME, Column.FAMILY_NAME, Column.GIVEN_NAME})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What each column is, which line names them, and how dates are to be read.

    `columns` has a column, `-` (not to be used) or `problem` for each heading, and "" where
    nobody has said yet.
    """

    heading: int
    headings: tuple[str, ...]
    columns: tuple[str, ...]
    order: Order | None = None
    serials: str = ""

    def as_json(self) -> dict[str, Any]:
        """The plan as it is stored."""
        return {
            "heading": self.heading,
            "headings": list(self.headings),
            "columns": list(self.columns),
            "order": self.order.value if self.order else None,
            "serials": self.serials,
        }

    @classmethod
    def stored(cls, stored: Mapping[str, Any]) -> Self:
        """The plan of a stored class list."""
        return cls(
            heading=stored["heading"],
            headings=tuple(stored["headings"]),
            columns=tuple(stored["columns"]),
            order=Order(stored["order"]) if stored["order"] else None,
            serials=stored["serials"],
        )

    @property
    def is_whole(self) -> bool:
        """Whether it says of every column what it is, and where the name stands."""
        return all(self.columns) and bool(set(self.columns) & _NAMES)

    def place(self, column: str) -> int | None:
        """Where a column stands, or None if the list has it not."""
        return self.columns.index(column) if column in self.columns else None

    def check(self) -> None:
        """Raise `bad-value` for a plan by which the list cannot be read."""
        known = {*Column, UNUSED, NOTE}
        for place, column in enumerate(self.columns):
            if column not in known:
                raise refuse(ProblemCode.BAD_VALUE, "say what it is", f"/columns/{place}")
            if column != UNUSED and self.columns.index(column) != place:
                raise refuse(ProblemCode.BAD_VALUE, "it stands twice", f"/columns/{place}")
        if not set(self.columns) & _NAMES:
            raise refuse(ProblemCode.BAD_VALUE, "no column is the name", "/columns")


def first_plan(table: Table, remembered: Mapping[str, str] | None) -> Plan:
    """The plan that the file itself suggests; `remembered` is what was said of these headings.

    Only our own headings and those that somebody decided on before are certain: for all
    others `is_certain` is false, however good the guess.
    """
    place = columns.heading_line(table.lines)
    return plan_at(table, table.lines[place].number, remembered)


def plan_at(table: Table, number: int, remembered: Mapping[str, str] | None) -> Plan:
    """The plan if the line with that number names the columns. Raises `bad-value`."""
    line = heading(table, number)
    width = len(line.cells)
    if not columns.is_ours(line.cells):
        width = max(width, _width(table, number))
    headings = (*line.cells, *[""] * (width - len(line.cells)))
    used = {place for one in below(table, number) for place, cell in enumerate(one.cells) if cell}
    found = []
    for place, column in enumerate(columns.guess(headings)):
        plain = columns.plain(headings[place])
        if plain == NOTE:
            found.append(NOTE)
        elif not plain and place not in used:
            found.append(UNUSED)
        else:
            found.append((remembered or {}).get(plain) or column)
    plan = Plan(heading=number, headings=headings, columns=tuple(found), serials=table.serials)
    return with_order(plan, table)


def is_certain(plan: Plan, said: Mapping[str, str]) -> bool:
    """Whether nothing about the columns has to be asked.

    A heading is certain if it is one of ours, or if somebody said what it is, now or before;
    `said` holds these, as `columns.plain` writes them. A guess is never certain.
    """
    ours = {columns.plain(column.value) for column in Column} | {NOTE}
    names = [columns.plain(name) for name in plan.headings]
    is_told = all(
        name in ours or name in said or (not name and column == UNUSED)
        for name, column in zip(names, plan.columns, strict=True)
    )
    return is_told and plan.is_whole and len(set(names)) == len(names)


def heading(table: Table, number: int) -> Line:
    """The line that names the columns; raises `bad-value` if there is none with that number."""
    for line in table.lines:
        if line.number == number:
            return line
    raise refuse(ProblemCode.BAD_VALUE, "there is no such line", "/heading")


def below(table: Table, number: int) -> Sequence[Line]:
    """The lines below the headings."""
    return [line for line in table.lines if line.number > number]


def with_order(plan: Plan, table: Table) -> Plan:
    """The plan with the order of day and month that the dates of the list prove, if they do."""
    proved = evidence(plan, table).order
    return plan if proved is None else replace(plan, order=proved)


def evidence(plan: Plan, table: Table) -> Evidence:
    """What the columns of dates say of the order of day and month."""
    places = [place for name in _DATES if (place := plan.place(name)) is not None]
    return dates.evidence(
        line.cells[place]
        for line in below(table, plan.heading)
        for place in places
        if place < len(line.cells)
    )


def _width(table: Table, number: int) -> int:
    """How many columns most lines have: a column may have cells and no heading."""
    widths = sorted(len(line.cells) for line in below(table, number))
    return widths[len(widths) // 2] if widths else 0
