"""What is made in great numbers does not stay in memory."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.issuer.delivery.slips import Slip, slips_pdf
from tests.bench.importing import peaks_of
from tests.unit.app.school import School, small_school

__all__ = ["small_school"]

_MEGABYTE = 1_000_000
_SLIP = Slip(
    name="Ana Pérez",
    name_latin="",
    title="Safety",
    number="2026-1",
    code="1111-2222-33333",
    url="http://localhost",
)


@pytest.mark.faults
def test_the_slips_of_a_long_list_take_no_more_memory_than_those_of_a_short_one(
    small_school: School,
) -> None:
    def draw(number: int) -> int:
        slips = [
            replace(_SLIP, url=f"http://localhost:8000/c/{number:04}{at:09}") for at in range(250)
        ]
        body = small_school.organisation
        slips_pdf(slips, body, public_url="http://localhost:8000", made_on=date(2026, 11, 28))
        return _resident()

    first = draw(0)
    last = [draw(number) for number in range(1, 8)][-1]
    # It was two hundred megabytes when each document was remembered for ten more.
    assert last - first < 60 * _MEGABYTE


@pytest.mark.faults
def test_reading_a_long_class_list_takes_no_more_memory_than_a_shorter_one(tmp_path: Path) -> None:
    peaks = []
    for rows in (5_000, 11_000):
        folder = tmp_path / str(rows)
        folder.mkdir()
        peaks.append(peaks_of(rows, folder=folder))
    (short, reading_short), (long, reading_long) = peaks
    # A line has a kilobyte and more once it is read: what they hold would be seen.
    assert long - short < 12
    assert reading_long - reading_short < 12


def _resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096
