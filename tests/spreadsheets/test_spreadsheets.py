"""What comes of each awkward file: who would be awarded, what is asked, what is wrong, and why."""

import resource
import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from app.base.workers import Workers
from app.batches import service, store
from app.batches.dates import Order
from app.batches.reading import Choices, read_apart
from app.batches.tables import WAITING, WRONG, Batch
from app.batches.taking_in import Upload
from credentials import CredentialsError
from tests.spreadsheets.making import FILES
from tests.unit.app.school import NOON, School, upload

ANA = ("Ana Pérez", "1990-05-31")
BO = ("Bo Żak", "1991-06-01")
PLAIN_ANA, PLAIN_BO = ("Ana", "1990-05-31"), ("Bo", "1991-06-01")


@dataclass(frozen=True)
class Result:
    """People (name, birth date), faults (line, column, code), questions, notes; or a refusal.

    `said` is what somebody answers to the questions before the people are counted.
    """

    people: tuple[tuple[str, str | None], ...] = ()
    faults: tuple[tuple[int, str, str], ...] = ()
    asks: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    refused: str = ""
    said: dict[str, Any] = field(default_factory=dict)


RESULTS: dict[str, Result] = {
    # Encodings and separators.
    "utf-8.csv": Result((ANA, BO)),
    "utf-8-mark-semicolon.csv": Result((ANA, BO)),
    "utf-16-le-tab.txt": Result((ANA, BO)),
    "utf-16-be.csv": Result((ANA, BO)),
    "utf-16-without-mark.csv": Result(
        (ANA, BO), asks=("encoding",), said={"encoding": "utf-16-le"}
    ),
    "windows-1250.csv": Result(
        (("Łukasz Wójcik", "1990-05-31"), ("Żaneta Gęślą", "1991-06-01")),
        asks=("encoding",),
        said={"encoding": "cp1250"},
    ),
    "windows-1251.csv": Result(
        (("Шевчук Олена", "1990-05-31"), ("Иванов Пётр", "1991-06-01")),
        asks=("encoding",),
        said={"encoding": "cp1251"},
    ),
    "windows-1252.csv": Result(
        (("Zoë Müller", "1990-05-31"), ("François Lefèvre", "1991-06-01")),
        asks=("encoding",),
        said={"encoding": "cp1252"},
    ),
    "windows-1256.csv": Result(
        (("أحمد بن يوسف", "1990-05-31"), ("فاطمة الزهراء", "1991-06-01")),
        asks=("encoding",),
        said={"encoding": "cp1256"},
    ),
    "line-ends-in-cells.csv": Result((ANA, ("Bo, junior", "1991-06-01"))),
    "separator-named.csv": Result((PLAIN_ANA,)),
    "old-macintosh.csv": Result((PLAIN_ANA, PLAIN_BO)),
    "titles-above.csv": Result((PLAIN_ANA,)),
    "right-to-left.csv": Result(
        (("أحمد بن يوسف", "1990-05-31"), ("فاطمة", "1991-06-01")),
        asks=("columns",),
        said={
            "mapping": {
                "الاسم": "name",
                "تاريخ الميلاد": "birth_date",
                "رقم التسجيل": "register_number",
            }
        },
    ),
    "column-unknown.csv": Result(
        (PLAIN_ANA,), asks=("columns",), said={"mapping": {"shoe size": "-"}}
    ),
    "quote-not-closed.csv": Result(refused="/file/quotes"),
    "empty.csv": Result(refused="/file/empty"),
    "headings-only.csv": Result(refused="/file/lines"),
    "a-pdf.csv": Result(refused="/file/kind"),
    "too-many-lines.csv": Result(refused="/file/size"),
    # Dates.
    "order-of-day-unclear.csv": Result(
        (("Ana", "2001-04-03"), ("Bo", "1999-06-05")),
        asks=("order",),
        said={"order": Order.DAY_FIRST},
    ),
    "order-of-day-proved.csv": Result((("Ana", "2001-04-03"), ("Bo", "1999-05-31"))),
    "orders-mixed.csv": Result(
        (("Ana", "2001-03-04"), ("Cy", "1999-05-31")),
        ((3, "birth_date", "date-order"),),
        asks=("order",),
        said={"order": Order.MONTH_FIRST},
    ),
    "years-short.csv": Result(faults=((2, "birth_date", "date-year-short"),)),
    "other-calendars.csv": Result(
        faults=(
            (2, "birth_date", "date-buddhist"),
            (3, "birth_date", "date-hijri"),
            (4, "birth_date", "date-ethiopian"),
            (5, "birth_date", "date-hijri"),
        )
    ),
    "months-in-words.csv": Result(
        (PLAIN_ANA, PLAIN_BO, ("Cy", "1990-05-31"), ("Да", "1990-06-05"))
    ),
    # Workbooks.
    "plain.xlsx": Result((ANA, PLAIN_BO)),
    "titles-above.xlsx": Result((PLAIN_ANA,)),
    "days-from-1904.xlsx": Result((PLAIN_ANA,)),
    "dates-as-numbers.xlsx": Result((PLAIN_ANA, PLAIN_BO)),
    "numbers-with-zeros.xlsx": Result((PLAIN_ANA, PLAIN_BO, ("Cy", None))),
    "true-and-false.xlsx": Result(
        (PLAIN_ANA,), asks=("columns",), said={"mapping": {"passed": "-"}}
    ),
    "formulas.xlsx": Result((ANA,)),
    "formulas-not-calculated.xlsx": Result((PLAIN_BO,), ((2, "name", "cell-not-calculated"),)),
    "errors-in-cells.xlsx": Result(faults=((2, "birth_date", "cell-is-error"),)),
    "merged-cells.xlsx": Result((PLAIN_ANA,), ((3, "birth_date", "cell-merged"),)),
    "lines-hidden-by-a-filter.xlsx": Result(
        (PLAIN_ANA,), ((3, "", "line-hidden"),), notes=("lines-hidden",)
    ),
    "several-sheets.xlsx": Result((PLAIN_BO,), asks=("sheet",), said={"sheet": "Class B"}),
    "link-to-another-file.xlsx": Result((PLAIN_ANA,)),
    "with-macros.xlsm": Result((PLAIN_ANA,), notes=("macros-ignored",)),
    "old.xls": Result(refused="/file/xls"),
    "with-a-password.xlsx": Result(refused="/file/password"),
    "a-web-page.xls": Result(refused="/file/markup"),
    "cut-off.xlsx": Result(refused="/file/broken"),
    "open-document.ods": Result(refused="/file/ods"),
    # What is meant to harm.
    "a-million-empty-lines.xlsx": Result((PLAIN_ANA,), notes=("stopped-early",)),
    "a-line-far-below.xlsx": Result((PLAIN_ANA, PLAIN_BO)),
    "zip-bomb.xlsx": Result(refused="/file/bomb"),
    "sheet-of-one-letter.xlsx": Result(faults=((2, "name", "text-too-long"),)),
    "many-parts.xlsx": Result(refused="/file/bomb"),
    "directory-that-lies.xlsx": Result(refused="/file/broken"),
    "entities.xlsx": Result(refused="/file/broken"),
    "a-file-from-outside.xlsx": Result(refused="/file/broken"),
    "sixteen-thousand-columns.xlsx": Result(refused="/file/size"),
}
HOSTILE = list(RESULTS)[list(RESULTS).index("a-million-empty-lines.xlsx") :]
# Of a machine that does nothing else; the tests run on busy ones.
_SECONDS = 10
_MEMORY = 64_000_000


