"""A number is a document, always the same one, and all of the contexts are drawn from."""

import json

from credentials.jsonld import loader
from credentials.model import Policy
from tests.differential.cases import case, cases
from tests.differential.drawing import COMBINATIONS

# Vendored after the ledger was begun: a new context in the generator is a new ledger.
_LATER: frozenset[str] = frozenset()


def test_a_number_is_always_the_same_document() -> None:
    assert case(7) == case(7)
    assert [one.number for one in cases(3, 6)] == [3, 4, 5]
    assert case(4) in list(cases(3, 6))
    texts = {json.dumps(one.document) for one in cases(0, 200)}
    assert len(texts) > 190


def test_documents_are_drawn_from_every_vendored_context() -> None:
    drawn = {url for contexts in COMBINATIONS for url in contexts}
    assert drawn | _LATER == set(loader.CONTEXTS)


def test_both_policies_are_asked() -> None:
    assert {one.policy for one in cases(0, 300)} == set(Policy)
