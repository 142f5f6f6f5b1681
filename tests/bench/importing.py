"""A class list of a million lines is taken in and read: how much memory that takes.

python -m tests.bench.importing ROWS [csv|xlsx]
"""

import csv
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import httpx2
import pytest
from typing_extensions import override

from app.base import accounts
from app.cli.workplace import open_workplace
from app.issuer import service as issuer
from tests.faults.test_flows import Frail, frail_in

MILLION = 1_000_000
_COLUMNS = ("name", "birth_date", "register_number", "email", "awarded_on")
_MEGABYTE = 1_000_000
_LONGEST_S = 3 * 3_600
_LOOKED_EVERY_S = 0.2
_ASKED_EVERY_S = 10
_LETTERS = "abcdefghijklmnopqrst"
_MEDIA = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_URL = "/api/v1/organisations/riverside/batches"


def lines(number: int) -> Iterator[tuple[str, ...]]:
    """The headings, and that many people who are all somebody else."""
    yield _COLUMNS
    for one in range(number):
        word = "".join(_LETTERS[int(digit)] for digit in f"{one * 7919 % 1_000_003:06}").title()
        born = f"{1950 + one % 50}-{one % 12 + 1:02}-{one % 28 + 1:02}"
        yield f"Person {word}", born, f"R-{one}", "", "2026-11-06"


def write_csv(path: Path, number: int) -> None:
    """A list as text."""
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(lines(number))


def write_workbook(path: Path, number: int) -> None:
    """A list as a workbook, as spreadsheets write it: with the texts in the sheet itself."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1"'
        f' Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
        '<sheet name="People" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/>'
        "</Relationships>",
    }
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
        with archive.open("xl/worksheets/sheet1.xml", "w") as sheet:
            sheet.write(f'<worksheet xmlns="{main}"><sheetData>'.encode())
            for at, line in enumerate(lines(number), start=1):
                cells = "".join(
                    f'<c r="{"ABCDE"[place]}{at}" t="inlineStr"><is><t>{cell}</t></is></c>'
                    for place, cell in enumerate(line)
                )
                sheet.write(f'<row r="{at}">{cells}</row>'.encode())
            sheet.write(b"</sheetData></worksheet>")


def peaks_of(rows: int, *, kind: str = "csv", folder: Path) -> tuple[float, float]:
    """The most memory (MB) that the serving process had, and any of those that it started.

    From the start of the service until the list is read, judged and stored, as a program hands
    it in over the API.
    """
    file = folder / f"list.{kind}"
    (write_csv if kind == "csv" else write_workbook)(file, rows)
    frail, place = frail_in(folder / "place", _database(folder), most=0, seed=1)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in place.environment.items():
            patch.setenv(name, value)
        key = _prepared()
        frail.start()
        try:
            return _watched(frail, key, file, rows)
        finally:
            frail.close()


def _database(folder: Path) -> str:
    return f"sqlite:///{folder}/place/passport.sqlite3"


def _prepared() -> str:
    """A key of a program for a body that awards something."""
    workplace = open_workplace()
    at = workplace.clock()
    with workplace.database.session() as session:
        body = issuer.organisation_by_slug(session, "riverside")
        described = issuer.Description(
            code="SAFE-1", name="Site safety", description="Works safely.", criteria="A test."
        )
        issuer.create_achievement(session, body, described, actor="test", at=at)
        key = accounts.create_api_key(
            session,
            organisation_id=body.id,
            scopes=accounts.EVERYTHING,
            actor="test",
            at=at,
        )
    workplace.database.dispose()
    return key


def _watched(frail: Frail, key: str, file: Path, rows: int) -> tuple[float, float]:
    assert frail.process is not None
    peaks, began = _Peaks(frail.process.pid), time.monotonic()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": _MEDIA[file.suffix]}
    with httpx2.Client(base_url=frail.http.base_url, headers=headers, timeout=600) as http:
        with file.open("rb") as content:
            answer = http.post(f"{_URL}?achievement=SAFE-1", content=content)
        assert answer.status_code < 300, answer.text
        peaks.look()
        sys.stderr.write(f"taken in after {time.monotonic() - began:.0f} s: {peaks}\n")
        address = f"{_URL}/{answer.json()['id']}"
        told = 0.0
        while time.monotonic() - began < _LONGEST_S:
            peaks.look()
            if time.monotonic() - told > _ASKED_EVERY_S:
                told = time.monotonic()
                asked = http.get(address)
                if asked.status_code == 503:
                    # Others write just now; it is asked again.
                    continue
                assert asked.status_code == 200, asked.text
                found = asked.json()
                sys.stderr.write(f"{told - began:.0f} s, {found['total']} lines: {peaks}\n")
                if found["state"] != "reading":
                    assert found["total"] == rows, found
                    break
            time.sleep(_LOOKED_EVERY_S)
    return peaks.serving, peaks.others


class _Peaks:
    """The most that a process, and any that came from it, was seen to have had."""

    def __init__(self, root: int) -> None:
        self._root, self.serving, self.others = root, 0.0, 0.0

    def look(self) -> None:
        own = _command(self._root)
        for pid in _tree(self._root):
            # What has the same command was only just parted from it, and still has its memory.
            is_other = _command(pid) != own
            found = _peak(pid)
            if pid == self._root:
                self.serving = max(self.serving, found)
            elif is_other:
                self.others = max(self.others, found)

    @override
    def __str__(self) -> str:
        return f"{self.serving:.0f} MB, others {self.others:.0f} MB"


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _peak(pid: int) -> float:
    """The most that a process ever had in memory, in MB; 0 when it has ended."""
    try:
        said = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0.0
    found = [line for line in said.splitlines() if line.startswith("VmHWM")]
    return int(found[0].split()[1]) * 1024 / _MEGABYTE if found else 0.0


def _tree(root: int) -> list[int]:
    found = [root]
    for pid in found:
        try:
            for children in Path(f"/proc/{pid}/task").glob("*/children"):
                found += [int(child) for child in children.read_text().split()]
        except OSError:
            continue
    return found


def serving_mb() -> float:
    """The figure: the serving process while a million lines are taken in and read."""
    with tempfile.TemporaryDirectory() as folder:
        return peaks_of(MILLION, folder=Path(folder))[0]


def main(rows: int, kind: str = "csv") -> None:
    """Say both."""
    with tempfile.TemporaryDirectory() as folder:
        serving, others = peaks_of(rows, kind=kind, folder=Path(folder))
    sys.stdout.write(f"{rows} lines: {serving:.0f} MB, others {others:.0f} MB\n")


if __name__ == "__main__":
    main(int(sys.argv[1]), *sys.argv[2:3])
