"""Awkward class lists, as people and programs have made them: each a function of its bytes.

`python -m tests.spreadsheets.making FOLDER` writes them all, to be opened and looked at.
"""

import io
import sys
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import Any

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.workbook import Workbook

from app.batches.reading.table import MAX_LINES

HEADINGS = ("name", "birth_date", "register_number")
_ANA = ("Ana Pérez", "1990-05-31", "R-1")
_BO = ("Bo Żak", "1991-06-01", "R-2")
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

Make = Callable[[], bytes]
FILES: dict[str, Make] = {}


def named(name: str) -> Callable[[Make], Make]:
    """Put a function into the folder under a file's name."""

    def put(make: Make) -> Make:
        FILES[name] = make
        return make

    return put


def text(lines: Sequence[Sequence[str]], *, separator: str = ",", end: str = "\n") -> str:
    return "".join(separator.join(line) + end for line in lines)


def book(*lines: Sequence[Any], change: Callable[[Workbook], None] = lambda _: None) -> bytes:
    made = openpyxl.Workbook()
    assert made.active is not None
    for line in lines:
        made.active.append(list(line))
    change(made)
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def raw_book(
    rows: str, parts: Mapping[str, str | bytes] = MappingProxyType({}), *, before: str = ""
) -> bytes:
    """A workbook whose sheet is written as given, for what openpyxl does not write."""
    sheet = f'{before}<worksheet xmlns="{_MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="xml" '
        f'ContentType="application/xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{_SHEET_TYPE}.sheet.main+xml"/></Types>',
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        '<sheet name="List" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}"><Relationship '
        f'Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": sheet,
        **parts,
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in files.items():
            archive.writestr(name, part)
    return content.getvalue()


def row(number: int, *cells: str, attributes: str = "") -> str:
    """A row of texts; a cell that begins with `<` is written as it is."""
    written = [
        cell if cell.startswith("<") else f'<c t="inlineStr"><is><t>{cell}</t></is></c>'
        for cell in cells
    ]
    return f'<row r="{number}"{attributes}>{"".join(written)}</row>'


_TOP = row(1, *HEADINGS)

# ── Texts ───────────────────────────────────────────────────────────────────────────────

FILES["utf-8.csv"] = lambda: text([HEADINGS, _ANA, _BO]).encode()
FILES["utf-8-mark-semicolon.csv"] = lambda: text(
    [HEADINGS, _ANA, _BO], separator=";", end="\r\n"
).encode("utf-8-sig")
FILES["utf-16-le-tab.txt"] = lambda: (
    b"\xff\xfe" + text([HEADINGS, _ANA, _BO], separator="\t").encode("utf-16-le")
)
FILES["utf-16-be.csv"] = lambda: b"\xfe\xff" + text([HEADINGS, _ANA, _BO]).encode("utf-16-be")
FILES["utf-16-without-mark.csv"] = lambda: text([HEADINGS, _ANA, _BO]).encode("utf-16-le")
FILES["windows-1250.csv"] = lambda: text(
    [HEADINGS, ("Łukasz Wójcik", "1990-05-31", "R-1"), ("Żaneta Gęślą", "1991-06-01", "R-2")]
).encode("cp1250")
FILES["windows-1251.csv"] = lambda: text(
    [HEADINGS, ("Шевчук Олена", "1990-05-31", "R-1"), ("Иванов Пётр", "1991-06-01", "R-2")]
).encode("cp1251")
FILES["windows-1252.csv"] = lambda: text(
    [HEADINGS, ("Zoë Müller", "1990-05-31", "R-1"), ("François Lefèvre", "1991-06-01", "R-2")]
).encode("cp1252")
FILES["windows-1256.csv"] = lambda: text(
    [HEADINGS, ("أحمد بن يوسف", "1990-05-31", "R-1"), ("فاطمة الزهراء", "1991-06-01", "R-2")]
).encode("cp1256")
FILES["line-ends-in-cells.csv"] = lambda: (
    b'name,birth_date\n"Ana\nP\xc3\xa9rez",1990-05-31\n\n"Bo, junior",1991-06-01\n'
)
FILES["separator-named.csv"] = lambda: b"sep=;\r\nname;birth_date\r\nAna;1990-05-31\r\n"
FILES["old-macintosh.csv"] = lambda: b"name,birth_date\rAna,1990-05-31\rBo,1991-06-01\r"
FILES["titles-above.csv"] = lambda: (
    b"Riverside College,,\nClass of 2026; welders,,\n,,\nname,birth_date,register_number\n"
    b"Ana,1990-05-31,R-1\n"
)
FILES["right-to-left.csv"] = (
    "الاسم,تاريخ الميلاد,رقم التسجيل\nأحمد بن يوسف,٣١/٠٥/١٩٩٠,R-1\nفاطمة,٠١/٠٦/١٩٩١,R-2\n"
).encode
FILES["quote-not-closed.csv"] = lambda: b'name,birth_date\n"Ana,1990-05-31\nBo,1991-06-01\n'
FILES["empty.csv"] = lambda: b"\xef\xbb\xbf\r\n\r\n"
FILES["headings-only.csv"] = lambda: b"name,birth_date\n"
FILES["a-pdf.csv"] = lambda: b"%PDF-1.7\n\x00\x01\x02\n"
FILES["column-unknown.csv"] = lambda: b"name,birth_date,shoe size\nAna,1990-05-31,38\n"
FILES["too-many-lines.csv"] = lambda: b"name,register_number\n" + b"Ana,1\n" * (MAX_LINES + 1)

