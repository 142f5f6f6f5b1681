"""Which documents the compiled path reads itself, and what it remembers of the contexts.

That it says what the reference says is asserted by `documents.text` in every test of this
folder, and over generated documents in tests/differential.
"""

from typing import Any

import pytest

from credentials.jsonld import active_contexts, compiled, guards, loader, reference
from credentials.jsonld.naming import Naming
from credentials.model import JSONObject, Policy
from credentials.problems import CredentialsError
from tests.unit.credentials.jsonld.documents import (
    BADGES,
    EXTENSIONS,
    V1,
    V2,
    badge,
    credential,
    presentation,
    text,
)

_PROOF = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-rdfc-2022",
    "created": "2026-01-01T00:00:00Z",
    "verificationMethod": "did:web:training.example#key-1",
    "proofPurpose": "assertionMethod",
}


def is_read(document: JSONObject) -> bool:
    return compiled.dataset_of(document, policy=Policy.STRICT) is not None


@pytest.mark.parametrize(
    "document",
    [
        credential(),
        badge(),
        badge(**{"@context": [V2, EXTENSIONS, BADGES]}),
        {"@context": V2, **_PROOF},
        {"@context": [V2, BADGES], **_PROOF},
        presentation(badge(proof=_PROOF), credential(proof=_PROOF)),
        presentation(
            {
                "@context": V2,
                "id": "data:application/vc+jwt,eyJ",
                "type": "EnvelopedVerifiableCredential",
            }
        ),
        badge(evidence=[{"id": "urn:x"}, {"type": "Evidence"}]),
        # Parts that look alike: the general algorithm names them.
        credential(credentialSubject=[{"name": "Ana"}, {"name": "Ana"}]),
        presentation(badge(), badge(id="urn:uuid:2f5c6a8e-6d0e-4c52-9d1f-0242ac130005")),
        credential(name={"@value": "ًWelder", "@language": "EN"}),
        credential(description='A "word":\n\\'),
        credential(credentialSubject={"type": "OpenBadgeCredential"}, **{"@context": [V2, BADGES]}),
    ],
)
def test_what_training_bodies_and_passports_sign_is_read(document: JSONObject) -> None:
    assert is_read(document)
    assert text(document)


def in_achievement(**members: Any) -> JSONObject:
    document = badge()
    document["credentialSubject"]["achievement"] |= members
    return document


