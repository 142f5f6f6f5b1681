"""What the documents name is there: files and folders of ours, and each test."""

import re
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]
_DOCUMENTS = sorted([*_ROOT.glob("*.md"), *(_ROOT / "docs").rglob("*.md")])
_OURS = ("app", "contexts", "examples", "migrations", "tests", "tools", "wallet_api")
# In the library only what ends like a file or a folder: `credentials/verify` is an address.
_PATH = re.compile(rf"`((?:{'|'.join(_OURS)})/[\w./-]+|credentials/[\w./-]+(?:\.py|/))`")
_NAMED = re.compile(r"`(tests/[\w/.-]+\.py)(?:::(\w+))?`")


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda path: path.name)
def test_every_test_that_a_document_names_is_there(document: Path) -> None:
    for file, name in _NAMED.findall(document.read_text()):
        assert (_ROOT / file).is_file(), file
        assert not name or f"def {name}(" in (_ROOT / file).read_text(), f"{file}::{name}"


@pytest.mark.parametrize("document", _DOCUMENTS, ids=lambda path: path.name)
def test_every_file_and_folder_of_ours_that_a_document_names_is_there(document: Path) -> None:
    for path in _PATH.findall(document.read_text()):
        assert (_ROOT / path).exists(), path
