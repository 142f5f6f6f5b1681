"""What a token list says against a certificate, and when it says nothing (draft-20 §8.3)."""

import json
from datetime import timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from credentials.jose import compact
from credentials.materials import WantKind
from credentials.problems import ProblemCode, StatusNote, Verdict
from credentials.report import VerificationReport
from credentials.status.token_list import TokenStatus, TokenStatusList
from credentials.trust import Standing
from tests.attacks.forging import codes
from tests.typed_world import LIST, TypedWorld, fetched, other_signer


def judged(world: TypedWorld, content: bytes | None = None) -> VerificationReport:
    at_hand = world.materials()
    if content is not None:
        at_hand = replace(at_hand, status_lists={LIST: fetched(content, world)})
    return world.verify(world.issue_typed(), materials=at_hand)


@pytest.mark.parametrize(
    ("value", "found", "verdict"),
    [
        (0, [], Verdict.VALID),
        (1, [ProblemCode.REVOKED], Verdict.INVALID),
        (2, [ProblemCode.SUSPENDED], Verdict.INVALID),
        (3, [ProblemCode.STATUS_UNKNOWN], Verdict.UNDETERMINED),
    ],
)
def test_each_value_has_its_meaning(value: int, found: list[ProblemCode], verdict: Verdict) -> None:
    world = TypedWorld()
    world.values[7] = value
    report = judged(world)
    assert codes(report) == found
    assert report.verdict is verdict


def test_the_values_of_others_say_nothing_about_it() -> None:
    world = TypedWorld()
    world.values = {6: 1, 8: 1}
    report = judged(world)
    assert report.verdict is Verdict.VALID
    assert report.status_as_of == world.at


def test_a_list_is_asked_for_only_when_the_proof_holds() -> None:
    world = TypedWorld()
    report = world.verify(
        world.issue_typed(), materials=replace(world.materials(), status_lists={})
    )
    assert [(want.kind, want.url) for want in report.wanted] == [(WantKind.STATUS_LIST, LIST)]
    tampered = world.issue_typed().content.replace(b"~", b"A~", 1)
    assert world.verify(tampered).wanted == ()


def test_what_was_replaced_is_said_to_be() -> None:
    world = TypedWorld()
    world.values[7] = TokenStatus.INVALID
    world.notes[LIST, 7] = StatusNote(world.at, is_replaced=True)
    assert codes(judged(world)) == [ProblemCode.REPLACED]


def lists(world: TypedWorld) -> dict[str, bytes]:
    """Lists that do not hold, by what is wrong with them."""
    hour = timedelta(hours=1)
    mallory = other_signer("did:web:school.example#key-1")
    whole = world.token_list()
    claims = b'{"sub":"x"}'
    return {
        "by-another-key": world.token_list(signer=mallory),
        "by-another-issuer": world.token_list(issuer="https://other.example"),
        "of-another-address": world.token_list(uri=f"{LIST}0"),
        "over": world.token_list(expires=world.at - hour),
        "from-the-future": world.token_list(issued_at=world.at + hour),
        "changed": whole[:-4] + b"AAAA",
        "html": b"<html>",
        "empty": b"",
        "other-type": compact.sign_with({"typ": "JWT"}, claims, world.school.signer).encode(),
        "no-list": compact.sign_with(
            {"typ": "statuslist+jwt"}, claims, world.school.signer
        ).encode(),
        "no-object": compact.sign_with(
            {"typ": "statuslist+jwt"}, b"[]", world.school.signer
        ).encode(),
        "iss": compact.sign_with(
            {"typ": "statuslist+jwt"}, b'{"iss":1}', world.school.signer
        ).encode(),
        "embedded-key": compact.sign_with(
            {"typ": "statuslist+jwt", "jwk": "x"}, claims, world.school.signer
        ).encode(),
        "no-signature": compact.sign_with(
            {"typ": "statuslist+jwt", "alg": "none"}, claims, world.school.signer
        ).encode(),
    }


@pytest.mark.parametrize("name", sorted(lists(TypedWorld())))
def test_a_list_that_does_not_hold_leaves_it_open(name: str) -> None:
    world = TypedWorld()
    report = judged(world, lists(world)[name])
    assert codes(report) == [ProblemCode.STATUS_INVALID]
    assert report.verdict is Verdict.UNDETERMINED


def test_an_algorithm_that_does_not_fit_the_key_leaves_it_open() -> None:
    world = TypedWorld()
    whole = world.token_list()
    payload = compact.read(whole).payload
    header = {"typ": "statuslist+jwt", "kid": "key-1", "alg": "ES256"}
    forged = compact.sign_with(header, payload, world.school.signer).encode()
    assert codes(judged(world, forged)) == [ProblemCode.STATUS_INVALID]


def test_a_list_is_of_now_within_the_leeway_of_clocks() -> None:
    world = TypedWorld()
    ahead = world.token_list(issued_at=world.at + timedelta(minutes=1))
    assert judged(world, ahead).verdict is Verdict.VALID
    further = world.token_list(issued_at=world.at + timedelta(seconds=61))
    assert judged(world, further).verdict is Verdict.UNDETERMINED


def test_an_issuer_of_a_list_that_is_no_text_leaves_it_open() -> None:
    world = TypedWorld()
    claims = {**json.loads(compact.read(world.token_list()).payload), "iss": 5}
    header = {"typ": "statuslist+jwt", "kid": "key-1"}
    token = compact.sign_with(header, json.dumps(claims).encode(), world.school.signer)
    assert codes(judged(world, token.encode())) == [ProblemCode.STATUS_INVALID]


def test_a_place_outside_the_list_leaves_it_open() -> None:
    world = TypedWorld()
    short = world.token_list(statuses=TokenStatusList.of({}, entries=4, bits=2))
    report = judged(world, short)
    assert codes(report) == [ProblemCode.STATUS_OUT_OF_RANGE]
    assert report.verdict is Verdict.UNDETERMINED


def test_a_list_by_a_body_that_the_trust_list_names_counts() -> None:
    world = TypedWorld()
    other = world.issuer("lists.example")
    content = world.token_list(issuer=other.did, signer=other.signer)
    assert codes(judged(world, content)) == [ProblemCode.STATUS_INVALID]
    facts: dict[str, Any] = {"standing": Standing.KNOWN, "list_issuers": frozenset({other.did})}
    world.accredit(world.school, "Riverside College", **facts)
    assert judged(world, content).verdict is Verdict.VALID
