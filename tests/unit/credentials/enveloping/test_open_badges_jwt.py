"""Badges as JWTs of the type JWT: bound to a subject, and the claims say what the badge says."""

import json
from datetime import timedelta
from typing import Any

import pytest

from credentials.enveloping.form import Occasion
from credentials.enveloping.open_badges_jwt import OPEN_BADGES_JWT
from credentials.jose import compact
from credentials.keys.algorithms import RSA
from credentials.model import JSONObject
from credentials.problems import ProblemCode, Verdict
from tests.attacks.forging import codes, with_claims
from tests.attacks.forging import token as forged_token
from tests.refusal import refused
from tests.world import NOON, World

FORM = "openbadges-jwt"
HOLDER = "did:example:amina"


def badge(world: World, **changes: Any) -> JSONObject:
    document = world.document(**changes)
    document["credentialSubject"] = {**document["credentialSubject"], "id": HOLDER}
    return {**document, "type": ["VerifiableCredential", "OpenBadgeCredential"]}


def claims(world: World, **changes: Any) -> JSONObject:
    document = badge(world)
    merged = {**document, "iss": world.school.did, "sub": HOLDER, "jti": document["id"], **changes}
    return {name: value for name, value in merged.items() if value is not ...}


def test_a_badge_is_issued_and_read_with_the_key_that_open_badges_asks_for() -> None:
    world = World()
    school = world.key_issuer(RSA)
    document = badge(world)
    document["issuer"] = {**document["issuer"], "id": school.did}
    document["validUntil"] = "2030-01-01T00:00:00Z"
    secured = world.issue(document, issuer=school, form=FORM)
    report = world.verify(secured.content)
    assert report.verdict is Verdict.VALID, codes(report)
    changed = with_claims(secured.content, name="Master welder")
    assert codes(world.verify(changed)) == [ProblemCode.TAMPERED]
    assert codes(world.verify(secured.content + b"~")) == [ProblemCode.SUITE_UNKNOWN]
    late = world.verify(secured.content, at=NOON + timedelta(days=9_999))
    assert codes(late) == [ProblemCode.EXPIRED]


def test_a_badge_about_nobody_in_particular_is_not_issued_so() -> None:
    world = World()
    document = badge(world)
    del document["credentialSubject"]["id"]
    other = {**badge(world), "type": ["VerifiableCredential"]}
    for wrong in (document, world.document(), other):
        with refused(ProblemCode.BAD_VALUE, pointer="/credentialSubject/id"):
            world.issue(wrong, form=FORM)


def test_what_the_badge_does_not_say_the_token_does_not_either() -> None:
    world = World()
    document = badge(world)
    for member in ("validFrom", "validUntil", "id"):
        document.pop(member, None)
    make = OPEN_BADGES_JWT.secure_credential
    assert make is not None
    made = compact.read(make(document, world.school.signer, Occasion(NOON)))
    said = json.loads(made.payload)
    assert {"iss", "sub", "iat"} <= said.keys()
    assert not {"jti", "nbf", "exp"} & said.keys()


@pytest.mark.parametrize(
    ("changes", "header", "code"),
    [
        ({"sub": ...}, {}, ProblemCode.BAD_VALUE),
        ({"iat": int(NOON.timestamp()) + 61}, {}, ProblemCode.PROOF_REJECTED),
        ({"iss": ...}, {}, ProblemCode.BAD_VALUE),
        ({"iss": "did:web:other.example"}, {}, ProblemCode.BAD_VALUE),
        ({"sub": "did:example:other"}, {}, ProblemCode.BAD_VALUE),
        ({"jti": "urn:uuid:other"}, {}, ProblemCode.BAD_VALUE),
        ({"nbf": 1}, {}, ProblemCode.BAD_VALUE),
        ({"exp": 1}, {}, ProblemCode.BAD_VALUE),
        ({"nbf": True}, {}, ProblemCode.BAD_VALUE),
        ({"nbf": 1, "validFrom": ...}, {}, ProblemCode.BAD_VALUE),
        ({"exp": 1, "validUntil": ...}, {}, ProblemCode.BAD_VALUE),
        ({"@context": ["https://www.w3.org/2018/credentials/v1"]}, {}, ProblemCode.BAD_VALUE),
        ({}, {"jwk": {"kty": "RSA"}}, ProblemCode.DID_METHOD_UNKNOWN),
        ({}, {"x5c": ["MIIB"]}, ProblemCode.PROOF_REJECTED),
        ({}, {"alg": "none"}, ProblemCode.PROOF_REJECTED),
        ({"type": ["VerifiableCredential"]}, {}, ProblemCode.SUITE_UNKNOWN),
    ],
)
def test_a_token_that_says_something_else_is_refused(
    changes: JSONObject, header: JSONObject, code: ProblemCode
) -> None:
    world = World()
    token = forged_token(claims(world, **changes), world.school.signer, typ="JWT", **header)
    assert codes(world.verify(token)) == [code]
