"""T81, T82: a bad credential is refused before the key is touched, and JSON is never glued."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from credentials import (
    CredentialsError,
    LocalSigner,
    Policy,
    as_list,
    generate_seed,
    issue,
)
from credentials.keys.algorithms import Algorithm
from credentials.parsing import credential
from tests.journeys.stage import Stage
from tests.unit.wallet_api.worker import give
from tests.world import NOON, World


class CountingSigner:
    """A real key that counts how often it was used."""

    def __init__(self, verification_method: str) -> None:
        self._inner = LocalSigner(generate_seed(), verification_method=verification_method)
        self.signatures = 0

    @property
    def verification_method(self) -> str:
        return self._inner.verification_method

    @property
    def algorithm(self) -> Algorithm:
        return self._inner.algorithm

    @property
    def public_key(self) -> bytes:
        return self._inner.public_key

    def sign(self, content: bytes) -> bytes:
        self.signatures += 1
        return self._inner.sign(content)


def _achievement(document: Any) -> Any:
    return document["credentialSubject"]["achievement"]


BAD: dict[str, Callable[[Any], object]] = {
    "no context": lambda it: it.pop("@context"),
    "an empty context": lambda it: it.update({"@context": []}),
    "another first context": lambda it: it["@context"].reverse(),
    "an unknown context": lambda it: it["@context"].append("https://words.example/v1"),
    "a context of its own": lambda it: it["@context"].append({"x": "urn:x"}),
    "no type": lambda it: it.pop("type"),
    "another type": lambda it: it.update(type=["OpenBadgeCredential"]),
    "an undefined type": lambda it: it["type"].append("Diploma"),
    "a type twice": lambda it: it["type"].append("VerifiableCredential"),
    "a relative id": lambda it: it.update(id="1234"),
    "no issuer": lambda it: it.pop("issuer"),
    "another issuer": lambda it: it["issuer"].update(id="did:web:other.example"),
    "a relative issuer": lambda it: it["issuer"].update(id="school"),
    "no subject": lambda it: it.pop("credentialSubject"),
    "an empty subject": lambda it: it.update(credentialSubject={}),
    "a text as subject": lambda it: it.update(credentialSubject="Amina"),
    "a relative subject": lambda it: it["credentialSubject"].update(id="amina"),
    "an undefined term": lambda it: it.update(grade="A"),
    "an undefined term below": lambda it: _achievement(it).update(grade="A"),
    "a null": lambda it: it.update(description=None),
    "an empty list": lambda it: it.update(evidence=[]),
    "a list in a list": lambda it: _achievement(it).update(tag=[["a"]]),
    "a number too large": lambda it: _achievement(it).update(creditsAvailable=2**60),
    "a control character": lambda it: it.update(name="a\x07b"),
    "a keyword": lambda it: it.update({"@id": "urn:x"}),
    "an address as name": lambda it: it.update({"https://schema.org/name": "x"}),
    "a date without zone": lambda it: it.update(validFrom="2026-06-12T00:00:00"),
    "a day that is none": lambda it: it.update(validFrom="2026-02-30T00:00:00Z"),
    "an end before the start": lambda it: it.update(validUntil="2020-01-01T00:00:00Z"),
    "a proof already": lambda it: it.update(proof={"type": "DataIntegrityProof"}),
    "a status without type": lambda it: it.update(credentialStatus={"id": "urn:x"}),
    "a status index": lambda it: it.update(
        credentialStatus={
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "01",
            "statusListCredential": "https://school.example/l",
        }
    ),
    "evidence without type": lambda it: it.update(evidence={"id": "urn:x"}),
    "a schema without id": lambda it: it.update(credentialSchema={"type": "JsonSchema"}),
    "a language map": lambda it: it.update(name={"en": "Welder", "ar": "لحام"}),
    "too deep": lambda it: it.update(evidence=_deep(40)),
    "too large": lambda it: it.update(description="x" * 1_000_001),
    "too many": lambda it: it.update(description=["x"] * 10_001),
    "alike": lambda it: it.update(evidence=[{"type": ["Evidence"]} for _ in range(100)]),
    "a badge without schema": lambda it: it.update(
        type=["VerifiableCredential", "OpenBadgeCredential"], credentialSubject={"id": "urn:x:y"}
    ),
}


def _deep(levels: int) -> Any:
    inner: Any = {"type": ["Evidence"]}
    for _ in range(levels):
        inner = {"type": ["Evidence"], "evidence": inner}
    return inner


@pytest.mark.parametrize("name", BAD)
@pytest.mark.parametrize("form", [None, "vc+jwt"])
def test_a_bad_credential_takes_no_signature(world: World, name: str, form: str | None) -> None:
    signer = CountingSigner("did:web:school.example#key-1")
    document = copy.deepcopy(world.document())
    BAD[name](document)
    with pytest.raises(CredentialsError):
        issue(credential(document), signer, at=NOON, form=form, policy=Policy.STRICT)
    assert signer.signatures == 0


def test_a_good_one_takes_exactly_one(world: World) -> None:
    signer = CountingSigner("did:web:school.example#key-1")
    issue(credential(world.document()), signer, at=NOON)
    assert signer.signatures == 1


@pytest.mark.parametrize(
    "name",
    ['","issuer":"did:web:evil.example', '\\","x":"', "A'};--", "\\u0022,\\u0022issuer", "${x}"],
)
def test_a_name_with_the_marks_of_json_stays_a_name(plain_stage: Stage, name: str) -> None:
    given = give(plain_stage, name, course=name)
    document = json.loads(given.award.content)
    identities = document["credentialSubject"]["identifier"]
    assert name in [item["identityHash"] for item in as_list(identities)]
    assert document["issuer"]["id"].startswith("did:key:")
    answer = plain_stage.client.post("/api/v1/verify", content=given.award.content).json()
    assert answer["verdict"] == "valid"
