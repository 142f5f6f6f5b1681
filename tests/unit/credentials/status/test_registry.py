"""The table of accepted status mechanisms."""

import pytest

from credentials.status.mechanisms.bitstring import BITSTRING
from credentials.status.registry import MECHANISMS, table


def test_each_mechanism_stands_under_the_kind_of_its_entries() -> None:
    assert all(kind == mechanism.kind for kind, mechanism in MECHANISMS.items())


def test_two_mechanisms_cannot_read_one_kind_of_entry() -> None:
    with pytest.raises(ValueError, match="one kind"):
        table([BITSTRING, BITSTRING])