# ── Dates ───────────────────────────────────────────────────────────────────────────────

FILES["order-of-day-unclear.csv"] = lambda: b"name,birth_date\nAna,03/04/2001\nBo,05/06/1999\n"
FILES["order-of-day-proved.csv"] = lambda: b"name,birth_date\nAna,03/04/2001\nBo,31/05/1999\n"
FILES["orders-mixed.csv"] = lambda: (
    b"name,birth_date\nAna,03/04/2001\nBo,31/05/1999\nCy,05/31/1999\n"
)
FILES["years-short.csv"] = lambda: b"name,birth_date\nAna,31.05.90\n"
FILES["other-calendars.csv"] = (
    "name,birth_date\nSomchai,31/05/2533\nAhmad,12/09/1415\nSelam,1982-13-05\nAli,٧ رجب ١٤١٥ هـ\n"
).encode
FILES["months-in-words.csv"] = (
    "name,birth_date\nAna,31 May 1990\nBo,1er juin 1991\nCy,31 de mayo de 1990\nДа,5 июня 1990 г.\n"
).encode

# ── Workbooks ───────────────────────────────────────────────────────────────────────────


@named("plain.xlsx")
def _plain() -> bytes:
    return book(HEADINGS, ("Ana Pérez", date(1990, 5, 31), "R-1"), ("Bo", date(1991, 6, 1), "R-2"))


@named("titles-above.xlsx")
def _titles() -> bytes:
    def merge(made: Workbook) -> None:
        assert made.active is not None
        made.active.merge_cells("A2:C2")

    return book((), ("Riverside College",), (), HEADINGS, ("Ana", date(1990, 5, 31)), change=merge)


@named("days-from-1904.xlsx")
def _mac() -> bytes:
    def count_from_1904(made: Workbook) -> None:
        made.epoch = CALENDAR_MAC_1904

    return book(HEADINGS, ("Ana", date(1990, 5, 31), "R-1"), change=count_from_1904)


@named("dates-as-numbers.xlsx")
def _serials() -> bytes:
    return book(HEADINGS, ("Ana", 33024, "R-1"), ("Bo", "33390", "R-2"))


@named("numbers-with-zeros.xlsx")
def _zeros() -> bytes:
    def pad(made: Workbook) -> None:
        assert made.active is not None
        made.active["C2"].number_format = "00000"

    lines = (
        ("Ana", date(1990, 5, 31), 417),
        ("Bo", date(1991, 6, 1), "00418"),
        ("Cy", None, 419.0),
    )
    return book(HEADINGS, *lines, change=pad)


@named("true-and-false.xlsx")
def _booleans() -> bytes:
    return book((*HEADINGS, "passed"), ("Ana", date(1990, 5, 31), "R-1", True))


@named("formulas.xlsx")
def _formulas() -> bytes:
    kept = '<c t="str"><f>A9&amp;B9</f><v>Ana Pérez</v></c>'
    return raw_book(_TOP + row(2, kept, "1990-05-31", "R-1"))


@named("formulas-not-calculated.xlsx")
def _not_calculated() -> bytes:
    return book(HEADINGS, ('=CONCATENATE("A","na")', "1990-05-31", "R-1"), ("Bo", "1991-06-01"))


@named("errors-in-cells.xlsx")
def _errors() -> bytes:
    return raw_book(
        _TOP + row(2, "Ana", '<c t="e"><f>VLOOKUP(1,A1:B2,2)</f><v>#N/A</v></c>', "R-1")
    )


@named("merged-cells.xlsx")
def _merged() -> bytes:
    def merge(made: Workbook) -> None:
        assert made.active is not None
        made.active.merge_cells("B2:B3")

    return book(HEADINGS, ("Ana", "1990-05-31", "R-1"), ("Bo", None, "R-2"), change=merge)


