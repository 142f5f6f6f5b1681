"""T31, T33: whose question a presentation answers decides, however good its certificates are."""

from credentials import Expectation, ProblemCode, Verdict
from tests.attacks.forging import codes
from tests.journeys.stage import Stage
from tests.world import World, changed

OURS = Expectation(domain="reader.example", challenge="share-1")


def test_vp_wrong_challenge_good_vcs_is_invalid(world: World) -> None:
    shown = world.present([world.issue()], world.key_issuer(), challenge="share-2")
    report = world.verify(shown, expect=OURS)
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.WRONG_NONCE]


def test_a_presentation_for_another_domain_is_invalid(world: World) -> None:
    shown = world.present([world.issue()], world.key_issuer(), domain="mallory.example")
    assert codes(world.verify(shown, expect=OURS)) == [ProblemCode.WRONG_AUDIENCE]


def test_domain_and_challenge_cannot_be_edited(world: World) -> None:
    shown = world.present([world.issue()], world.key_issuer(), challenge="share-2")
    edited = changed(shown, lambda it: it["proof"].update(challenge="share-1"))
    assert codes(world.verify(edited, expect=OURS)) == [ProblemCode.TAMPERED]


def test_a_presentation_past_its_end_is_invalid(world: World) -> None:
    ended = world.at.replace(year=2025)
    shown = world.present([world.issue()], world.key_issuer(), expires=ended)
    assert world.verify(shown, expect=OURS).verdict is Verdict.INVALID


def test_each_certificate_of_several_people_is_answered_for_itself(world: World) -> None:
    amina, ben = world.key_issuer(), world.key_issuer()
    documents = [world.document(), world.document()]
    for document, person in zip(documents, (amina, ben), strict=True):
        document["credentialSubject"]["id"] = person.did
    shown = world.present([world.issue(document) for document in documents], amina)
    marks = [[mark.code for mark in inner.warnings] for inner in world.verify(shown).inner]
    assert marks == [[], [ProblemCode.HOLDER_NOT_SHOWN]]


def test_the_w3c_address_says_so(lasting: Stage) -> None:
    world = lasting.world
    shown = world.present([world.issue()], world.key_issuer())
    options = {"domain": "reader.example", "challenge": "other"}
    answer = lasting.client.post(
        "/presentations/verify", json={"verifiablePresentation": shown, "options": options}
    )
    assert (answer.status_code, answer.json()["verified"]) == (400, False)
