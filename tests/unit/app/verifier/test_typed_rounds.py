"""SD-JWT VCs of others: which addresses are asked, in which order, and no other."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.base.db import Database
from credentials import ProblemCode, Verdict, encode_jwk, issuer_metadata
from tests.databases import sqlite_with_tables
from tests.typed_world import LIST, TypedWorld, key_of
from tests.unit.app.verifier.test_rounds import Desk, Network, Register

METADATA = "https://school.example/.well-known/jwt-vc-issuer"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    world = TypedWorld()
    database = Database(sqlite_with_tables(tmp_path / "test.sqlite3"))
    desk = Desk(world, Network(world), Register(), database)
    keys = issuer_metadata(world.https, [("key-1", key_of(world.school.signer))])
    desk.network.pages[METADATA] = json.dumps(keys).encode()
    yield desk
    database.dispose()


def typed(desk: Desk) -> TypedWorld:
    assert isinstance(desk.world, TypedWorld)
    return desk.world


def test_first_the_keys_then_the_list_and_nothing_else(desk: Desk) -> None:
    report = desk.check(typed(desk).shown().content)
    assert report.verdict is Verdict.VALID
    assert desk.network.asked == [METADATA, LIST]


def test_keys_that_stand_elsewhere_take_one_more_round(desk: Desk) -> None:
    world, url = typed(desk), "https://school.example/keys"
    metadata = {"issuer": world.https, "jwks_uri": url}
    desk.network.pages[METADATA] = json.dumps(metadata).encode()
    keys = {"keys": [{**encode_jwk(key_of(world.school.signer)), "kid": "key-1"}]}
    desk.network.pages[url] = json.dumps(keys).encode()
    assert desk.check(world.shown().content).verdict is Verdict.VALID
    assert desk.network.asked == [METADATA, url, LIST]


def test_a_forged_one_makes_nobody_ask_for_its_list_or_its_type(desk: Desk) -> None:
    forged = typed(desk).shown().content.replace(b"~", b"A~", 1)
    assert desk.check(forged).verdict is Verdict.INVALID
    assert desk.network.asked in ([], [METADATA])


def test_what_is_our_own_is_asked_of_nobody(desk: Desk) -> None:
    world = typed(desk)
    desk.register.documents[world.https] = desk.network.pages.pop(METADATA)
    desk.register.lists[LIST] = world.token_list()
    world.values[7] = 1
    desk.register.lists[LIST] = world.token_list()
    report = desk.check(world.shown().content)
    assert [problem.code for problem in report.problems] == [ProblemCode.REVOKED]
    assert desk.network.asked == []


def test_an_issuer_that_does_not_answer_leaves_it_open(desk: Desk) -> None:
    desk.network.pages.clear()
    report = desk.check(typed(desk).shown().content)
    assert report.verdict is Verdict.UNDETERMINED
    assert [problem.code for problem in report.problems] == [ProblemCode.ISSUER_UNREACHABLE]
