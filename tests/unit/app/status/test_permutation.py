"""Positions come in an order that nobody can foretell, and never twice."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.status.permutation import position


@given(size=st.integers(1, 3000), seed=st.binary(min_size=32, max_size=32))
def test_every_place_of_a_list_is_given_out_exactly_once(size: int, seed: bytes) -> None:
    given_out = [position(counter, size=size, seed=seed) for counter in range(size)]

    assert sorted(given_out) == list(range(size))


def test_half_of_a_full_size_list_is_given_out_without_a_repeat() -> None:
    places = {position(n, size=131_072, seed=b"s" * 32) for n in range(65_536)}

    assert len(places) == 65_536
    assert min(places) >= 0
    assert max(places) < 131_072


def test_the_first_places_are_spread_over_the_whole_list() -> None:
    sixteenths = [0] * 16
    for counter in range(4096):
        sixteenths[position(counter, size=131_072, seed=b"t" * 32) // 8192] += 1

    # Chi-square with 15 degrees of freedom; 30.6 is passed by chance once in a hundred seeds.
    assert sum((count - 256) ** 2 / 256 for count in sixteenths) < 30.6


def test_another_seed_gives_another_order() -> None:
    one = [position(n, size=1024, seed=b"1" * 32) for n in range(64)]
    other = [position(n, size=1024, seed=b"2" * 32) for n in range(64)]

    assert one != other


@pytest.mark.parametrize("counter", [-1, 8])
def test_a_counter_outside_the_list_is_refused(counter: int) -> None:
    with pytest.raises(ValueError, match="outside"):
        position(counter, size=8, seed=b"s" * 32)
