"""Documents of one shape are filled into a pattern, and whatever differs in more is left alone."""

import tracemalloc
from collections.abc import Callable
from functools import partial
from typing import Any

import orjson
import pytest

from credentials.jsonld import reference, shapes
from credentials.jsonld.active_contexts import PREFIXES
from credentials.jsonld.canonical import HASHES
from credentials.jsonld.gaps import is_plain_address, is_plain_text
from credentials.jsonld.shapes import Shapes
from credentials.jsonld.terms import is_abbreviation
from credentials.model import JSONObject, Policy
from tests.unit.credentials.jsonld.documents import badge, text

# As many as are needed for a shape: one of four is looked at, the first is the example.
_ENOUGH = 4 * 9


def person(number: int, **members: Any) -> JSONObject:
    """What the people of one course differ in: an address, a name, and where they are listed."""
    document = {**badge(), "id": f"urn:uuid:{number}", **members}
    subject = document["credentialSubject"]
    subject["id"] = f"did:key:z6Mk{number}"
    subject["identifier"][0]["identityHash"] = f"Person {number}"
    return document


def told(known: Shapes, document: JSONObject) -> str | None:
    said = known.canonical(orjson.dumps(document))
    return None if said is None else said.decode()


def learnt(make: Callable[[int], JSONObject], hash_name: str = "sha256") -> Shapes:
    """What is known after enough documents."""
    known = Shapes(Policy.STRICT, hash_name)
    for number in range(_ENOUGH):
        assert told(known, make(number)) is None
    return known


@pytest.mark.parametrize("hash_name", sorted(HASHES))
def test_who_comes_after_many_of_one_course_is_filled_in(hash_name: str) -> None:
    known = learnt(person, hash_name=hash_name)
    for number in range(100, 130):
        general = reference.dataset_of(person(number), policy=Policy.STRICT)
        assert told(known, person(number)) == general.canonical(hash_name=hash_name)


def test_the_front_door_knows_them_too() -> None:
    for number in range(2 * _ENOUGH):
        text(person(number, name="Welding at the front door"))
    document = person(1_000, name="Welding at the front door")
    said = shapes.canonical_nquads(document, policy=Policy.STRICT, hash_name="sha256")
    assert said is not None
    assert said.decode() == text(document)


def test_the_same_document_again_is_a_shape_without_gaps() -> None:
    known = learnt(lambda _: person(7))
    assert told(known, person(7)) == text(person(7))
    assert told(known, person(8)) is None


@pytest.mark.parametrize(
    "name",
    [
        *("أمينة", "Émile", "a: b", "", "urn:gap-0:000000:", "~", "[]{}:,", "\U0001f600"),
        *("two\nlines", 'a "word"', "back\\slash", "\x7f"),
        *("xsd:date", "schema:name"),
    ],
)
def test_any_text_in_a_gap_is_written_as_it_should_be_or_left_alone(name: str) -> None:
    known = learnt(person)
    document = person(99)
    document["credentialSubject"]["identifier"][0]["identityHash"] = name
    said = told(known, document)
    if name.isprintable() and not {*name} & {'"', "\\"} and name != "xsd:date":
        assert said == text(document)
    else:
        assert said is None


@pytest.mark.parametrize(
    "address", ["urn:with space", "no-address", "xsd:date", "", "urn:é", "_:b"]
)
def test_what_is_no_plain_address_in_the_gap_for_one_is_left_alone(address: str) -> None:
    known = learnt(person)
    assert told(known, {**person(99), "id": address}) is None


def test_two_nodes_that_get_one_address_are_left_alone() -> None:
    known = learnt(person)
    document = person(99)
    assert told(known, {**document, "id": document["issuer"]["id"]}) is None
    assert told(known, {**document, "id": document["credentialSubject"]["id"]}) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Another course"},
        {"validUntil": "2031-01-01T00:00:00Z"},
        {"type": ["VerifiableCredential", "AchievementCredential"]},
        {"description": "More than the others have"},
        {"@context": badge()["@context"][:2]},
    ],
)
def test_what_differs_where_no_other_did_is_left_alone(changes: JSONObject) -> None:
    known = learnt(person)
    assert told(known, {**person(99), **changes}) is None


def test_members_in_another_order_are_another_shape() -> None:
    known = learnt(person)
    assert told(known, dict(reversed(person(99).items()))) is None


def test_a_number_of_another_size_is_another_shape() -> None:
    known = learnt(person)
    document = person(99)
    document["credentialSubject"]["creditsEarned"] = 6
    assert told(known, document) is None


def test_a_shape_becomes_wider_when_others_differ_in_more() -> None:
    known = learnt(person)
    later = {"validFrom": "2026-03-01T00:00:00Z"}
    for number in range(_ENOUGH - 4):
        assert told(known, person(number, **later)) is None
    assert told(known, person(99, **later)) == text(person(99, **later))
    # The earlier ones are of the same shape still, and it is the only one.
    assert told(known, person(99)) == text(person(99))
    assert len(known._shapes) == 1


def test_a_text_that_differs_once_makes_no_gap() -> None:
    known = learnt(lambda number: person(number, name=f"Course {number == 8}"))
    assert told(known, person(99, name="Course False")) is not None
    assert told(known, person(99, name="Course True")) is None


