"""Endorsements: each has its own verdict, and none changes that of the badge around it."""

import json
from typing import Any

import pytest

from credentials.badges.endorsements import MOST, endorsements_in
from credentials.jsonld.reference import canonical_nquads
from credentials.materials import Materials, WantKind
from credentials.model import JSONObject, Policy, SecuredCredential
from credentials.parsing import CREDENTIALS_V2
from credentials.problems import ProblemCode, Verdict
from credentials.question import Expectation
from credentials.report import Answer, VerificationReport
from tests.refusal import refused
from tests.unit.credentials.test_verification import a_presentation_token
from tests.world import OB, Issuer, World, changed

JWT = "vc+jwt"
FORMS = [None, JWT]
AWARD = "https://school.example/achievements/welder"


@pytest.fixture(scope="module")
def world() -> World:
    made = World()
    made.issuer("board.example")
    return made


def board(world: World) -> Issuer:
    return world.issuers["did:web:board.example"]


def praise(about: str = AWARD, **changes: Any) -> JSONObject:
    document: JSONObject = {
        "@context": [CREDENTIALS_V2, OB],
        "id": "urn:uuid:0a9f2a5e-7d0c-4f5d-8f5f-3b8d6ad1e001",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Welders’ board",
        "issuer": {"id": "did:web:board.example", "type": ["Profile"], "name": "The board"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": about,
            "type": ["EndorsementSubject"],
            "endorsementComment": "Fit for pipelines.",
        },
    }
    return {**document, **changes}


def signed(world: World, document: JSONObject, form: str | None = None) -> Any:
    made = world.issue(document, issuer=board(world), form=form).content
    return made.decode() if form else json.loads(made)


def badge(world: World, *, form: str | None = None, **members: Any) -> SecuredCredential:
    """A badge whose award has the members, signed by the school."""
    document = world.document(type=["VerifiableCredential", "OpenBadgeCredential"])
    document["credentialSubject"]["achievement"] |= members
    return world.issue(document, form=form)


def outcome(report: VerificationReport) -> list[tuple[Verdict, list[ProblemCode]]]:
    return [
        (one.verdict, [problem.code for problem in one.problems]) for one in report.endorsements
    ]


GOOD: list[tuple[Verdict, list[ProblemCode]]] = [(Verdict.VALID, [])]


@pytest.mark.parametrize("form", FORMS)
def test_an_embedded_endorsement_has_a_verdict_of_its_own(world: World, form: str | None) -> None:
    report = world.verify(badge(world, form=form, endorsement=[signed(world, praise())]))
    assert report.verdict is Verdict.VALID
    assert outcome(report) == GOOD
    (endorsement,) = report.endorsements
    assert endorsement.issuer == "did:web:board.example"
    assert endorsement.pointer == "/credentialSubject/achievement/endorsement/0"
    told = report.as_json(problem_base="/p")["endorsements"]
    assert [(one["verdict"], one["pointer"]) for one in told] == [("valid", endorsement.pointer)]


@pytest.mark.parametrize("form", FORMS)
def test_an_endorsement_as_a_token_has_a_verdict_of_its_own(world: World, form: str | None) -> None:
    token = signed(world, praise(), JWT)
    report = world.verify(badge(world, form=form, endorsementJwt=[token]))
    assert (report.verdict, outcome(report)) == (Verdict.VALID, GOOD)


def test_the_issuer_and_the_badge_itself_can_be_endorsed(world: World) -> None:
    document = world.document(type=["VerifiableCredential", "OpenBadgeCredential"])
    document["issuer"]["endorsement"] = [signed(world, praise(world.school.did))]
    document["endorsement"] = [signed(world, praise(document["id"], id="urn:uuid:2"))]
    report = world.verify(world.issue(document))
    assert (report.verdict, outcome(report)) == (Verdict.VALID, GOOD * 2)
    assert sorted(one.pointer for one in report.endorsements) == [
        "/endorsement/0",
        "/issuer/endorsement/0",
    ]


def test_a_forged_endorsement_is_invalid_and_leaves_the_badge_as_it_is(world: World) -> None:
    forged = signed(world, praise())
    forged["credentialSubject"]["endorsementComment"] = "The best of all."
    report = world.verify(badge(world, endorsement=[forged]))
    assert report.verdict is Verdict.VALID
    assert outcome(report) == [(Verdict.INVALID, [ProblemCode.TAMPERED])]
    assert report.problems == ()


def test_a_good_endorsement_never_lifts_the_badge(world: World) -> None:
    sound = badge(world, endorsement=[signed(world, praise())])
    forged = changed(sound, lambda document: document.update(name="Master welder"))
    report = world.verify(forged)
    assert report.verdict is Verdict.INVALID
    assert report.endorsements == ()


def test_the_praise_of_another_cannot_be_moved_here(world: World) -> None:
    elsewhere = signed(world, praise("https://other.example/achievements/1"), JWT)
    report = world.verify(badge(world, endorsementJwt=[elsewhere]))
    assert outcome(report) == [(Verdict.INVALID, [ProblemCode.ENDORSES_ANOTHER])]


def test_what_is_no_endorsement_is_not_read_as_one(world: World) -> None:
    other = world.issue(world.document(), form=JWT).content.decode()
    report = world.verify(badge(world, endorsementJwt=[other, "no.token.atall"]))
    assert report.verdict is Verdict.VALID
    assert sorted(codes for _, codes in outcome(report)) == [
        [ProblemCode.BAD_VALUE],
        [ProblemCode.NO_CREDENTIAL_FOUND],
    ]


