"""What the documents say about tests is true: each file and each test that they name is there."""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_DOCUMENTS = sorted((_ROOT / "docs").rglob("*.md"))
_NAMED = re.compile(r"`(tests/[\w/.-]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_is_there(document: Path) -> None:
    for file, name in _NAMED.findall(document.read_text()):
        assert (_ROOT / file).is_file(), file
        assert not name or f"def {name}(" in (_ROOT / file).read_text(), f"{file}::{name}"