@named("lines-hidden-by-a-filter.xlsx")
def _hidden() -> bytes:
    def hide(made: Workbook) -> None:
        assert made.active is not None
        made.active.row_dimensions[3].hidden = True

    return book(
        HEADINGS, ("Ana", "1990-05-31", "R-1"), ("Failed", "1991-06-01", "R-2"), change=hide
    )


@named("several-sheets.xlsx")
def _sheets() -> bytes:
    def add(made: Workbook) -> None:
        other = made.create_sheet("Class B")
        other.append(HEADINGS)
        other.append(("Bo", "1991-06-01", "R-2"))
        made.create_sheet("Empty")
        hidden = made.create_sheet("Codes")
        hidden.append(("x",))
        hidden.sheet_state = "hidden"

    return book(HEADINGS, ("Ana", "1990-05-31", "R-1"), change=add)


@named("link-to-another-file.xlsx")
def _linked() -> bytes:
    relation = (
        f'<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" Type="{_OFFICE}/'
        'externalLinkPath" Target="file:///etc/passwd" TargetMode="External"/></Relationships>'
    )
    return raw_book(
        _TOP + row(2, '<c t="str"><f>[1]Sheet1!A1</f><v>Ana</v></c>', "1990-05-31", "R-1"),
        {
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_MAIN}"/>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": relation,
        },
    )


@named("with-macros.xlsm")
def _macros() -> bytes:
    types = (
        f'<Types xmlns="{_TYPES}"><Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    )
    return raw_book(
        _TOP + row(2, "Ana", "1990-05-31", "R-1"),
        {"[Content_Types].xml": types, "xl/vbaProject.bin": _OLE},
    )


# ── What is no class list ───────────────────────────────────────────────────────────────

FILES["old.xls"] = lambda: _OLE + bytes(4000)
FILES["with-a-password.xlsx"] = lambda: (
    _OLE + bytes(1000) + "EncryptedPackage".encode("utf-16-le") + bytes(1000)
)
FILES["a-web-page.xls"] = lambda: b"<html><table><tr><td>name</td></tr></table></html>"
FILES["cut-off.xlsx"] = lambda: _plain()[:3000]


@named("open-document.ods")
def _ods() -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", "<x/>")
    return content.getvalue()


# ── What is meant to harm ───────────────────────────────────────────────────────────────


@named("a-million-empty-lines.xlsx")
def _million() -> bytes:
    empty = "".join(f'<row r="{number}" ht="15"/>' for number in range(3, 1_000_001))
    return raw_book(_TOP + row(2, "Ana", "1990-05-31", "R-1") + empty)


@named("a-line-far-below.xlsx")
def _far_below() -> bytes:
    lines = row(2, "Ana", "1990-05-31", "R-1") + row(1_048_576, "Bo", "1991-06-01", "R-2")
    return raw_book(_TOP + lines)


@named("zip-bomb.xlsx")
def _bomb() -> bytes:
    return raw_book(_TOP, {"xl/media/image1.png": bytes(400_000_000)})


@named("sheet-of-one-letter.xlsx")
def _long_text() -> bytes:
    return raw_book(_TOP + row(2, "A" * 9_900_000, "1990-05-31", "R-1"))


@named("many-parts.xlsx")
def _parts() -> bytes:
    return raw_book(_TOP, {f"xl/media/{number}.png": b"" for number in range(2_100)})


@named("directory-that-lies.xlsx")
def _lying() -> bytes:
    content = raw_book(_TOP + row(2, "Ana" * 100_000, "1990-05-31", "R-1"))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        size = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    return content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))


@named("entities.xlsx")
def _entities() -> bytes:
    doubled = "".join(f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 9))
    laughs = f'<!DOCTYPE x [<!ENTITY e0 "ha">{doubled}]>'
    return raw_book(_TOP + row(2, "&e8;", "1990-05-31", "R-1"), before=laughs)


@named("a-file-from-outside.xlsx")
def _outside() -> bytes:
    asked = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    return raw_book(_TOP + row(2, "&e;", "1990-05-31", "R-1"), before=asked)


@named("sixteen-thousand-columns.xlsx")
def _wide() -> bytes:
    last = '<c r="XFD2" t="inlineStr"><is><t>x</t></is></c>'
    return raw_book(_TOP + row(2, "Ana", "1990-05-31", "R-1", last))


if __name__ == "__main__":
    for filename, make in FILES.items():
        Path(sys.argv[1], filename).write_bytes(make())
