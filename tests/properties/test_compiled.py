"""The compiled path says what the reference says, or leaves the document to it."""

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from credentials.jsonld import active_contexts, compiled, reference
from credentials.jsonld.active_contexts import ActiveContext, Unsupported
from credentials.model import JSONObject, Policy
from credentials.problems import CredentialsError
from tests.properties.edits import edited
from tests.properties.test_edits import a_rich_badge
from tests.unit.credentials.jsonld.documents import (
    BADGES,
    EXTENSIONS,
    V2,
    badge,
    presentation,
)
from tests.world import World

_TEXTS = [
    *("x", "", 'a "word"', "two\nlines", "أمينة", "\U0001f600", "en", "name", "id", "Achievement"),
    *("a: b", "xsd:date", "cred:issuer", "sec:x", "2031-01-01", "\x7f", "\u200f", "back\\slash"),
]
_ADDRESSES = ["urn:x", "urn:x#1", "did:web:a.example", "https://a.example/ä", "relative", "_:b0"]
_NUMBERS = [0, 1, -7, 5.5, 5.0, 1e-7, 1e-6, 123456.789, 1e7, 2**53, 2**53 + 1, 0.1, 1 / 3]
_ODD: list[Any] = [None, [], [["x"]], {}, {"@value": "x"}, {"@id": "urn:x"}, {"@list": ["x"]}]
_WORDS = [{"@language": "en"}, {"@language": "AR", "@direction": "rtl"}, {"@direction": "ltr"}]


class Draw:
    """Documents out of the names that the contexts define, most of them as they define them."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)  # noqa: S311 - a seed makes a failure come again

    def document(self) -> JSONObject:
        """A document in pinned contexts."""
        some = [V2, BADGES, EXTENSIONS][: self._chance.randint(1, 3)]
        kind = self._chance.choice([["VerifiableCredential"], ["VerifiablePresentation"]])
        if BADGES in some and self._chance.random() < 0.7:
            kind = ["VerifiableCredential", self._chance.choice(["OpenBadgeCredential", "Profile"])]
        return {
            "@context": some,
            **self._node(active_contexts.active_context(tuple(some)), kind, 1),
        }

    def _node(self, active: ActiveContext, types: list[str], depth: int) -> JSONObject:
        node: JSONObject = {}
        inner = active
        if types and self._chance.random() < 0.95:
            node["type"] = types if self._chance.random() < 0.7 else types[0]
            try:
                named = tuple(types)
                inner = active.by_types.get(named) or active.with_types(named)
            except Unsupported:
                inner = active
        if self._chance.random() < 0.5:
            node["id"] = self._address()
        known = sorted(inner._active["mappings"])
        for name in self._chance.sample(known, min(len(known), self._chance.randint(1, 5))):
            node[name] = self._values(inner, name, depth)
        return node

    def _values(self, active: ActiveContext, name: str, depth: int) -> Any:
        many = self._chance.random() < 0.2
        values = [self._value(active, name, depth) for _ in range(2 if many else 1)]
        return values if many or self._chance.random() < 0.3 else values[0]

    def _value(self, active: ActiveContext, name: str, depth: int) -> Any:
        if self._chance.random() < 0.04:
            return self._chance.choice([*_ODD, *_TEXTS, *_NUMBERS, True, self._address()])
        definition = active._active["mappings"].get(name) or {}
        kind = str(definition.get("@type", ""))
        if kind == "@id" or (not kind and self._chance.random() < 0.5):
            return self._inside(active, name, depth)
        if kind.endswith("boolean"):
            return self._chance.choice([True, False])
        if kind.endswith(("nteger", "float", "double", "decimal")):
            return self._chance.choice(_NUMBERS)
        if not kind and self._chance.random() < 0.3:
            return {"@value": self._chance.choice(_TEXTS), **self._chance.choice(_WORDS)}
        return self._chance.choice([*_TEXTS, *(() if kind else _NUMBERS)])

    def _inside(self, active: ActiveContext, name: str, depth: int) -> Any:
        if depth > 4 or self._chance.random() < 0.3:
            return self._address()
        try:
            inside = (active.members.get(name) or active.member(name)).inside or active
        except Unsupported:
            inside = active
        classes = [term for term in inside._active["mappings"] if term[:1].isupper()]
        return self._node(inside, self._chance.sample(classes, min(1, len(classes))), depth + 1)

    def _address(self) -> str:
        if self._chance.random() < 0.1:
            return self._chance.choice(_ADDRESSES)
        return f"https://a.example/{self._chance.randrange(10**6)}"


def changed(seed: int, often: int) -> Iterator[JSONObject]:
    """Real documents with one or two edits each."""
    chance = random.Random(seed)  # noqa: S311 - a seed makes a failure come again
    rich = json.loads(a_rich_badge(World()))
    shown = presentation(rich, badge())
    for _ in range(often):
        document: Any = chance.choice([rich, rich, badge(), shown])
        for _ in range(chance.randint(1, 2)):
            document = edited(document, chance)[1]
            if not isinstance(document, dict):
                break
        if isinstance(document, dict):
            yield {name: value for name, value in document.items() if name != "proof"}


def alike(document: JSONObject) -> bool:
    """Whether the compiled path reads it; fails where it says anything else than the reference.

    What it leaves is the reference's alone, so that there is nothing to compare.
    """
    policy = Policy.STRICT
    try:
        walked = compiled.dataset_of(document, policy=policy)
        text = None if walked is None else walked.canonical()
    except CredentialsError as error:
        with pytest.raises(CredentialsError) as refused:
            reference.canonical_nquads(document, policy=policy)
        assert refused.value.problem == error.problem  # noqa: PT017 - two refusals are compared
        return False
    if text is None:
        return False
    assert reference.canonical_nquads(document, policy=policy) == text, document
    return True


@pytest.mark.slow
def test_of_documents_out_of_all_names_it_says_the_same() -> None:
    draw = Draw(1)
    read = sum(alike(draw.document()) for _ in range(1_000))
    assert read > 120


@pytest.mark.slow
def test_of_changed_documents_it_says_the_same() -> None:
    assert sum(alike(document) for document in changed(1, 1_000)) > 50


@pytest.mark.faults
@pytest.mark.timeout(7_200)
def test_of_a_hundred_thousand_documents_it_says_the_same() -> None:
    draw = Draw(2)
    assert sum(alike(draw.document()) for _ in range(50_000)) > 6_000
    assert sum(alike(document) for document in changed(2, 50_000)) > 2_000
