"""T3: a context that redefines or clears what a pinned one protects is an answer, not a crash."""

from typing import Any

import pytest

from credentials import Policy, Verdict
from tests.world import World, changed


@pytest.mark.parametrize(
    "context",
    [
        {"VerifiableCredential": "https://words.example/Other"},
        {"type": "https://words.example/type"},
        None,
        [None],
        {"@version": 1.0},
        {"@protected": True, "proof": "https://words.example/proof"},
    ],
)
@pytest.mark.parametrize("policy", list(Policy))
def test_redefining_a_protected_term_is_never_passed(
    world: World, context: Any, policy: Policy
) -> None:
    forged = changed(world.issue(), lambda it: it["@context"].append(context))
    assert world.verify(forged, policy=policy).verdict is not Verdict.VALID


@pytest.mark.parametrize(
    "context",
    [
        {"issuer": {"@id": "https://words.example/issuer", "@type": "@id"}},
        {"credentialSubject": None},
    ],
)
def test_what_a_type_protects_means_the_same_whatever_stands_before_it(
    world: World, context: Any
) -> None:
    # The type brings its own definition after the document's, so nothing is redefined
    # (JSON-LD 1.1 §4.1.9); our own policy takes no such context all the same.
    signed = world.issue()
    forged = changed(signed, lambda it: it["@context"].append(context))
    assert world.verify(forged).verdict is not Verdict.VALID
    by_the_standard = world.verify(forged, policy=Policy.W3C)
    assert by_the_standard.issuer == world.verify(signed).issuer
    spoofed = changed(forged, lambda it: it.update(issuer="did:web:other.example"))
    assert world.verify(spoofed, policy=Policy.W3C).verdict is Verdict.INVALID
