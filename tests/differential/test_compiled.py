"""The fast paths say what the reference says, or leave the document to it.

The same cases are in the ledger, where PyLD by itself and jsonld.js were asked about them.
"""

import pytest

from credentials.jsonld import reference
from credentials.problems import CredentialsError
from tests.differential.cases import Case, cases
from tests.differential.comparison import fast_here

_CASES = 20_000
_PARTS = 4


@pytest.mark.slow
@pytest.mark.parametrize("part", range(_PARTS))
def test_of_twenty_thousand_documents_they_say_the_same(part: int) -> None:
    each = _CASES // _PARTS
    read = sum(_is_read_alike(case) for case in cases(part * each, (part + 1) * each))
    # The test would prove little if most were left to the reference.
    assert read > each / 2


def _is_read_alike(case: Case) -> bool:
    """Whether a fast path reads it; fails where it says anything else than the reference.

    What they leave is the reference's alone, so that there is nothing to compare.
    """
    try:
        texts = fast_here(case)
    except CredentialsError as error:
        with pytest.raises(CredentialsError) as refused:
            reference.canonical_nquads(case.document, policy=case.policy)
        assert refused.value.problem == error.problem, case  # noqa: PT017 - two refusals
        return False
    if not texts:
        return False
    try:
        said = reference.canonical_nquads(case.document, policy=case.policy)
    except CredentialsError as error:
        pytest.fail(f"the reference refuses what is read: {error} {case}")
    assert set(texts.values()) == {said}, case
    return True
