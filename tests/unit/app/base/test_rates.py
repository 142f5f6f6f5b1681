from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from app.base import rates
from app.base.db import Database
from app.base.rates import Limiter, RateCount, SharedLimiter, client_address
from credentials import CredentialsError, ProblemCode
from tests.refusal import refused
from tests.unit.app.base.conftest import NOW


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at


def admitted(limiter: Limiter, tries: int, *, per_minute: int, key: str = "1.2.3.4") -> int:
    count = 0
    for _ in range(tries):
        try:
            limiter.hit("verify", key, per_minute)
        except CredentialsError as error:
            assert error.problem.code is ProblemCode.TOO_MANY_REQUESTS  # noqa: PT017
        else:
            count += 1
    return count


def test_in_one_process_no_more_than_the_limit_is_let_through() -> None:
    limiter = Limiter()
    assert admitted(limiter, 20, per_minute=7) == 7
    assert admitted(limiter, 20, per_minute=7, key="5.6.7.8") == 7
    limiter.hit("something else", "1.2.3.4", 7)


def test_a_try_counts_for_its_time_and_is_forgotten_then() -> None:
    window = rates._Window(60)

    def tries(who: str, *, now: float) -> bool:
        return window.has_room(("verify", who), limit=2, cost=1, now=now)

    assert [tries("here", now=now) for now in (100, 130, 159, 160, 189, 190)] == [
        *(True, True, False),
        *(True, False, True),
    ]
    assert tries("there", now=300)
    # Of who went away nothing is left.
    assert list(window._tries) == [("verify", "there")]


def test_processes_share_one_limit(database: Database) -> None:
    limiters = [SharedLimiter(database, Clock()) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        counts = list(pool.map(lambda one: admitted(one, 10, per_minute=12), limiters))
    assert sum(counts) == 12


@pytest.mark.parametrize("is_shared", [False, True])
def test_a_day_has_a_limit_that_no_patience_gets_past(*, is_shared: bool, sqlite: Database) -> None:
    clock = Clock()
    limiter = SharedLimiter(sqlite, clock) if is_shared else Limiter()
    for _ in range(5):
        limiter.hit_daily("fact", "code", 5)
    clock.at += timedelta(minutes=10)
    limiter.hit("other", "code", 100)
    with refused(ProblemCode.TOO_MANY_REQUESTS):
        limiter.hit_daily("fact", "code", 5)
    limiter.hit_daily("fact", "another code", 5)


def test_the_next_day_begins_anew(sqlite: Database) -> None:
    clock = Clock()
    limiter = SharedLimiter(sqlite, clock)
    limiter.hit_daily("fact", "code", 1)
    clock.at += timedelta(days=1)
    limiter.hit_daily("fact", "code", 1)


def test_a_shared_limit_slides(sqlite: Database) -> None:
    clock = Clock()
    limiter = SharedLimiter(sqlite, clock)
    assert admitted(limiter, 10, per_minute=10) == 10
    clock.at += timedelta(seconds=60)
    assert admitted(limiter, 1, per_minute=10) == 0
    clock.at += timedelta(seconds=30)
    assert 3 <= admitted(limiter, 10, per_minute=10) <= 5
    clock.at += timedelta(seconds=120)
    assert admitted(limiter, 20, per_minute=10) == 10


def test_old_counts_are_deleted(sqlite: Database) -> None:
    clock = Clock()
    limiter = SharedLimiter(sqlite, clock)
    for _ in range(5):
        admitted(limiter, 1, per_minute=10)
        clock.at += timedelta(minutes=2)
    with sqlite.reading() as session:
        assert session.query(RateCount).count() == 1


def test_past_the_limit_is_a_problem_with_its_own_code() -> None:
    limiter = Limiter()
    limiter.hit("x", "y", 1)
    with refused(ProblemCode.TOO_MANY_REQUESTS):
        limiter.hit("x", "y", 1)


def routes(application: FastAPI) -> None:
    @application.get("/address")
    def address(request: Request) -> str:
        return client_address(request)


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "9.9.9.9", "testclient"),
        (1, "6.6.6.6, 9.9.9.9", "9.9.9.9"),
        (2, "6.6.6.6, 9.9.9.9, 10.0.0.1", "9.9.9.9"),
        (2, "9.9.9.9", "testclient"),
        (1, "2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2:bbbb::2", "2001:db8:1:2::/64"),
        (1, "::ffff:9.9.9.9", "9.9.9.9"),
        (1, "not an address", "not an address"),
        (1, "x" * 5_000, "x" * 64),
    ],
)
def test_only_what_our_own_proxies_say_counts_as_the_address(
    make_client: Callable[..., TestClient], proxies: int, forwarded: str, seen: str
) -> None:
    client = make_client(routes, trusted_proxies=proxies)
    assert client.get("/address", headers={"X-Forwarded-For": forwarded}).json() == seen
