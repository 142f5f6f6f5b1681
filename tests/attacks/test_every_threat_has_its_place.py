"""docs/threats.md is complete: every threat, every attack, and no file that is not there."""

import re
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_TABLE = (_ROOT / "docs" / "threats.md").read_text()
# One more than the research knew: T93 came with the spans of OpenTelemetry.
_THREATS = 93


def test_every_threat_has_one_row_with_a_test_or_a_reason() -> None:
    rows = re.findall(r"^\| T(\d+) \|[^|]+\| ([^|]+) \|$", _TABLE, re.MULTILINE)
    assert [int(number) for number, _ in rows] == list(range(1, _THREATS + 1))
    assert all("tests/" in tests or "Cannot occur yet:" in tests for _, tests in rows)


def test_every_file_that_is_named_is_there() -> None:
    named = set(re.findall(r"`(tests/[^`]+)`", _TABLE))
    assert [name for name in sorted(named) if not (_ROOT / name).is_file()] == []


def test_every_attack_is_named() -> None:
    attacks = {f"tests/attacks/{path.name}" for path in Path(__file__).parent.glob("test_*.py")}
    own = f"tests/attacks/{Path(__file__).name}"
    assert attacks - {own} <= set(re.findall(r"`(tests/[^`]+)`", _TABLE))
