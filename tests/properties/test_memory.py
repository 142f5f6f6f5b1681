"""With a memory and without one the report is the same, whatever came before."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from credentials.did.document import PublishedKey, key_document
from credentials.keys.algorithms import public_key
from credentials.materials import Fetched, Materials
from credentials.memory import Memory
from credentials.model import Policy, as_bytes
from credentials.parsing import read_json
from credentials.report import VerificationReport
from credentials.trust import TrustList
from credentials.verification import verify
from tests.typed_world import LIST, TypedWorld
from tests.world import NOON, changed

TIMES = st.sampled_from([timedelta(0), timedelta(hours=-2), timedelta(days=3), timedelta(days=200)])


@cache
def _world() -> TypedWorld:
    return TypedWorld()


@cache
def _certificates() -> list[bytes]:
    world = _world()
    documents = [
        world.document(credentialStatus=world.entry(purpose))
        for purpose in ("revocation", "revocation", "suspension")
    ]
    world.set_status(documents[1], "revocation")
    outside = {**world.entry(), "statusListIndex": "131072"}
    outside.pop("id")
    documents.append(world.document(credentialStatus=outside))
    signed = [world.issue(document).content for document in documents]
    return [*signed, world.issue_typed().content, world.issue_typed(place=(LIST, 8)).content]


@cache
def _lists() -> list[bytes]:
    world = _world()
    good = world.published(world.school, "revocation")
    mallory = world.issuer("mallory.example")
    mallory.statuses["revocation"] = world.school.statuses["revocation"]
    return [
        good,
        world.published(world.school, "suspension"),
        world.published(world.school, "revocation", validUntil="2026-11-20T11:30:00Z"),
        world.published(mallory, "revocation"),
        as_bytes(changed(read_json(good), lambda it: it.update(validUntil="2031-01-01T00:00:00Z"))),
        as_bytes(changed(read_json(good), lambda it: it.pop("id"))),
        b"<html>",
    ]


@cache
def _token_lists() -> list[bytes]:
    world = _world()
    world.values[8] = 1
    good = world.token_list()
    forged = good[:-8] + (b"AAAAAAAA" if good[-8:] != b"AAAAAAAA" else b"BBBBBBBB")
    return [good, world.token_list(expires=NOON + timedelta(hours=1)), forged, b"eyJ.x.y"]


@cache
def _key_documents() -> list[bytes]:
    """The school's keys: as they are, retired, given up, another's, and none."""
    world = _world()
    key = public_key(world.school.signer.algorithm, world.school.signer.public_key)
    other = world.issuer("other.example").signer
    published = [
        PublishedKey("key-1", key),
        PublishedKey("key-1", key, expires=NOON - timedelta(days=1)),
        PublishedKey("key-1", key, revoked=NOON),
        PublishedKey("key-1", public_key(other.algorithm, other.public_key)),
    ]
    documents = [as_bytes(key_document(world.school.did, [one])) for one in published]
    return [*documents, b"<html>"]


@cache
def _issuer_keys() -> Mapping[str, Fetched]:
    return _world().materials().issuer_keys


@st.composite
def questions(draw: st.DrawFn) -> tuple[bytes, Materials, datetime, Policy]:
    """A certificate with some key document, some lists, at some time."""
    _certificates()
    world, shown = _world(), draw(st.sampled_from(_certificates()))

    def seen(contents: list[bytes]) -> Fetched:
        return Fetched(draw(st.sampled_from(contents)), NOON)

    lists = {
        world.school.list_url("revocation"): seen(_lists()),
        world.school.list_url("suspension"): seen(_lists()),
        LIST: seen(_token_lists()),
    }
    documents = {world.school.did: seen(_key_documents())}
    at_hand = Materials(documents, lists, issuer_keys=_issuer_keys())
    return shown, at_hand, NOON + draw(TIMES), draw(st.sampled_from(Policy))


def judged(
    question: tuple[bytes, Materials, datetime, Policy], memory: Memory
) -> VerificationReport:
    content, materials, at, policy = question
    at_hand = replace(materials, memory=memory)
    return verify(content, materials=at_hand, trust=TrustList((), at), at=at, policy=policy)


@settings(max_examples=15)
@given(st.lists(questions(), min_size=1, max_size=6), st.sampled_from([64_000_000, 500_000]))
def test_a_memory_changes_no_report(
    asked: list[tuple[bytes, Materials, datetime, Policy]], size: int
) -> None:
    memory = Memory(size)
    for question in asked:
        assert judged(question, memory) == judged(question, Memory(0))
