"""How a test says that the library refuses something, and for which reason."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from credentials.problems import CredentialsError, ProblemCode


@contextmanager
def refused(code: ProblemCode, *, pointer: str | None = None) -> Iterator[None]:
    """The block ends with a CredentialsError of this code (and at this pointer, if given)."""
    with pytest.raises(CredentialsError) as caught:
        yield
    assert caught.value.problem.code is code
    if pointer is not None:
        assert caught.value.problem.pointer == pointer