def brought(content: bytes, said: dict[str, Any], *, name: str) -> Upload:
    """The file, with what somebody said about it."""
    chosen = {key: value for key, value in said.items() if key in {"mapping", "order"}}
    return upload(
        content,
        filename=name,
        encoding=said.get("encoding", ""),
        sheet=said.get("sheet", ""),
        is_encoding_chosen="encoding" in said,
        is_sheet_chosen="sheet" in said,
        **chosen,
    )


def proposed(school: School, file: Upload) -> Batch:
    with school.database.session() as session:
        return service.propose(
            session, school.organisation, school.achievement, upload=file, actor="test", at=NOON
        )


def found(school: School, batch: Batch) -> tuple[Any, Any]:
    with school.database.reading() as session:
        good = store.rows(session, batch.id, state=WAITING)
        wrong = store.rows(session, batch.id, state=WRONG)
        people = tuple((row.person["name"], row.person["birth_date"]) for row in good if row.person)
        faults = tuple(
            (row.number, fault["column"], fault["code"]) for row in wrong for fault in row.problems
        )
    return people, faults


def asked(batch: Batch) -> tuple[str, ...]:
    """What has to be said before the rows are read."""
    return tuple(service.questions(batch)) or (() if batch.read_at else ("columns",))


def test_every_file_of_the_folder_has_its_result() -> None:
    assert FILES.keys() == RESULTS.keys()
    assert len(FILES) >= 30


