"""What is in the ledger, and how it goes on."""

import json
from pathlib import Path

import pytest

from tests.differential import ledger
from tests.differential.cases import cases, generator_version
from tests.differential.comparison import Outcome, Said, outcome, said_here
from tests.differential.partners import PARTNERS, Answer, by_pyld


@pytest.mark.parametrize("partner", PARTNERS)
def test_the_committed_ledger_is_whole_and_explained(partner: str) -> None:
    file = ledger.FOLDER / f"{partner}.jsonl"
    lines = [json.loads(line) for line in file.read_text().splitlines()] if file.exists() else []
    assert {line["generator"] for line in lines} <= {generator_version()}
    assert [line["unexplained"] for line in lines if line["unexplained"]] == []
    for at, line in enumerate(lines):
        assert (line["from"], line["to"]) == (at * ledger.RANGE, (at + 1) * ledger.RANGE)
        assert _counted(line) == ledger.RANGE


def _counted(line: ledger.Line) -> int:
    counts: list[int] = [
        *line["agreed"].values(),
        *line["refused_here"].values(),
        *line["explained"].values(),
    ]
    return sum([*counts, line["both_refused"], len(line["unexplained"])])


def test_a_line_counts_every_case_and_can_be_checked_again() -> None:
    line = ledger.compare("pyld", 0, 40)
    assert _counted(line) == 40
    assert line["agreed"]["tree"] > 15
    assert line["unexplained"] == []
    assert line["answers"] == ledger.answers_of(0, 40)
    assert line["answers"] != ledger.answers_of(0, 39)


def test_another_answer_is_a_difference() -> None:
    one = next(case for case in cases(0, 50) if said_here(case).path == "tree")
    here, there = said_here(one), by_pyld(one.document)
    assert outcome(one, here, there) == Outcome("agreed", "tree")
    assert here.text is not None
    for other in (Answer(here.text + "."), Answer(None), Answer(here.text, is_lossy=True)):
        assert outcome(one, here, other).kind == "unexplained"
    assert outcome(one, Said(None, refusal="falls over: KeyError()"), there).kind == "unexplained"
    assert outcome(one, Said(None, refusal="malformed"), there).kind == "refused_here"
    assert outcome(one, Said(None, refusal="malformed"), Answer(None)).kind == "both_refused"


def test_it_goes_on_where_it_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "FOLDER", tmp_path)
    monkeypatch.setattr(ledger, "RANGE", 10)
    assert ledger.ranges_to_do("pyld", 0, 25) == [(0, 10), (10, 20), (20, 25)]
    settled = {"generator": generator_version(), "unexplained": []}
    ledger.write("pyld", {"from": 10, "to": 20, **settled})
    ledger.write("pyld", {"from": 0, "to": 10, **settled, "unexplained": [{"case": 3}]})
    assert [line["from"] for line in ledger.read("pyld")] == [0, 10]
    # What is not explained is asked again, after somebody has mended it.
    assert ledger.ranges_to_do("pyld", 0, 25) == [(0, 10), (20, 25)]
    ledger.write("pyld", {"from": 0, "to": 10, **settled})
    assert ledger.ranges_to_do("pyld", 0, 25) == [(20, 25)]


def test_lines_about_other_documents_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "FOLDER", tmp_path)
    monkeypatch.setattr(ledger, "RANGE", 10)
    ledger.write("pyld", {"from": 0, "to": 10, "generator": "older", "unexplained": []})
    assert ledger.ranges_to_do("pyld", 0, 10) == [(0, 10)]