@pytest.mark.parametrize(
    "vary",
    [
        pytest.param(lambda number: {"type": [*badge()["type"], f"{number}"]}, id="types"),
        pytest.param(lambda number: {f"member{number}": "x"}, id="names"),
        pytest.param(lambda number: {"name": ["One", f"{number}"]}, id="one of several texts"),
        pytest.param(lambda number: {"@context": [f"urn:context:{number}"]}, id="contexts"),
        pytest.param(lambda number: {"validFrom": number}, id="numbers"),
    ],
)
def test_what_has_no_pattern_is_left_alone(vary: Callable[[int], JSONObject]) -> None:
    known = learnt(lambda number: person(number, **vary(number)))
    assert not known._shapes
    for number in range(200, 200 + _ENOUGH):
        assert told(known, person(number, **vary(number))) is None


def test_what_was_tried_in_vain_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    class Counted(shapes.Shape):
        def __init__(self, *args: Any, **options: Any) -> None:
            made.append(args)
            super().__init__(*args, **options)

    monkeypatch.setattr(shapes, "Shape", Counted)
    known = learnt(lambda number: person(number, name=["One", f"{number}"]))
    for number in range(5 * _ENOUGH):
        told(known, person(number, name=["One", f"{number}"]))
    assert len(made) == 1


def test_too_many_gaps_make_no_shape() -> None:
    def long_form(number: int) -> JSONObject:
        pieces = [{"type": ["Evidence"], "name": f"Piece {number}-{at}"} for at in range(20)]
        return person(number, evidence=pieces)

    assert not learnt(long_form)._examples[0].places


def test_some_courses_at_once_each_have_a_shape() -> None:
    known = Shapes(Policy.STRICT, "sha256")
    names = [f"Course {at}" for at in range(5)]

    def course(at: int, number: int) -> JSONObject:
        document = person(number, name=names[at])
        achievement = document["credentialSubject"]["achievement"]
        for name in ("description", "name", "id"):
            achievement[name] = f"urn:{names[at].replace(' ', '-')}"
        return document

    for number in range(_ENOUGH):
        for at in range(len(names)):
            told(known, course(at, number))
    for at in range(len(names)):
        assert told(known, course(at, 500)) == text(course(at, 500))


def test_strangers_can_fill_nothing() -> None:
    known = Shapes(Policy.STRICT, "sha256")
    for stranger in range(60):
        member = {f"member{stranger % 7}": "x"}
        evidence = [{"type": ["Evidence"], "name": f"{at}"} for at in range(stranger % 40 + 1)]
        for number in range(_ENOUGH + 4):
            told(known, person(number, evidence=evidence, **(member if stranger % 3 else {})))
    assert len(known._shapes) <= 32
    assert len(known._examples) <= 16


@pytest.mark.parametrize(
    "document",
    [
        {**badge(), "name": object()},
        {**badge(), "evidence": {5: "x"}},
        {**badge(), "name": "\ud800"},
        {**badge(), "name": "x" * 17_000},
    ],
)
def test_what_is_no_json_or_too_long_is_left_alone(document: Any) -> None:
    for _ in range(2 * _ENOUGH):
        assert shapes.canonical_nquads(document, policy=Policy.STRICT, hash_name="sha256") is None


def test_a_shape_that_was_made_meanwhile_is_not_lost() -> None:
    known = Shapes(Policy.STRICT, "sha256")
    for name in ("One", "Two", "Three"):
        known._shapes += learnt(partial(person, name=name))._shapes
    found, (made,) = known._shapes, learnt(partial(person, name="New"))._shapes
    reached = found[-1].canonical

    class Slow:
        """While it is asked, another thread makes a shape."""

        def canonical(self, content: bytes) -> bytes | None:
            known._shapes = (made, *known._shapes)
            return reached(content)

    slow: Any = Slow()
    known._shapes = (*found[:-1], slow)
    assert told(known, person(7, name="Three")) is not None
    assert known._shapes == (slow, made, *found[:-1])


def test_while_one_thread_learns_no_other_waits() -> None:
    known = Shapes(Policy.STRICT, "sha256")
    with known._changing:
        for number in range(2 * _ENOUGH):
            assert told(known, person(number)) is None
    assert not known._examples


def test_a_plain_text_is_one_that_the_walk_takes_as_it_is() -> None:
    texts = ["", "a", "a:b", ":", *PREFIXES, *(f"{prefix}:x" for prefix in PREFIXES), "é:x"]
    for one in texts:
        assert is_plain_text(one.encode()) is not is_abbreviation(one)
        assert is_plain_address(one.encode()) is (one == "a:b")


def test_a_shape_that_others_pushed_out_is_learnt_again() -> None:
    known = learnt(person)
    known._shapes = ()
    for number in range(_ENOUGH):
        told(known, person(number))
    assert told(known, person(99)) is not None


def test_long_addresses_of_strangers_are_not_kept() -> None:
    tags = [f"{number}" for number in range(500)]
    known = Shapes(Policy.STRICT, "sha256")
    tracemalloc.start()
    for number in range(120):
        achievement = {
            "id": f"urn:{number:08}{'x' * 7_000}",
            "type": ["Achievement"],
            "criteria": {"id": "urn:criteria"},
            "name": "Welding",
            "tag": tags,
        }
        subject = {"id": "urn:holder", "type": ["AchievementSubject"], "achievement": achievement}
        told(known, badge(credentialSubject=subject))
    kept, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert known._shapes
    # It was half a megabyte for each of them.
    assert kept < 6_000_000


def test_a_shape_that_is_gone_does_not_come_back_to_the_front() -> None:
    known, (gone,) = learnt(person), learnt(partial(person, name="Gone"))._shapes
    before = known._shapes
    known._to_the_front(gone)
    assert known._shapes == before