@pytest.mark.parametrize(
    "name",
    [
        # A million lines take as long as a thousand of the other files.
        pytest.param(name, marks=pytest.mark.faults) if name == "too-many-lines.csv" else name
        for name in RESULTS
        if name not in HOSTILE
    ],
)
def test_the_file_gives_the_stated_result(small_school: School, name: str) -> None:
    gives_the_stated_result(small_school, name)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gives_it_in_bounded_time_and_memory(
    small_school: School, workers: Workers, name: str
) -> None:
    content, result = FILES[name](), RESULTS[name]
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.monotonic()
    if result.refused:
        with pytest.raises(CredentialsError) as refused:
            read_apart(content, Choices(), workers=workers)
        assert refused.value.problem.pointer == result.refused
    else:
        table = read_apart(content, Choices(), workers=workers)
        assert [note.value for note in table.notes] == list(result.notes)
    assert time.monotonic() - began < _SECONDS
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * 1024 < _MEMORY
    # The worker is alive, and the next one is served.
    assert read_apart(FILES["utf-8.csv"](), Choices(), workers=workers).lines
    if not result.refused:
        gives_the_stated_result(small_school, name)


def test_a_worker_that_read_a_file_reads_the_next_one(workers: Workers) -> None:
    ended = list[bool]()
    workers.replaced = lambda: ended.append(True)
    for name in ("utf-8.csv", "utf-8.csv"):
        assert read_apart(FILES[name](), Choices(), workers=workers).lines
    assert ended == []


def gives_the_stated_result(school: School, name: str) -> None:
    content, result = FILES[name](), RESULTS[name]
    if result.refused:
        with pytest.raises(CredentialsError) as refused:
            proposed(school, brought(content, {}, name=name))
        assert refused.value.problem.pointer == result.refused
        return
    batch = proposed(school, brought(content, {}, name=name))
    assert asked(batch) == result.asks
    assert tuple((batch.reading or {})["notes"]) == result.notes
    if result.asks:
        assert found(school, batch) == ((), ())
        with school.database.session() as session:
            service.take_back(session, school.organisation, batch.id, actor="test", at=NOON)
        batch = proposed(school, brought(content, result.said, name=name))
    assert asked(batch) == ()
    assert found(school, batch) == (result.people, result.faults)


@pytest.mark.parametrize(
    ("name", "right"),
    [
        ("windows-1250.csv", "Łukasz Wójcik"),
        ("windows-1251.csv", "Шевчук Олена"),
        ("windows-1252.csv", "François Lefèvre"),
        ("windows-1256.csv", "أحمد بن يوسف"),
    ],
)
def test_the_names_are_shown_in_the_right_encoding_among_a_few(name: str, right: str) -> None:
    samples = brought(FILES[name](), {}, name=name).table.samples
    assert 3 <= len(samples) <= 4
    assert any(right in sample.words for sample in samples)


def test_the_same_content_in_another_format_awards_nobody_twice(small_school: School) -> None:
    school = small_school
    first = school.list_is_handed_in(FILES["utf-8.csv"]())
    assert school.list_is_worked(first).awarded == 2
    again = proposed(school, brought(FILES["utf-16-le-tab.txt"](), {}, name="again.txt"))
    assert found(school, again) == ((), ((2, "", "awarded-already"), (3, "", "awarded-already")))
    workbook = proposed(school, brought(FILES["formulas.xlsx"](), {}, name="again.xlsx"))
    assert found(school, workbook) == ((), ((2, "", "awarded-already"),))


def test_the_same_file_read_otherwise_is_the_same_list(small_school: School) -> None:
    content = FILES["column-unknown.csv"]()
    first = proposed(small_school, brought(content, {"mapping": {"shoe size": "-"}}, name="a.csv"))
    other = {"mapping": {"shoe size": "register_number"}}
    assert proposed(small_school, brought(content, other, name="b.csv")).id == first.id
