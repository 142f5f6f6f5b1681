"""What every kind of test may ask for: a real PostgreSQL server and fresh databases on it."""

import fcntl
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from coverage import Coverage
from hypothesis import HealthCheck, settings

from tests.databases import make_tables, remember_statements
from tests.postgres import PostgresServer

# A slow machine is no finding: what takes too long is caught by pytest's own time limit.
settings.register_profile(
    "searching", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
# The same examples each time, so that a change is judged by itself; `make faults` draws new ones.
settings.register_profile("project", settings.get_profile("searching"), derandomize=True)
settings.load_profile("project")

remember_statements()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the slow ones, so that no worker is left with one of them at the end.

    What has to be alone comes last, when the others have nothing else to do.
    """

    def seconds(item: pytest.Item) -> float:
        limit = item.get_closest_marker("timeout")
        return float(limit.args[0]) if limit else 0

    def turn(item: pytest.Item) -> tuple[bool, float, bool]:
        is_alone, is_slow = map(item.get_closest_marker, ("alone", "slow"))
        return is_alone is not None, -seconds(item), is_slow is None

    items.sort(key=turn)


_UNIT = Path(__file__).parent / "unit"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    """Let a test wait for its turn, and measure the coverage of some."""
    with _in_turn(item), _covered(item):
        return (yield)


@contextmanager
def _in_turn(item: pytest.Item) -> Iterator[None]:
    """What is measured by the clock waits until no worker is at another test of `make faults`."""
    if item.get_closest_marker("faults") is None:
        yield
        return
    with (item.config.rootpath / "pyproject.toml").open() as shared:
        fcntl.flock(shared, fcntl.LOCK_EX if item.get_closest_marker("alone") else fcntl.LOCK_SH)
        yield


@contextmanager
def _covered(item: pytest.Item) -> Iterator[None]:
    """Measure coverage where it is asked for, and by no other tests: it doubles their time.

    Of the library it is measured by its unit tests and the attacks on it; of everything, by all
    unit tests on SQLite. The same lines on the other database, in journeys and under kills
    prove other things.
    """
    is_library_alone = item.config.getoption("cov_source") == ["credentials"]
    near = _UNIT / "credentials" if is_library_alone else _UNIT
    is_near = item.path.is_relative_to(near) or "world" in getattr(item, "fixturenames", ())
    # A worker of pytest-xdist has two of them.
    stopped: list[Coverage] = []
    if not is_near or any(map(item.get_closest_marker, ("postgres", "slow"))):
        while (measured := Coverage.current()) is not None:
            measured.stop()
            stopped.append(measured)
    try:
        yield
    finally:
        for measured in reversed(stopped):
            measured.start()


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A running server, one for every pytest worker, started when the first test asks."""
    with PostgresServer() as server:
        yield server


@pytest.fixture(scope="session")
def prepared_postgres(postgres: PostgresServer) -> str:
    """A database with every table, to be copied."""
    name = postgres.new_database()
    make_tables(postgres.url(name))
    return name


@pytest.fixture(scope="session")
def emptied_postgres() -> list[str]:
    """Databases of earlier tests that are empty again."""
    return []


@pytest.fixture
def postgres_url(
    postgres: PostgresServer, prepared_postgres: str, emptied_postgres: list[str]
) -> Iterator[str]:
    """The address of a database with every table, and with nothing in them."""
    if emptied_postgres:
        name = emptied_postgres.pop()
    else:
        name = postgres.new_database(template=prepared_postgres)
    yield postgres.url(name)
    if postgres.empty(name, like=prepared_postgres):
        emptied_postgres.append(name)
    else:
        postgres.drop_database(name)


@pytest.fixture
def empty_postgres_url(postgres: PostgresServer) -> Iterator[str]:
    """The address of a new database without any table, which is removed after the test."""
    name = postgres.new_database()
    yield postgres.url(name)
    postgres.drop_database(name)
