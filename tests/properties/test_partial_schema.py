"""What is asked of a part of a badge is what is left when everything missing is passed over."""

import copy
import random
from typing import Any

from credentials import schema
from credentials.json_schema import problems_of
from credentials.model import JSONObject
from credentials.parsing import read_json
from tests.bench import subjects
from tests.properties.edits import edited
from tests.properties.test_edits import a_rich_badge
from tests.world import World


def test_the_shorter_way_finds_what_the_longer_one_does() -> None:
    chance = random.Random(5)  # noqa: S311 - a seed makes a failure come again
    originals = [read_json(a_rich_badge(World())), subjects.unsigned()]
    kept = 0
    for number in range(1_200):
        document: Any = _part(copy.deepcopy(originals[number % 2]), chance)
        if number % 3:
            document = edited(document, chance)[1]
        if not isinstance(document, dict) or not schema.applies_to(document):
            continue
        found = schema.check(document, is_partial=True)
        assert found == [*schema._language_maps(document), *_the_longer_way(document)][:20]
        kept += not found
    assert 200 < kept < 1_000


def _the_longer_way(document: JSONObject) -> list[Any]:
    errors = schema._validator().iter_errors(document)
    return problems_of(errors, "the badge schema", is_partial=True)


def _part(value: Any, chance: random.Random, *, above: int = 0) -> Any:
    """A document without some of its members."""
    if isinstance(value, list):
        return [_part(inner, chance, above=above + 1) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        name: _part(inner, chance, above=above + 1)
        for name, inner in value.items()
        if (name in ("@context", "type") and not above) or chance.random() > 0.15
    }


def test_of_the_schema_nothing_is_asked_that_would_make_less_be_more() -> None:
    words: set[str] = set()
    contained: list[Any] = []

    def look(part: Any) -> None:
        if isinstance(part, list):
            for one in part:
                look(one)
        elif isinstance(part, dict):
            words.update(part)
            contained.extend([part["contains"]] if "contains" in part else [])
            for one in part.values():
                look(one)

    look(schema.published())
    assert not words & {"not", "if", "unevaluatedProperties", "unevaluatedItems", "minProperties"}
    assert all(part.keys() <= {"const", "enum"} for part in contained)
