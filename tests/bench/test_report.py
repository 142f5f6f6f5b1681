"""What the bench makes of its measurements: the arithmetic, the files and the words."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.bench import report
from tests.bench.figures import FIGURES, Figure
from tests.bench.measuring import Stage, median


def _figure(name: str, *, is_floor: bool = True, bound: float = 30, aim: float = 40) -> Figure:
    def measure(_: Stage) -> float:
        raise AssertionError("nothing is measured here")

    unit = "" if is_floor else "s"
    return Figure(name, f"What {name} is", bound, aim, measure, unit=unit, is_floor=is_floor)


QUICK = _figure("quick")
SHORT = _figure("short", is_floor=False, bound=1.5, aim=1.0)


@pytest.mark.parametrize(
    ("figure", "value", "reached", "said"),
    [
        (QUICK, 41.26, True, "aim reached"),
        (QUICK, 30.0, True, "reached"),
        (QUICK, 29.99, False, "**not reached**"),
        (SHORT, 0.9, True, "aim reached"),
        (SHORT, 1.5, True, "reached"),
        (SHORT, 1.501, False, "**not reached**"),
    ],
)
def test_a_figure_is_reached_from_its_own_side(
    figure: Figure, value: float, *, reached: bool, said: str
) -> None:
    entry = report.as_json({figure: value}, partners={})["figures"][figure.name]
    assert entry["reached"] is reached
    assert entry["at_least" if figure.is_floor else "at_most"] == figure.bound
    assert report.table({figure: value}).splitlines()[-1].endswith(f"| {said} |")


def test_one_slow_round_does_not_move_the_median() -> None:
    assert median([31.0, 33.0, 2.0, 32.0, 34.0]) == 32.0


def test_the_files_say_what_was_measured_and_keep_what_people_wrote(tmp_path: Path) -> None:
    (tmp_path / "images").mkdir()
    page = tmp_path / "benchmarks.md"
    page.write_text("# Before\n\n<!-- figures -->\nold\n<!-- end -->\n\nAfter\n")
    report.write(tmp_path, {QUICK: 33.333, SHORT: 2.0}, partners={"node": "20"})
    found = json.loads((tmp_path / "bench.json").read_text())
    assert found["figures"] == {
        "quick": {"value": 33.3, "at_least": 30, "aim": 40, "reached": True},
        "short": {"value": 2.0, "at_most": 1.5, "aim": 1.0, "reached": False},
    }
    assert found["versions"]["node"] == "20"
    assert found["machine"]["cores"] >= 1
    text = page.read_text()
    assert text.startswith("# Before\n")
    assert text.endswith("After\n")
    assert "old" not in text
    assert "| What quick is | 33.3 × | ≥ 30 × | ≥ 40 × | reached |" in text
    drawn = ET.parse(tmp_path / "images" / "bench.svg").getroot()  # noqa: S314 - our own file
    assert [bar.get("class") for bar in drawn.iter("{http://www.w3.org/2000/svg}rect")] == [
        "bar",
        "bar short",
    ]


def test_every_figure_of_the_last_run_is_one_that_is_measured() -> None:
    written = json.loads(Path("docs/bench.json").read_text())
    assert set(written["figures"]) <= {figure.name for figure in FIGURES}
    assert set(written) == {"figures", "machine", "versions"}
