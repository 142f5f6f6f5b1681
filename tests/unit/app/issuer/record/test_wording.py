"""What stands in the audit trail has words for people."""

import re
from importlib.resources import files

import pytest

from app.issuer.record import wording

_ACTION = re.compile(r'action="([a-z0-9.-]+)"')
_ACTIONS = sorted(
    {
        action
        for package in ("app.issuer", "app.batches")
        for module in files(package).rglob("*.py")  # type: ignore[attr-defined] # a folder here
        for action in _ACTION.findall(module.read_text(encoding="utf-8"))
    }
)


@pytest.mark.parametrize("action", _ACTIONS)
def test_what_a_training_body_does_is_told_in_words(action: str) -> None:
    assert wording.done(action) != action
