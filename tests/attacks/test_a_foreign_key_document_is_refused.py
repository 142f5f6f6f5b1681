"""T39: a key document speaks for its own DID, and only about keys that this DID controls."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from credentials import Fetched, Materials, ProblemCode, Verdict, as_bytes
from tests.attacks.forging import codes
from tests.world import World


def _served(world: World, edit: Callable[[Any], object]) -> Materials:
    """What stands at the school's address, after an edit."""
    did = world.school.did
    content = world.materials().did_documents[did].content
    assert content is not None
    document = json.loads(content)
    edit(document)
    return Materials({did: Fetched(as_bytes(document), world.at)})


def _controlled_by_another(document: Any) -> None:
    document["verificationMethod"][0]["controller"] = "did:web:mallory.example"


def _key_of_another(document: Any) -> None:
    method = document["verificationMethod"][0]
    method["id"] = "did:web:mallory.example#key-1"
    document["assertionMethod"] = [method["id"]]


@pytest.mark.parametrize(
    "edit",
    [
        lambda it: it.update(id="did:web:mallory.example"),
        lambda it: it.pop("id"),
        lambda it: it.update(id=["did:web:school.example"]),
        _controlled_by_another,
        _key_of_another,
        lambda it: it["verificationMethod"][0].pop("controller"),
        lambda it: it["verificationMethod"].clear(),
    ],
)
def test_a_document_that_is_not_the_issuers_is_refused(
    world: World, edit: Callable[[Any], object]
) -> None:
    report = world.verify(world.issue(), materials=_served(world, edit))
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.KEY_NOT_FOUND]


def test_two_keys_under_one_name_are_not_chosen_between(world: World) -> None:
    served = _served(
        world, lambda it: it["verificationMethod"].append(dict(it["verificationMethod"][0]))
    )
    assert world.verify(world.issue(), materials=served).verdict is not Verdict.VALID


def test_a_key_that_is_published_with_its_secret_is_weak(world: World) -> None:
    served = _served(
        world, lambda it: it["verificationMethod"][0].update(secretKeyMultibase="z3u2")
    )
    report = world.verify(world.issue(), materials=served)
    assert codes(report) == [ProblemCode.KEY_WEAK]


def test_a_revoked_key_counts_for_nothing_whatever_date_it_wrote(world: World) -> None:
    served = _served(
        world, lambda it: it["verificationMethod"][0].update(revoked="2026-11-20T13:00:00Z")
    )
    assert codes(world.verify(world.issue(), materials=served)) == [ProblemCode.KEY_NOT_ALLOWED]
