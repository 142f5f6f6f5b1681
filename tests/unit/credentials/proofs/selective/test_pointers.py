"""Which parts of a document JSON Pointers select (RFC 6901; ECDSA Cryptosuites 1.0 §3.4.13)."""

import copy
from typing import Any

import pytest

from credentials.model import JSONObject
from credentials.problems import ProblemCode
from credentials.proofs.selective.pointers import MAX_POINTERS, paths_of, select
from tests.refusal import refused

DOCUMENT: JSONObject = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:x:1",
    "type": ["VerifiableCredential"],
    "name": "Welder",
    "credentialSubject": {
        "id": "did:example:worker",
        "type": "Person",
        "skills": [{"id": "urn:x:a", "n": 0}, {"n": 1, "m": 2}, {"n": 2}],
        "a/b~c": {"": "empty"},
    },
}
FRAME = {name: DOCUMENT[name] for name in ("@context", "id", "type")}


def subject(*pointers: str) -> Any:
    """What is selected of the subject."""
    selected = select(DOCUMENT, [f"/credentialSubject{pointer}" for pointer in pointers])
    assert selected is not None
    return selected["credentialSubject"]


def test_a_pointer_is_split_and_unescaped_in_this_order() -> None:
    assert paths_of("/a~1b~0c/0/~01/") == ["a/b~c", "0", "~1", ""]


@pytest.mark.parametrize("pointer", ["", "name", " /name", "/~", "/~2", "/a~", "/" * 50_001])
def test_what_is_no_pointer_to_a_part_is_refused(pointer: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        select(DOCUMENT, [pointer])


def test_no_pointers_select_nothing() -> None:
    assert select(DOCUMENT, []) is None


def test_contexts_id_and_type_come_with_every_part() -> None:
    assert select(DOCUMENT, ["/name"]) == {**FRAME, "name": "Welder"}


def test_everything_on_the_way_keeps_its_id_and_type() -> None:
    assert subject("/skills/1/n") == {
        "id": "did:example:worker",
        "type": "Person",
        "skills": [{"n": 1}],
    }
    assert subject("/skills/0/n")["skills"] == [{"id": "urn:x:a", "n": 0}]


def test_lists_close_up_in_their_own_order() -> None:
    assert subject("/skills/2", "/skills/0/n")["skills"] == [{"id": "urn:x:a", "n": 0}, {"n": 2}]


@pytest.mark.parametrize("pointers", [("/skills", "/skills/1/m"), ("/skills/1/m", "/skills")])
def test_the_whole_and_a_part_of_it_are_the_whole(pointers: tuple[str, ...]) -> None:
    assert subject(*pointers)["skills"] == DOCUMENT["credentialSubject"]["skills"]


def test_escaped_and_empty_names_are_names() -> None:
    assert subject("/a~1b~0c/")["a/b~c"] == {"": "empty"}


@pytest.mark.parametrize(
    "pointer",
    [
        "/missing",
        "/name/0",
        "/name/length",
        "/credentialSubject/skills/3",
        "/credentialSubject/skills/01",
        "/credentialSubject/skills/-",
        "/credentialSubject/skills/-1",
        "/credentialSubject/skills/+1",
        "/credentialSubject/skills/٣",
        "/credentialSubject/skills/n",
        "/credentialSubject/skills/9999999999999999999",
        "/proof",
    ],
)
def test_a_pointer_to_nothing_is_refused(pointer: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        select(DOCUMENT, ["/name", pointer])


def test_a_long_list_of_pointers_is_refused() -> None:
    assert select(DOCUMENT, ["/name"] * MAX_POINTERS)
    with refused(ProblemCode.BAD_VALUE):
        select(DOCUMENT, ["/name"] * (MAX_POINTERS + 1))
    with refused(ProblemCode.BAD_VALUE):
        select(DOCUMENT, [f"/{'a' * 25_000}"] * 2)


def test_the_document_is_not_changed() -> None:
    before = copy.deepcopy(DOCUMENT)
    subject("/skills/2", "/a~1b~0c")
    assert before == DOCUMENT
