"""A class list is read to the letter: every wrong line is found, and keeps nobody else back."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.batches import class_list, plan, reading
from app.batches.faults import RowFault
from app.batches.reading import Choices
from app.batches.reading import table as reading_table
from app.batches.wording import fault_advice, fault_sentence
from credentials import CredentialsError

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HEADING = "name,name_latin,birth_date,register_number,email,awarded_on\n"


def read(text: str | bytes) -> list[class_list.Row]:
    content = text.encode() if isinstance(text, str) else text
    table = reading.read(content, Choices())
    first = plan.first_plan(table, None)
    first.check()
    return class_list.rows(table, first, zone="UTC", at=NOON)


def faults(line: str, *, heading: str = HEADING) -> list[tuple[str, RowFault]]:
    (row,) = read(heading + line)
    assert (row.person is None) == bool(row.faults)
    return [(fault.column, fault.code) for fault in row.faults]


def test_a_whole_line_is_read() -> None:
    (row,) = read(HEADING + "أحمد,Ahmed,1994-03-12,R-1,a@b.org,2026-11-06\n")

    assert row.number == 2
    assert row.person is not None
    assert row.person.name == "أحمد"
    assert row.person.birth_date == date(1994, 3, 12)
    assert row.awarded_on == date(2026, 11, 6)


def test_a_list_without_days_is_awarded_today() -> None:
    (row,) = read("name,register_number\nAna,1\n")

    assert row.awarded_on == NOON.date()


@pytest.mark.parametrize(
    "written",
    [
        "\ufeffname,birth_date\r\nAna,1990-05-31\r\n",
        "name;birth_date\nAna;1990-05-31\n",
        "Name,Birth Date\nAna,1990-05-31",
        'name,birth_date\n"Ana",1990-5-31\n\n\n',
        "name,birth_date\n  Ana  ,١٩٩٠-٠٥-٣١\n",
    ],
)
def test_the_ways_in_which_spreadsheets_write_are_understood(written: str) -> None:
    (row,) = read(written)

    assert row.person is not None
    assert (row.person.name, row.person.birth_date) == ("Ana", date(1990, 5, 31))


def test_lines_are_numbered_as_a_spreadsheet_numbers_them() -> None:
    rows = read('name,birth_date\n\n"Ana\nPérez",1990-05-31\nBo,1991-01-01\n')

    assert [row.number for row in rows] == [3, 4]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        (",,1990-05-31,,,", [("name", RowFault.NAME_MISSING)]),
        ("12345,,1990-05-31,,,", [("name", RowFault.NAME_WITHOUT_LETTERS)]),
        ("Ana,,1990-02-30,,,", [("birth_date", RowFault.DATE_IMPOSSIBLE)]),
        ("Ana,,1990-13-45,,,", [("birth_date", RowFault.DATE_IMPOSSIBLE)]),
        ("Ana,,1990,,,", [("birth_date", RowFault.SECOND_FACT_MISSING)]),
        ("Ana,,some day,,,", [("birth_date", RowFault.DATE_UNREADABLE)]),
        ("Ana,,05/06/1990,,,", [("birth_date", RowFault.DATE_AMBIGUOUS)]),
        ("Ana,,2026-11-20,,,", [("birth_date", RowFault.BIRTH_DATE_UNLIKELY)]),
        ("Ana,,1890-01-01,,,", [("birth_date", RowFault.BIRTH_DATE_UNLIKELY)]),
        ("Ana,,1990-05-31,,,2026-11-22", [("awarded_on", RowFault.AWARDED_IN_FUTURE)]),
        ("Ana,,1990-05-31,,no address,", [("email", RowFault.EMAIL_UNREADABLE)]),
        ("Ana,,,,,", [("birth_date", RowFault.SECOND_FACT_MISSING)]),
        ("Ana\u202e,,1990-05-31,,,", [("name", RowFault.TEXT_DECEPTIVE)]),
        (f"{'A' * 201},,1990-05-31,,,", [("name", RowFault.TEXT_TOO_LONG)]),
        ("Ana,,1990-05-31,,,,more", [("", RowFault.CELLS_TOO_MANY)]),
        (
            ",,1990-02-30,,x,",
            [
                ("name", RowFault.NAME_MISSING),
                ("birth_date", RowFault.DATE_IMPOSSIBLE),
                ("email", RowFault.EMAIL_UNREADABLE),
            ],
        ),
    ],
)
def test_each_fault_is_found_where_it_is(line: str, found: list[tuple[str, RowFault]]) -> None:
    assert faults(line) == found


def test_a_wrong_line_keeps_nobody_else_back() -> None:
    rows = read(HEADING + "Ana,,1990-02-30,,,\nBo,,1991-01-01,,,\n")

    assert [row.person is not None for row in rows] == [False, True]


def test_somebody_who_stands_twice_is_taken_once() -> None:
    rows = read(HEADING + "Ana,,1990-05-31,,,\nANA,,1990-05-31,,,\nAna,,1990-06-01,,,\n")

    assert [row.person is not None for row in rows] == [True, False, True]
    assert rows[1].faults[0].code is RowFault.STANDS_TWICE


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\n\n",
        HEADING.encode(),
        b"name,birth_date\n\xff\x00\xfe",
        b"PK\x03\x04\x00\x00name",
        b"name,name\nAna,Bo\n",
        b"name,passport\nAna,1\n",
        b'name,birth_date\n"Ana,1990-05-31\n',
    ],
)
def test_what_is_no_class_list_is_refused_as_a_whole(content: bytes) -> None:
    with pytest.raises(CredentialsError):
        read(content)


def test_a_list_that_is_too_long_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_table, "MAX_LINES", 100)
    with pytest.raises(CredentialsError):
        read("name,register_number\n" + "Ana,1\n" * 100)


@given(st.binary(max_size=300) | st.text(max_size=300).map(lambda text: ("name\n" + text).encode()))
def test_no_bytes_do_worse_than_to_be_refused(content: bytes) -> None:
    try:
        rows = read(content)
    except CredentialsError:
        return
    assert all((row.person is None) == bool(row.faults) for row in rows)


@pytest.mark.parametrize("fault", list(RowFault))
def test_every_fault_says_what_is_wrong_and_what_to_do(fault: RowFault) -> None:
    assert fault_sentence(fault) != fault_advice(fault)


def test_no_two_faults_have_one_sentence() -> None:
    assert len({fault_sentence(fault) for fault in RowFault}) == len(RowFault)


def test_two_encodings_that_differ_in_one_late_name_are_both_shown() -> None:
    # The first names look the same in both; `Peña` would be signed as `Peńa`.
    names = ["Jürgen Müller", "Anke Schröder", "Götz Jäger", "Uwe Groß", "José Peña"]
    content = "\n".join(["name;register_number", *(f"{name};1" for name in names)])
    table = reading.read(content.encode("cp1252"), Choices())
    shown = {sample.encoding: sample.words for sample in table.samples}
    assert "José Peña" in shown["cp1252"]
    assert len(set(shown.values())) == len(shown) > 1


def test_encodings_in_which_everything_looks_the_same_are_no_choice() -> None:
    table = reading.read("name\nJürgen Müller\n".encode("cp1252"), Choices())
    assert not {"cp1250", "cp1252"} <= {sample.encoding for sample in table.samples}
