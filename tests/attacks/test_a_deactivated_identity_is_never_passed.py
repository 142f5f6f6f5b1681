"""T40: a deactivated DID is refused; one that is gone or silent leaves the question open."""

import json

import pytest

from credentials import Fetched, Materials, ProblemCode, Verdict
from tests.attacks.forging import codes
from tests.journeys.stage import Stage
from tests.world import World


def _at_the_address(world: World, content: bytes | None, *, gone: bool = False) -> Materials:
    return Materials({world.school.did: Fetched(content, world.at, "it failed", gone=gone)})


def test_deactivated_did_invalid(world: World) -> None:
    content = b'{"id":"did:web:school.example","deactivated":true}'
    report = world.verify(world.issue(), materials=_at_the_address(world, content))
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.KEY_NOT_FOUND]


@pytest.mark.parametrize("value", ["true", 1, {}, "no"])
def test_an_odd_deactivated_is_taken_for_deactivated(world: World, value: object) -> None:
    content = json.dumps({"id": world.school.did, "deactivated": value}).encode()
    report = world.verify(world.issue(), materials=_at_the_address(world, content))
    assert report.verdict is Verdict.INVALID


@pytest.mark.parametrize("content", [None, b"", b"<html>Not found</html>", b"[]", b'"x"'])
@pytest.mark.parametrize("gone", [True, False])
def test_a_missing_document_leaves_it_open(
    world: World, content: bytes | None, *, gone: bool
) -> None:
    report = world.verify(world.issue(), materials=_at_the_address(world, content, gone=gone))
    assert report.verdict is Verdict.UNDETERMINED
    assert codes(report) == [ProblemCode.ISSUER_UNREACHABLE]


def test_what_was_valid_is_not_when_the_document_has_gone(plain_stage: Stage) -> None:
    content = plain_stage.world.issue().content

    def verdict() -> str:
        return str(plain_stage.client.post("/api/v1/verify", content=content).json()["verdict"])

    assert verdict() == "valid"
    plain_stage.world.unreachable.add(plain_stage.world.school.did)
    assert verdict() == "undetermined"
