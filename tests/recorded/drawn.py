"""Drawn documents: what is said of each, by which path, and where each refusal points.

They are the first cases of the ledger, about which PyLD and jsonld.js were asked as well
(docs/differential).
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from credentials.jsonld import reference
from credentials.problems import CredentialsError
from tests.differential.cases import Case, cases
from tests.differential.comparison import fast_here
from tests.recorded.answers import Recorded

_EACH, _PARTS = 10, 120
_NAMES = [f"from {_EACH * part}" for part in range(_PARTS)]


def answers(name: str) -> Iterator[str]:
    """Of each document the paths that read it, and a hash of the text that they make of it.

    `tree` and `compiled` are the quick ones; `reference` stands where neither reads it.
    """
    first = int(name.removeprefix("from "))
    return map(_answer, cases(first, first + _EACH))


RECORDED = Recorded(Path(__file__).parent / "drawn.txt", _NAMES, answers)


def _answer(one: Case) -> str:
    try:
        fast = fast_here(one)
    except CredentialsError as error:
        fast = {"compiled": _refusal(error)}
    try:
        said = reference.canonical_nquads(one.document, policy=one.policy)
    except CredentialsError as error:
        assert fast in ({}, {"compiled": _refusal(error)})  # noqa: PT017 - two refusals
        return _refusal(error)
    assert set(fast.values()) <= {said}
    return " ".join([*(fast or ["reference"]), hashlib.sha256(said.encode()).hexdigest()[:16]])


def _refusal(error: CredentialsError) -> str:
    return f"{error.problem.code.value} {error.problem.pointer}".strip()