@pytest.mark.parametrize(
    "document",
    [
        badge(type=5),
        badge(type=["VerifiableCredential", {"id": "urn:x"}]),
        badge(type=["VerifiableCredential", "OpenBadgeCredential", "geo"]),
        badge(issuer="cred:issuer"),
        badge(validFrom=5),
        badge(validFrom={"id": "urn:x"}),
        badge(validFrom={"name": "x"}),
        badge(evidence=[]),
        badge(evidence=[{}]),
        badge(evidence=[["x"]]),
        in_achievement(resultDescription={"type": "ResultDescription", "allowedValue": "A"}),
        in_achievement(resultDescription={"type": "ResultDescription", "allowedValue": ["A", 1]}),
        badge(issuer=True),
        badge(name={"@value": "Welding"}),
        badge(name={"@value": "Welding", "@language": "en", "@direction": None}),
        badge(name={"@value": "Welding", "@language": "not a language"}),
        badge(description="cred:issuer"),
        badge(**{"@context": 5}),
        badge(**{"@context": []}),
        {"@context": []},
        in_achievement(creator={"id": "did:web:training.example", "type": ["Profile"]}),
        in_achievement(creditsAvailable="5"),
        in_achievement(creditsAvailable=1e300),
        in_achievement(criteria={"id": "urn:x", "narrative": "\u0000"}),
        {"@context": [V2, BADGES], **_PROOF, "proofPurpose": "OpenBadgeCredential"},
        # A term whose values are of another kind, or a prefix, does not come back as a value.
        {"@context": [V2], **_PROOF, "proofPurpose": "expires"},
        {"@context": [V2], **_PROOF, "proofPurpose": "proofPurpose"},
        {"@context": [V2], **_PROOF, "proofPurpose": True},
        {"@context": [V2], **_PROOF, "verificationMethod": True},
        {"@context": [V2], **_PROOF, "verificationMethod": {"@value": "x", "@language": "en"}},
        {"@context": [V1], "type": "Ed25519Signature2018", "proofPurpose": "sec"},
        # Two types whose contexts say different things of `xsd`.
        {
            "@context": [V1, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"],
            "type": ["IdentifierEntry", "Ed25519Signature2018"],
            "identifierType": "x",
        },
        {"@context": V2, "id": "urn:x"},
        # A credential of which nothing is said but its name.
        presentation({"@context": [V2], "id": "urn:x"}),
        presentation({**presentation(credential()), "@context": [V2]}),
        presentation("urn:x"),  # type: ignore[arg-type] # what is no object at all
        presentation({"id": "urn:x"}),
        badge(evidence={"type": "VerifiablePresentation", "verifiableCredential": {"name": "x"}}),
        # What the reference reads, and is not worth a way of its own.
        credential(credentialSchema={"id": "urn:x", "type": "JsonSchema", "jsonSchema": {"a": 1}}),
        credential(name="sec:x"),
    ],
)
def test_what_is_unusual_or_wrong_is_left_to_the_reference(document: JSONObject) -> None:
    assert not is_read(document)


def nested(depth: int, innermost: JSONObject) -> JSONObject:
    """A badge whose issuer is part of so many bodies, each within the next one."""
    for number in range(depth):
        above = {"id": f"urn:org:{number}", "type": ["Profile"], "parentOrg": innermost}
        innermost = above
    return badge(issuer=innermost)


@pytest.mark.parametrize(
    "innermost",
    [
        {"id": "urn:org", "type": ["Profile"]},
        {"id": "urn:org", "name": "Office"},
        {"id": "urn:x", "type": ["ResultDescription"], "allowedValue": ["A"]},
        {"id": "urn:org", "image": {"id": "urn:x", "type": ["Image"]}},
        {"id": "urn:org", "endorsement": [{"id": "urn:x", "type": ["EndorsementCredential"]}]},
        {"id": "urn:org"},
        {"name": "Office"},
    ],
)
def test_what_stands_as_deep_as_it_may_is_read(innermost: JSONObject) -> None:
    for depth in range(25, 32):
        document = nested(depth, innermost)
        try:
            reference.canonical_nquads(document, policy=Policy.STRICT)
        except CredentialsError:
            assert not is_read(document)
            assert depth > 25
        else:
            assert is_read(document)


def test_more_values_than_may_be_read_are_left_to_the_reference() -> None:
    def of_names(number: int) -> JSONObject:
        return credential(credentialSubject={"name": [f"{at}" for at in range(number)]})

    assert is_read(of_names(guards.MAX_NODES // 2 - 20))
    assert not is_read(of_names(guards.MAX_NODES))


def test_what_begins_an_address_in_a_pinned_context_is_known() -> None:
    for url in loader.CONTEXTS:
        assert Naming([url], {}).prefixes <= active_contexts.PREFIXES


def test_strangers_cannot_fill_what_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(active_contexts, "_KNOWN_CONTEXTS", {})
    monkeypatch.setattr(active_contexts, "_ROOTS", {})
    monkeypatch.setattr(active_contexts, "_MOST_KNOWN_CONTEXTS", 3)
    monkeypatch.setattr(active_contexts, "_MOST_COMBINATIONS", 1)
    for _ in range(2):
        assert is_read(badge())
        assert is_read(credential())
    assert len(active_contexts._KNOWN_CONTEXTS) <= 3
    assert len(active_contexts._ROOTS) <= 1


def test_members_in_ever_other_orders_are_not_remembered_without_end() -> None:
    names = [name for name in badge() if name != "@context"]
    for number in range(200):
        order = names[number % 7 :] + names[: number % 7]
        order[0], order[number % 5 + 1] = order[number % 5 + 1], order[0]
        order[-1], order[number // 35 + 1] = order[number // 35 + 1], order[-1]
        assert text({name: badge()[name] for name in ["@context", *order]})
    active = active_contexts.active_context((V2, BADGES, EXTENSIONS))
    types = ("VerifiableCredential", "OpenBadgeCredential")
    assert len(active.by_types[types].forms) <= 100


def test_an_unknown_name_leaves_nothing_behind() -> None:
    assert is_read(badge())
    active = active_contexts.active_context((V2, BADGES, EXTENSIONS))

    def remembered() -> tuple[int, int, int]:
        return len(active.members), len(active.classes), len(active_contexts._KNOWN_CONTEXTS)

    before = remembered()
    for number in range(50):
        assert not is_read(badge(**{f"strange{number}": "x"}))
        assert not is_read(badge(type=["VerifiableCredential", f"Strange{number}"]))
    assert remembered() == before
