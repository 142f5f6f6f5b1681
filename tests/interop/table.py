"""The table that `make interop` prints: for each form, what was shown with others, and refused.

A test says with `shows` which cells it stands for; a cell is as good as all its tests.
"""

from collections.abc import Iterator
from enum import StrEnum
from itertools import chain

import pytest


class Shown(StrEnum):
    """A column."""

    OUT = "issued here, verified there"
    OUT_CHANGED = "changed, refused there"
    IN = "issued there, verified here"
    IN_CHANGED = "changed, refused here"


def shows(form: str, *cells: Shown) -> pytest.MarkDecorator:
    """Mark what a test shows; `{name}` in the form is the test's parameter of that name."""
    return pytest.mark.shows(form, cells)


Cells = dict[tuple[str, Shown], list[bool]]


def noted(cells: Cells, item: pytest.Item, *, passed: bool) -> None:
    """Write the outcome of a test into its cells."""
    parameters = getattr(item, "callspec", None)
    for mark in item.iter_markers("shows"):
        form, columns = mark.args
        name = form.format(**parameters.params) if parameters else form
        for column in columns:
            cells.setdefault((name, column), []).append(passed)


def lines(cells: Cells) -> Iterator[str]:
    """The table: yes, NO where a test failed, and a dash where nothing was tried."""
    forms = sorted({form for form, _ in cells})
    first = max(map(len, chain(forms, ["form"])))
    yield "  ".join(["form".ljust(first), *Shown])
    for form in forms:
        said = [_said(cells.get((form, column))).ljust(len(column)) for column in Shown]
        yield "  ".join([form.ljust(first), *said]).rstrip()


def _said(outcomes: list[bool] | None) -> str:
    if outcomes is None:
        return "–"
    return "yes" if all(outcomes) else "NO"