def test_the_endorsers_key_is_wanted_only_after_the_badge_holds(world: World) -> None:
    sound = badge(world, endorsement=[signed(world, praise())])
    at_hand = world.materials()
    school = {world.school.did: at_hand.did_documents[world.school.did]}
    report = world.verify(sound, materials=Materials(did_documents=school))
    assert report.verdict is Verdict.VALID
    assert outcome(report) == [(Verdict.UNDETERMINED, [ProblemCode.ISSUER_UNREACHABLE])]
    assert [(want.kind, want.name) for want in report.wanted] == [
        (WantKind.DID_DOCUMENT, "did:web:board.example")
    ]
    nothing = world.verify(sound, materials=Materials())
    assert [want.name for want in nothing.wanted] == [world.school.did]


def test_endorsements_inside_an_endorsement_are_not_looked_at(world: World) -> None:
    inner = signed(world, praise("urn:uuid:9", id="urn:uuid:8"), JWT)
    outer = signed(world, praise() | {"id": "urn:uuid:9"}, JWT)
    report = world.verify(badge(world, endorsementJwt=[outer, inner]))
    assert all(one.endorsements == () for one in report.endorsements)


def test_nobody_asks_whether_an_endorser_is_accredited(world: World) -> None:
    world.accredit(world.school, "The School")
    sound = badge(world, endorsement=[signed(world, praise())])
    report = world.verify(sound, expect=Expectation(accredited=True))
    assert (report.verdict, outcome(report)) == (Verdict.VALID, GOOD)


def test_only_so_many_are_looked_at_whatever_their_order() -> None:
    tokens = [f"a.{number:02}.c" for number in range(MOST + 4)]
    one, other = (
        endorsements_in({"id": "urn:x", "endorsementJwt": order})
        for order in (tokens, tokens[::-1])
    )
    assert [found.content for found in one] == [found.content for found in other]
    assert len(one) == MOST
    assert {found.about for found in one} == {"urn:x"}


def test_one_endorsement_may_stand_without_a_list_and_anywhere() -> None:
    found = endorsements_in({"a": [{"id": 5, "endorsement": {"b": 1}}], "c": "text"})
    assert [(one.pointer, one.about, one.content) for one in found] == [
        ("/a/0/endorsement", None, b'{"b": 1}')
    ]


# ── The two descriptions of one thing ──


def test_a_part_of_the_award_cannot_be_hidden_in_its_endorsement(world: World) -> None:
    sound = badge(world, humanCode="W1", endorsement=[signed(world, praise())])

    def move(document: JSONObject) -> None:
        award = document["credentialSubject"]["achievement"]
        award["endorsement"][0]["credentialSubject"]["description"] = award.pop("description")

    assert world.verify(changed(sound, move)).verdict is Verdict.INVALID


def test_a_comment_cannot_be_made_the_awards_own_word(world: World) -> None:
    sound = badge(world, endorsement=[signed(world, praise())])

    def move(document: JSONObject) -> None:
        award = document["credentialSubject"]["achievement"]
        praising = award["endorsement"][0]["credentialSubject"]
        award["type"] = ["Achievement", "EndorsementSubject"]
        award["endorsementComment"] = praising["endorsementComment"]

    report = world.verify(changed(sound, move))
    assert [problem.code for problem in report.problems] == [ProblemCode.TREE_CHANGED]


def test_an_endorsement_does_not_say_otherwise_what_the_badge_says(world: World) -> None:
    other = {"id": world.school.did, "type": ["Profile"], "name": "Another name"}
    document = world.document(type=["VerifiableCredential", "OpenBadgeCredential"])
    said = signed(world, praise(), None) | {"issuer": other}
    document["credentialSubject"]["achievement"]["endorsement"] = [said]
    with refused(ProblemCode.TREE_CHANGED):
        world.issue(document)


def test_a_credential_inside_brings_pinned_contexts_or_is_not_read(world: World) -> None:
    inside = signed(world, praise())
    for foreign in ("https://x.example/c", {"a": "urn:a"}):
        with refused(ProblemCode.CONTEXT_UNKNOWN):
            badge(world, endorsement=[{**inside, "@context": [CREDENTIALS_V2, OB, foreign]}])
    document = world.document(type=["VerifiableCredential", "OpenBadgeCredential"])
    inside["@context"] = [CREDENTIALS_V2, OB, {"a": "urn:a:1"}]
    document["credentialSubject"]["achievement"]["endorsement"] = [inside]
    with refused(ProblemCode.CONTEXT_UNKNOWN):
        canonical_nquads(document, policy=Policy.W3C)


def test_what_others_say_of_an_endorsement_is_not_asked(world: World) -> None:
    again = praise(id="urn:uuid:2") | {"issuer": {"id": "did:web:board.example"}}
    again["credentialSubject"]["id"] = "did:web:board.example"
    outer = praise()
    outer["issuer"]["endorsementJwt"] = [signed(world, again, JWT)]
    found = world.verify(badge(world, form=JWT, endorsementJwt=[signed(world, outer, JWT)]))
    assert outcome(found) == GOOD
    assert found.endorsements[0].endorsements == ()


def test_a_presentation_is_no_endorsement(world: World) -> None:
    shown = a_presentation_token(world).decode()
    found = world.verify(badge(world, form=JWT, endorsementJwt=[shown]))
    assert outcome(found) == [(Verdict.INVALID, [ProblemCode.BAD_VALUE])]
    assert found.endorsements[0].problems[0].detail == "a presentation inside a presentation"


def test_an_endorsement_out_of_place_is_still_said_to_be_genuine(world: World) -> None:
    moved = praise("https://other.example/achievements/baker")
    (report,) = world.verify(
        badge(world, form=JWT, endorsement=[signed(world, moved)])
    ).endorsements
    assert (report.genuine, report.verdict) == (Answer.YES, Verdict.INVALID)
