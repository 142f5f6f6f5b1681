"""The library forgets what it has worked out before each module of its tests.

What is worked out once in a process would otherwise be worked out by whichever test came
first, and its lines would count as never reached when that test is not one of these.
"""

import pytest

from credentials import schema
from credentials.jsonld import active_contexts, naming
from credentials.keys import ed25519


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> None:
    """Nothing is remembered from other tests."""
    for remembered in (schema._validator, naming._pinned, ed25519.check_public_key):
        remembered.cache_clear()
    active_contexts._KNOWN_CONTEXTS.clear()
    active_contexts._ROOTS.clear()
