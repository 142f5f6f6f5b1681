"""T2: contexts are not signed under RDFC-1.0, so whoever chooses one could rename what is."""

from typing import Any

import pytest

from credentials import Policy, Verdict
from credentials.model import as_bytes
from credentials.proofs import data_integrity
from tests.world import World, changed

CONTEXTS: list[Any] = [
    {"fullName": "https://schema.org/name"},
    {"@vocab": "https://words.example/#"},
    {"validUntil": None},
    {"name": "https://schema.org/description"},
    {"ended": {"@id": "https://www.w3.org/2018/credentials#validUntil"}},
    {"@base": "https://base.example/"},
    {"@import": "https://www.w3.org/ns/credentials/v2"},
    {"id": "https://words.example/id"},
    {"hidden": "@nest"},
]


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_context_inside_the_document_is_never_passed(world: World, context: Any) -> None:
    forged = changed(world.issue(), lambda it: it["@context"].append(context))
    assert world.verify(forged).verdict is not Verdict.VALID


@pytest.mark.parametrize("context", CONTEXTS)
def test_a_context_deeper_down_is_never_passed(world: World, context: Any) -> None:
    forged = changed(
        world.issue(), lambda it: it["credentialSubject"].update({"@context": context})
    )
    assert world.verify(forged).verdict is not Verdict.VALID


@pytest.mark.parametrize("context", [*CONTEXTS, "https://words.example/context"])
def test_a_context_behind_those_that_were_signed_as_json_is_never_passed(
    world: World, context: Any
) -> None:
    # A proof over JSON has its own list of contexts, and the document may have more.
    issuer = world.key_issuer()
    signed = data_integrity.secure(
        world.document(issuer),
        signer=issuer.signer,
        cryptosuite="eddsa-jcs-2022",
        purpose="assertionMethod",
        at=world.at,
        policy=Policy.STRICT,
    )
    forged = {**signed, "@context": [*signed["@context"], context]}
    assert world.verify(as_bytes(forged)).verdict is Verdict.INVALID


def test_a_term_renamed_by_a_context_is_not_passed_by_the_standards_policy_either(
    world: World,
) -> None:
    def hide(document: Any) -> None:
        document["@context"].append({"ended": "https://www.w3.org/2018/credentials#validUntil"})
        document["ended"] = document.pop("validUntil")

    from_the_suites = world.verify(changed(world.issue(), hide), policy=Policy.W3C)
    assert from_the_suites.verdict is not Verdict.VALID
