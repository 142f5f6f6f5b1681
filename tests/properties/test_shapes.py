"""Of documents of one shape, what is filled in is what the compiled path states.

The documents are those of the ledger; a few texts of each are changed, so that they are a class.
"""

import copy
import random
from collections.abc import Iterator
from typing import Any

import pytest

from credentials.jsonld import compiled, shapes
from credentials.jsonld.shapes import Shapes
from credentials.model import JSONObject, Policy
from credentials.problems import CredentialsError
from tests.differential.cases import Case, case

_CLASSES = 4_000
_PARTS = 4
_EACH = 24
# Half of them are as usual, so that there are shapes to try the others on.
_USUAL = [f"urn:usual:{number}" for number in range(40)]
_UNUSUAL = [
    *("", "a", "~", "a: b", "xsd:date", "_:a", "_:c14n0", "@id", "id", "type", "\x7f", "é"),
    *("أمينة", "\U0001f600", "urn:gap-0:000000:", "urn:with space", "urn:é", "two\nlines"),
    *('a "word"', "back\\slash", "},{", "5", "true", "en", "https://www.w3.org/ns/credentials/v2"),
    *("2026-01-01T00:00:00Z", "VerifiableCredential", "<urn:a>", "a\x01", "a\tb", ">", "^^"),
]


@pytest.mark.slow
@pytest.mark.parametrize("part", range(_PARTS))
def test_of_changed_documents_of_one_shape_it_says_what_the_compiled_path_says(
    part: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shapes, "_ONE_OF", 1)
    monkeypatch.setattr(shapes, "_ENOUGH", 4)
    each = _CLASSES // _PARTS
    filled = 0
    for one in map(case, range(part * each, (part + 1) * each)):
        monkeypatch.setitem(shapes._KNOWN, (one.policy, "sha256"), Shapes(one.policy, "sha256"))
        filled += _filled(one)
    # The test would prove little if hardly anything was filled in.
    assert filled > 3 * each


def _filled(one: Case) -> int:
    """How many of the class of a document are filled in; fails where other lines are written."""
    chance = random.Random(one.number)  # noqa: S311 - a seed makes a failure come again
    filled = 0
    for document in _class(one.document, chance):
        said = shapes.canonical_nquads(document, policy=one.policy, hash_name="sha256")
        if said is not None:
            assert said.decode() == _compiled(document, one.policy), document
            filled += 1
    return filled


def _class(document: JSONObject, chance: random.Random) -> Iterator[JSONObject]:
    places = [*_places(document)]
    if chance.random() < 0.9:
        places = [place for place in places if not {"@context", "type"} & {*place}] or places
    chosen = chance.sample(places, min(len(places), chance.randint(1, 3)))
    for number in range(_EACH):
        changed = copy.deepcopy(document)
        for place in chosen:
            *way, last = place
            inside: Any = changed
            for step in way:
                inside = inside[step]
            is_usual = number < _EACH // 2 or chance.random() < 0.5
            inside[last] = chance.choice(_USUAL if is_usual else _UNUSUAL)
        yield changed


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where texts stand in a document, those of its contexts too."""
    if isinstance(value, str):
        yield way
    elif isinstance(value, dict | list):
        for step, inside in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _places(inside, (*way, step))


def _compiled(document: JSONObject, policy: Policy) -> str | None:
    walked = compiled.dataset_of(document, policy=policy)
    try:
        return None if walked is None else walked.canonical()
    except CredentialsError:
        return None
