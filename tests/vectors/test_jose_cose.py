"""The documents, keys and expected results of W3C's suite for JOSE and COSE, by our command."""

import json
from pathlib import Path
from typing import Any

import pytest

from app import cli

FOLDER = Path(__file__).resolve().parents[2].parent / "shared/vectors/vc-jose-cose-test-suite"
EXPECTED = FOLDER / "expected.json"
LINES = json.loads(EXPECTED.read_text()) if EXPECTED.exists() else []

pytestmark = pytest.mark.skipif(not LINES, reason=f"the vectors are not at {FOLDER}")


def called(fn: str, line: Any, source: Path, output: Path) -> Any:
    arguments = ["vc-jose-cose", fn, "--input", str(source)]
    arguments += ["--key", str(FOLDER / line["key_file"]), "--feature", line["feature"]]
    if fn == "issue" and "disclosure_paths" in line:
        arguments += ["--sd", json.dumps(line["disclosure_paths"])]
    code = cli.run([*arguments, "--output", str(output)])
    answer = json.loads(output.read_text())
    assert code == (0 if answer["result"] == "success" else 1)
    return answer


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["title"])
def test_each_line_of_the_suite_gives_what_it_expects(line: Any, tmp_path: Path) -> None:
    answer = called(line["fn"], line, FOLDER / line["input_file"], tmp_path / "answer.json")
    assert answer["result"] == line["expected_result"], answer
    if line["fn"] == "issue" and answer["data"]:
        (tmp_path / "made.txt").write_text(answer["data"])
        again = called("verify", line, tmp_path / "made.txt", tmp_path / "checked.json")
        assert again["result"] == "success", again
