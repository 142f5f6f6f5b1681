"""What was read once is not read again, whatever strangers bring in between."""

import pickle
from datetime import timedelta

import pytest
from msgspec.structs import replace

from credentials.materials import Materials
from credentials.memory import FORGETFUL, Memory
from credentials.model import as_bytes
from credentials.parsing import read_json
from credentials.problems import CredentialsError, ProblemCode, refuse
from tests.typed_world import TypedWorld
from tests.world import NOON, World, changed


def test_what_was_made_is_not_made_again() -> None:
    memory = Memory()
    made = iter("ab")
    assert [memory.once("key", lambda: next(made)) for _ in range(2)] == ["a", "a"]


def test_what_could_not_be_made_is_tried_again() -> None:
    memory = Memory()

    def fails() -> str:
        raise refuse(ProblemCode.BAD_VALUE, "not this time")

    with pytest.raises(CredentialsError):
        memory.once("key", fails)
    assert memory.once("key", lambda: "now") == "now"


def test_strangers_cannot_grow_it_and_the_longest_unused_goes_first() -> None:
    memory = Memory(size=100_000)
    for number in range(1000):
        memory.keep(number, "value", size=2_000)
        memory.recall(0)
    assert len(memory) == 40
    assert memory.recall(0) == "value"
    assert memory.recall(1) is None
    memory.keep("as long as a thirtieth of all", "value", size=3_000)
    assert memory.recall("as long as a thirtieth of all") is None
    memory.keep(0, "again", size=1_000)
    assert (memory.recall(0), len(memory)) == ("again", 40)


def test_in_another_process_it_is_empty() -> None:
    memory = Memory()
    memory.keep("key", "value", size=1)
    other = pickle.loads(pickle.dumps(memory))  # noqa: S301 - made in the line itself
    assert (len(memory), len(other)) == (1, 0)
    other.keep("key", "value", size=1)
    assert len(other) == 1


def test_the_usual_materials_remember_nothing() -> None:
    world = World()
    world.verify(world.issue(world.document(credentialStatus=world.entry())))
    assert Materials().memory is FORGETFUL
    assert len(FORGETFUL) == 0


def test_the_list_of_many_certificates_is_read_and_proven_once() -> None:
    world = World()
    certificates = [world.issue(world.document(credentialStatus=world.entry())) for _ in range(3)]
    materials = replace(world.materials(), memory=Memory())
    for certificate in certificates:
        assert world.verify(certificate, materials=materials)
        # The key document, the list, its proof and its bits.
        assert len(materials.memory) == 4


def test_one_list_under_many_names_is_kept_once() -> None:
    world = World()
    world.entry()
    listed = read_json(world.published(world.school, "revocation"))
    for name in ("id", "proof"):
        del listed[name]
    listed["credentialSubject"]["statusPurpose"] = ["revocation", "suspension", "x" * 10_000]
    content = world.issue(listed).content
    at_hand, memory = world.materials(), Memory()
    for number in range(6):
        url = f"https://school.example/lists/{number}"
        purpose = ("revocation", "suspension")[number % 2]
        entry = {**world.entry(purpose), "statusListCredential": url}
        certificate = world.issue(world.document(credentialStatus=entry))
        lists = {
            url: replace(at_hand.status_lists[world.school.list_url("revocation")], content=content)
        }
        materials = replace(at_hand, status_lists=lists, memory=memory)
        assert world.verify(certificate, materials=materials)
        assert len(memory) == 4


def test_a_token_list_is_read_and_proven_once() -> None:
    world = TypedWorld()
    materials = replace(world.materials(), memory=Memory())
    for _ in range(3):
        assert world.verify(world.issue_typed(), materials=materials)
        # The list and its signature.
        assert len(materials.memory) == 2


def test_a_list_that_nobody_signed_is_not_remembered() -> None:
    world = World()
    certificate = world.issue(world.document(credentialStatus=world.entry()))
    url = world.school.list_url("revocation")
    at_hand = world.materials()
    signed = read_json(world.published(world.school, "revocation"))
    unsigned = changed(signed, lambda it: it.pop("proof"))
    lists = {url: replace(at_hand.status_lists[url], content=as_bytes(unsigned))}
    materials = replace(at_hand, status_lists=lists, memory=Memory())
    assert not world.verify(certificate, materials=materials)
    # The key document alone.
    assert len(materials.memory) == 1


def test_a_remembered_list_is_still_held_to_its_dates() -> None:
    world = World()
    certificate = world.issue(world.document(credentialStatus=world.entry()))
    materials = replace(world.materials(), memory=Memory())
    assert world.verify(certificate, materials=materials)
    report = world.verify(certificate, materials=materials, at=NOON + timedelta(days=3))
    assert [problem.code for problem in report.problems] == [ProblemCode.STATUS_INVALID]
