"""T4: RDFC signs the graph, so another tree of the same graph could deceive who reads the JSON."""

from collections.abc import Callable
from typing import Any

import pytest

from credentials import Policy, ProblemCode, Verdict
from tests.attacks.forging import codes
from tests.world import World, changed

Edit = Callable[[Any], object]
_V2 = "https://www.w3.org/2018/credentials#"


def _full_address(document: Any) -> None:
    document[f"{_V2}validUntil"] = {
        "@value": document.pop("validUntil"),
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    }


def _hidden_status(document: Any) -> None:
    document[f"{_V2}credentialStatus"] = document.pop("credentialStatus")


def _short_address(document: Any) -> None:
    document["cred:validUntil"] = document.pop("validUntil")


def _alias(document: Any) -> None:
    document["@context"].append({"fullName": "https://schema.org/name"})
    document["fullName"] = document.pop("name")


def _included(document: Any) -> None:
    document["credentialSubject"]["@included"] = [document["credentialSubject"].pop("achievement")]


def _graph(document: Any) -> None:
    inner = {name: document.pop(name) for name in list(document) if name != "@context"}
    document["@graph"] = [inner]
    document["type"] = ["VerifiableCredential"]


def _split_subject(document: Any) -> None:
    subject = document["credentialSubject"]
    subject["id"] = "urn:x:amina"
    document["credentialSubject"] = [
        {"id": "urn:x:amina", "achievement": subject.pop("achievement")},
        subject,
    ]


def _keywords(document: Any) -> None:
    document["@type"] = document.pop("type")
    document["@id"] = document.pop("id")


def _nested(document: Any) -> None:
    document["@nest"] = {"validUntil": document.pop("validUntil")}


def _reversed(document: Any) -> None:
    document["credentialSubject"]["@reverse"] = {"credentialSubject": {"id": document["id"]}}


@pytest.mark.parametrize(
    "edit",
    [
        _full_address, _hidden_status, _short_address, _alias, _included, _graph,
        _split_subject, _keywords, _nested, _reversed,
    ],
)  # fmt: skip
@pytest.mark.parametrize("policy", list(Policy))
def test_another_tree_is_never_passed(world: World, edit: Edit, policy: Policy) -> None:
    signed = world.issue(world.document(credentialStatus=world.entry()))
    assert world.verify(signed).verdict is Verdict.VALID
    assert world.verify(changed(signed, edit), policy=policy).verdict is not Verdict.VALID


@pytest.mark.parametrize("edit", [_full_address, _hidden_status, _short_address])
def test_what_was_hidden_is_called_so(world: World, edit: Edit) -> None:
    signed = world.issue(world.document(credentialStatus=world.entry()))
    assert codes(world.verify(changed(signed, edit))) == [ProblemCode.TREE_CHANGED]


def test_a_revocation_cannot_be_hidden_behind_a_full_address(world: World) -> None:
    document = world.document(credentialStatus=world.entry())
    world.set_status(document, "revocation")
    signed = world.issue(document)
    assert codes(world.verify(signed)) == [ProblemCode.REVOKED]
    assert codes(world.verify(changed(signed, _hidden_status))) == [ProblemCode.TREE_CHANGED]
