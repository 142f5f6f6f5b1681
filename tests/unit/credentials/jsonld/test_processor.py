"""The processor with a memory says what PyLD says without one, and forgets what is too much."""

import random
from typing import Any

import pytest
from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdProcessor

from credentials.jsonld import loader, processor, reference
from credentials.jsonld.processor import Memory, RememberingProcessor
from credentials.model import JSONObject
from credentials.problems import CredentialsError
from tests.properties.edits import edited
from tests.unit.credentials.jsonld.documents import (
    BADGES,
    EXTENSIONS,
    V2,
    badge,
    credential,
    loose_text,
    presentation,
)

_EDITS = 60
_INLINE = {"welds": {"@id": "https://example.org/welds", "@context": {"seam": "https://e.org/s"}}}


def plain(_memory: Memory) -> JsonLdProcessor:
    return JsonLdProcessor()


def said_of(document: JSONObject) -> str:
    try:
        return loose_text(document)
    except CredentialsError as error:
        return repr(error.problem)


def documents() -> list[JSONObject]:
    chance = random.Random(7)  # noqa: S311 - nothing secret is drawn
    changed = [edited(badge(), chance)[1] for _ in range(_EDITS)]
    subject = {"id": "did:example:ana", "welds": {"seam": "V"}}
    inline = credential(**{"@context": [V2, _INLINE], "credentialSubject": subject})
    shown = presentation({**credential(), "proof": {}}, {**badge(), "proof": {}})
    return [*changed, credential(), inline, shown, {**shown, "@context": [V2, BADGES, EXTENSIONS]}]


def test_a_memory_changes_nothing_that_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    remembered = [said_of(document) for document in documents()]
    monkeypatch.setattr(reference, "RememberingProcessor", plain)
    assert [said_of(document) for document in documents()] == remembered
    assert any(text.startswith("<") for text in remembered)
    assert any(text.startswith("Problem") for text in remembered)


def test_the_same_document_again_needs_no_new_contexts() -> None:
    loose_text(badge())
    before = {name: len(getattr(reference._VENDORED, name)) for name in ("processed", "inverse")}
    loose_text(badge(name="Another"))
    after = {name: len(getattr(reference._VENDORED, name)) for name in ("processed", "inverse")}
    assert after == before


def test_what_is_too_much_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processor, "_MOST", 3)
    memory = Memory()
    options: dict[str, Any] = {
        "base": None,
        "processingMode": "json-ld-1.1",
        "documentLoader": loader.load_document,
        "contextResolver": ContextResolver(memory.resolved, loader.load_document),
    }
    first = RememberingProcessor(memory).expand(badge(), options)
    assert len(memory.processed) == 3
    assert RememberingProcessor(memory).expand(badge(), options) == first
