"""Of a tree, the quick walk writes what the compiled path states, or leaves the document to it."""

import random
from typing import Any

import pytest

from credentials.jsonld import active_contexts, compiled, trees
from credentials.model import JSONObject, Policy
from credentials.parsing import read_json
from credentials.problems import CredentialsError
from tests.bench import subjects
from tests.properties.edits import edited
from tests.properties.test_edits import a_rich_badge
from tests.unit.credentials.jsonld.documents import badge, credential, presentation
from tests.world import World

_WORDS = {"@value": "لحام", "@language": "AR", "@direction": "rtl"}


def _quickly(document: JSONObject, hash_name: str = "sha256") -> str | None:
    said = trees.canonical_nquads(document, policy=Policy.STRICT, hash_name=hash_name)
    return None if said is None else said.decode()


def _compiled(document: JSONObject, hash_name: str = "sha256") -> str | None:
    walked = compiled.dataset_of(document, policy=Policy.STRICT)
    try:
        return None if walked is None else walked.canonical(hash_name=hash_name)
    except CredentialsError:
        return None


def _documents() -> list[JSONObject]:
    rich = read_json(a_rich_badge(World()))
    return [
        {name: value for name, value in rich.items() if name != "proof"},
        subjects.unsigned(),
        badge(),
        credential(name=_WORDS, description=[{**_WORDS}, {**_WORDS, "@language": "en"}]),
        presentation(badge()),
    ]


def test_of_changed_documents_both_walks_say_the_same() -> None:
    chance = random.Random(3)  # noqa: S311 - a seed makes a failure come again
    documents, quick = _documents(), 0
    for _ in range(1_500):
        document: Any = chance.choice(documents)
        for _ in range(chance.randint(1, 2)):
            document = edited(document, chance)[1]
            if not isinstance(document, dict):
                break
        else:
            written = _quickly(document)
            assert written is None or written == _compiled(document), document
            quick += written is not None
    assert quick > 150


@pytest.mark.parametrize("hash_name", ["sha256", "sha384"])
def test_a_usual_badge_is_written_quickly(hash_name: str) -> None:
    for document in _documents()[:4]:
        written = _quickly(document, hash_name)
        assert written is not None
        assert written == _compiled(document, hash_name)


def test_what_has_no_type_is_written_quickly_when_strangers_filled_what_is_remembered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(active_contexts, "_KNOWN_CONTEXTS", {})
    monkeypatch.setattr(active_contexts, "_ROOTS", {})
    monkeypatch.setattr(active_contexts, "_MOST_COMBINATIONS", 1)
    typed = badge()
    typed["credentialSubject"]["achievement"]["criteria"]["type"] = ["Criteria"]
    for document in (badge(), typed, badge()):
        assert _quickly(document) == _compiled(document) is not None


def test_what_is_escaped_and_what_stands_in_many_languages_is_written_alike() -> None:
    texts = ['a "word"', "two\nlines", "back\\slash", "a\ttab", "\U0001f600", "ä", "a: b", ""]
    for text in texts:
        document = badge(name=text, description={"@value": text or "x", "@language": "en-GB"})
        assert _quickly(document) == _compiled(document) is not None


@pytest.mark.parametrize(
    "changes",
    [
        {"name": ["x", "x"]},
        {"name": "xsd:date"},
        {"type": ["VerifiableCredential", "VerifiableCredential"]},
        {"type": []},
        {"type": None},
        {"type": [{}]},
        {"type": 5},
        {"type": [5]},
        {"name": []},
        {"evidence": [{}]},
        {"evidence": [{"id": "urn:uuid:91537dba-56cb-41ec-bf63-0242ac130002", "type": "Evidence"}]},
        {"evidence": [{"type": ["Evidence"]}, {"type": ["Evidence"]}]},
        {5: "x"},
        {"name": "\x7f"},
        {"name": "a\x01"},
        {"name": "\ud800"},
        {"@context": []},
        {"@context": [{}]},
    ],
)
def test_what_is_odd_is_left_to_the_others(changes: JSONObject) -> None:
    assert _quickly({**badge(), **changes}) is None


def test_a_list_of_anything_but_texts_is_left_to_the_others() -> None:
    document = badge()
    described = document["credentialSubject"]["achievement"]["resultDescription"][0]
    for values in ([5], [{"@value": "x"}], "A"):
        described["allowedValue"] = values
        assert _quickly(document) is None


def _nested(depth: int) -> JSONObject:
    inside: JSONObject = {"type": ["Profile"], "name": "x"}
    for level in range(depth):
        inside = {"type": ["Profile"], "name": f"{level}", "parentOrg": inside}
    return badge(issuer={**inside, "id": "urn:x"})


def test_what_is_large_or_deep_is_left_to_the_others() -> None:
    many = [{"id": f"urn:x:{at}", "type": ["Evidence"]} for at in range(900)]
    assert _quickly(badge(evidence=many[:90])) is not None
    assert _quickly(badge(evidence=many)) is None
    assert _quickly(_nested(10)) == _compiled(_nested(10)) is not None
    assert _quickly(_nested(20)) is None
    assert _quickly({"@context": badge()["@context"]}) is None
