"""docs/data-protection.md explains every column there is, and none that is not."""

import re
from pathlib import Path

import app.main  # noqa: F401 - every table is known once the composition root is imported
from app.base.db import Base

_ROOT = Path(__file__).parents[2]
TEXT = (_ROOT / "docs" / "data-protection.md").read_text()
PROMISES = re.findall(r"^\| [^|]+ \| `(tests/\S+)`: `(test_\w+)` \|$", TEXT, re.MULTILINE)
PERSONAL = re.findall(r"^\| `(\w+\.\w+)` \| (.+) \|$", TEXT, re.MULTILINE)
OTHERS = re.findall(r"^\| `(\w+)` \| ([^.\n]*) \|$", TEXT, re.MULTILINE)


def columns() -> set[str]:
    return {
        f"{table.name}.{column.name}"
        for table in Base.metadata.tables.values()
        if not table.name.startswith("test_")
        for column in table.columns
    }


def test_every_column_is_explained_once() -> None:
    """A new column is written into one of the two tables of the document."""
    others = [
        f"{table}.{name}" for table, names in OTHERS for name in re.findall(r"`(\w+)`", names)
    ]
    said = [*(column for column, _ in PERSONAL), *others]
    assert sorted(columns() - set(said)) == [], "not explained"
    assert sorted(set(said) - columns()) == [], "explained, and not there"
    assert len(said) == len(set(said))


def test_every_promise_names_a_test_that_there_is() -> None:
    promises = TEXT.partition("<!-- promises -->")[2].partition("<!-- end of promises -->")[0]
    assert len(PROMISES) == len(re.findall(r"^\| [A-Z]", promises, re.MULTILINE)) > 0
    for file, name in PROMISES:
        assert f"def {name}(" in (_ROOT / file).read_text(), (file, name)


def test_every_personal_column_says_how_long_it_is_kept() -> None:
    for column, reason in PERSONAL:
        assert len(reason) > len("the same") or reason == "the same", column


def test_what_can_be_nothing_but_personal_is_in_the_first_table() -> None:
    personal = {column for column, _ in PERSONAL}
    obvious = {
        column
        for column in columns()
        if column.rpartition(".")[2] in {"email", "recipient", "person", "contact", "birth_date"}
    }
    assert obvious <= personal
