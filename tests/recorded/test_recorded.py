"""Whatever is recorded is answered as ever: drawn documents, and changed files of the zoo."""

import pytest

from tests.recorded import drawn, zoo

_ALL = {
    recorded.file.stem: (recorded, recorded.parts()) for recorded in (drawn.RECORDED, zoo.RECORDED)
}


@pytest.mark.parametrize("kind", _ALL)
def test_there_are_answers_of_every_part_and_of_no_other(kind: str) -> None:
    recorded, parts = _ALL[kind]
    assert list(parts) == list(recorded.names)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind, (recorded, _) in _ALL.items() for name in recorded.names],
)
def test_it_is_answered_as_ever(kind: str, name: str) -> None:
    recorded, parts = _ALL[kind]
    assert list(recorded.answers(name)) == parts[name]
