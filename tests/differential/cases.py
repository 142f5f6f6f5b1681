"""A number is a document, always the same one: what the ledger counts.

Seven of ten are drawn out of the names of the vendored contexts; the others are real documents
with parts left out and up to three edits.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from credentials.model import JSONObject, Policy
from tests.differential.drawing import WITH_A_VOCABULARY, Drawing
from tests.differential.originals import originals
from tests.differential.words import Chance
from tests.properties.edits import edited


@dataclass(frozen=True, slots=True)
class Case:
    """A document by its number, and the policy under which it is read."""

    number: int
    document: JSONObject
    policy: Policy


def case(number: int) -> Case:
    """The case with this number."""
    chance = Chance(number)
    document = Drawing(chance).document() if number % 10 < 7 else _changed(chance)
    contexts = document.get("@context")
    listed = contexts if isinstance(contexts, list) else [contexts]
    is_loose = any(isinstance(url, str) and url in WITH_A_VOCABULARY for url in listed)
    return Case(number, document, Policy.W3C if is_loose else Policy.STRICT)


def cases(start: int, end: int) -> Iterator[Case]:
    """Those from `start` to before `end`."""
    return map(case, range(start, end))


@cache
def generator_version() -> str:
    """Another one where any case may be another document: a hash over some of them."""
    found = hashlib.sha256()
    for one in map(case, range(0, 1_000_000, 2_003)):
        found.update(json.dumps([one.document, one.policy.value]).encode())
    return found.hexdigest()[:12]


def _changed(chance: Chance) -> JSONObject:
    """A real document without some of its parts, and with a few edits."""
    left_out = chance.choices((0.0, 0.3, 0.5, 0.7), (1, 2, 4, 5))[0]
    document: JSONObject = _without_some(chance.choice(_originals()), left_out, chance)
    for _ in range(chance.choices((0, 1, 2, 3), (30, 45, 15, 10))[0]):
        after = edited(document, chance)[1]
        if isinstance(after, dict):
            document = after
    return {name: value for name, value in document.items() if name != "proof"}


_originals = cache(originals)
_NEVER_LEFT_OUT = ("@context", "type", "@value", "@language")


def _without_some(value: Any, rate: float, chance: Chance) -> Any:
    if isinstance(value, list):
        return [_without_some(inner, rate, chance) for inner in value]
    if not isinstance(value, dict):
        return value
    return {
        name: inner if name == "@context" else _without_some(inner, rate, chance)
        for name, inner in value.items()
        if name in _NEVER_LEFT_OUT or not chance.often(rate)
    }
