"""T65: every route × every identity × own, another's and no object has the answer it should.

A route without a row fails, and so does a row without a route. Rows: see rows.py. PostgreSQL
is not asked again what no database can answer differently: see `without_repeats`.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import anyio
import pytest

from tests.matrix.cells import (
    IDENTITIES,
    OTHER,
    OTHER_HOLDER,
    OTHER_KEY,
    OTHER_STAFF,
    Row,
    cells,
    parsed,
)
from tests.matrix.rows import ROWS
from tests.matrix.world import World, one_thread, world
from tests.postgres import PostgresServer

ROUTES = parsed(ROWS)


@pytest.fixture(
    scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def made(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """One service for the whole matrix, on each kind of database."""
    folder = tmp_path_factory.mktemp("matrix")
    if request.param == "sqlite":
        with world(folder, database_url="") as opened:
            yield opened
        return
    server: PostgresServer = request.getfixturevalue("postgres")
    name = server.new_database()
    with world(folder, database_url=server.url(name)) as opened:
        yield opened
    server.drop_database(name)


def routes(found: Iterable[Any]) -> Iterator[tuple[str, str]]:
    """Method and path of every route, those of the routers within too."""
    for route in found:
        inner = getattr(route, "original_router", None)
        if inner is not None:
            yield from routes(inner.routes)
            continue
        for method in route.methods - {"HEAD"}:
            yield method, route.path


def test_every_route_has_a_row_and_every_row_a_route(made: World) -> None:
    served = set(routes(made.application.routes))
    written = [(row.method, row.path) for row in ROUTES]
    assert sorted(served - set(written)) == [], "add a row for these to tests/matrix/rows.py"
    assert sorted(set(written) - served) == [], "these rows have no route any more"
    assert len(written) == len(set(written))


@pytest.mark.parametrize("row", ROUTES, ids=lambda row: f"{row.method} {row.path}")
def test_each_identity_gets_the_answer_it_should(made: World, row: Row) -> None:
    assert set(made.identities) == set(IDENTITIES)
    with one_thread():
        wrong, bodies = anyio.run(answers, made, row)
    assert wrong == []
    for identity, known in bodies.items():
        if identity in {OTHER_STAFF, OTHER_KEY, OTHER_HOLDER}:
            # To them another's is their own.
            continue
        for alike in row.alike:
            told = {known[thing] for thing in alike if thing in known}
            assert len(told) <= 1, f"{identity} can tell another's from what is not there"


def test_a_form_that_no_page_of_ours_gave_is_refused(made: World) -> None:
    """T69: also to those who may send it, and before anything is looked up or changed."""
    allowed = {"staff": OTHER_STAFF, "account": OTHER_STAFF, "operator": "operator"}
    forms = [row for row in ROUTES if row.method == "POST" and row.access in allowed]
    assert len(forms) > 40

    async def refused() -> list[str]:
        return [
            row.path
            for row in forms
            if (await made.ask(row, allowed[row.access], OTHER, is_ours=False))[0] != 403
        ]

    assert anyio.run(refused) == []


def without_repeats(row: Row) -> Iterator[tuple[str, str, int]]:
    """The cells without those that a database cannot answer differently.

    A database knows bodies and people, but no roles or scopes: of the staff of a body, and of
    its keys, one asks on PostgreSQL for all that get the same answer. Whoever is refused as
    somebody, whatever they ask for, asks for another's thing only. On SQLite everybody asks
    for everything, and the code that tells them apart is the same.
    """
    asked = set[tuple[str, str, int]]()
    for identity, of_one in groupby(cells(row), lambda cell: cell[0]):
        known = list(of_one)
        codes = {code for _, _, code in known}
        if codes in ({401}, {403}):
            known = [cell for cell in known if cell[1] == OTHER] or known
        for _, thing, code in known:
            if (_kind(identity), thing, code) not in asked:
                asked.add((_kind(identity), thing, code))
                yield identity, thing, code


def _kind(identity: str) -> str:
    """Who it is to a database: a role or a scope of the body `own` left out."""
    kind, _, what = identity.partition(":")
    return identity if what == "other" else kind


def test_no_kind_and_no_answer_is_left_out_where_answers_are_not_repeated() -> None:
    for row in ROUTES:
        whole, fewer = list(cells(row)), list(without_repeats(row))
        assert set(fewer) <= set(whole)
        assert {(_kind(who), code) for who, _, code in fewer} == {
            (_kind(who), code) for who, _, code in whole
        }
        left_out = {(_kind(who), thing, code) for who, thing, code in whole} - {
            (_kind(who), thing, code) for who, thing, code in fewer
        }
        assert {code for _, _, code in left_out} <= {401, 403}
    assert {_kind(who) for who in IDENTITIES} == {
        "nobody", "operator", "staff", OTHER_STAFF, "key", OTHER_KEY, "holder", OTHER_HOLDER,
    }  # fmt: skip


async def answers(made: World, row: Row) -> tuple[list[str], dict[str, dict[str, bytes]]]:
    """The cells that are wrong, and how each identity was told that something is not there."""
    wrong, bodies = [], dict[str, dict[str, bytes]]()
    is_whole = made.services.database.engine.dialect.name == "sqlite"
    for identity, thing, code in cells(row) if is_whole else without_repeats(row):
        status, body = await made.ask(row, identity, thing)
        if status != code:
            wrong.append(f"{identity}, {thing}: {status} instead of {code}")
        if status == 404:
            bodies.setdefault(identity, {})[thing] = body
    return wrong, bodies
