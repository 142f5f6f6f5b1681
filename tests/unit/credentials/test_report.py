"""The report: what it says only where it was settled, and what it leaves out otherwise."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from credentials.problems import Problem, ProblemCode, Step, Verdict
from credentials.question import Expectation
from credentials.report import Answer, Binding, Finding, VerificationReport
from credentials.trust import Standing, TrustEntry, TrustList
from credentials.verification import verify
from tests.typed_world import NONCE, READER, TypedWorld
from tests.world import NOON, World

WORLD = TypedWorld()
BASE = "https://passport.example/problems"
DOUBT = Problem(ProblemCode.ISSUER_UNREACHABLE, "the host does not answer")


def report_of_a_badge() -> VerificationReport:
    WORLD.accredit(WORLD.school, "Riverside College")
    return WORLD.verify(WORLD.issue())


def test_the_answer_for_machines_has_no_line_without_a_reason() -> None:
    answer = report_of_a_badge().as_json(problem_base=BASE)
    assert answer.keys() == {"verdict", "at", "checks", "problems", "credential"}
    assert "holder" not in answer["checks"]


def test_the_name_that_an_applicant_gives_itself_is_not_told() -> None:
    world = World()
    named = TrustEntry(did=world.school.did, name="Self-named", standing=Standing.UNVETTED)
    trust = TrustList([named], NOON)
    told = verify(world.issue().content, materials=world.materials(), trust=trust, at=NOON)
    assert told.as_json(problem_base=BASE)["checks"]["issuer"] == {
        "answer": "unvetted",
        "id": world.school.did,
    }


@pytest.mark.parametrize(
    "proof",
    [(), (Finding(Step.PROOF, decided=False),), (Finding(Step.PROOF, (DOUBT,)),)],
    ids=["not begun", "not ended", "in doubt"],
)
def test_what_was_not_settled_is_unchecked_and_shows_nothing(proof: tuple[Finding, ...]) -> None:
    whole = report_of_a_badge()
    left = tuple(one for one in whole.findings if one.step is not Step.PROOF)
    report = replace(whole, findings=(*left, *proof))
    assert (report.genuine, report.current) == (Answer.UNCHECKED, Answer.UNCHECKED)
    assert report.verdict is Verdict.UNDETERMINED
    with pytest.raises(LookupError):
        _ = report.credential
    answer = report.as_json(problem_base=BASE)
    assert "credential" not in answer
    assert answer["checks"]["issuer"] == {"answer": "unchecked"}
    assert answer["checks"]["subject"] == {"answer": "unchecked"}


def test_a_presentation_has_a_holder_and_no_issuer() -> None:
    world = World()
    holder = world.key_issuer()
    report = world.verify(world.present([world.issue()], holder))
    assert (report.holder, report.issuer, report.binding) == (holder.did, None, None)
    empty = replace(report, inner=()).as_json(problem_base=BASE)
    assert empty["credentials"] == []
    assert "presentation" in empty


def test_how_a_bound_one_was_shown_is_said_of_no_other() -> None:
    asked = Expectation(domain=READER, challenge=NONCE)
    assert WORLD.verify(WORLD.shown(), expect=asked).binding is Binding.ANSWERED
    assert WORLD.verify(WORLD.shown()).binding is Binding.SHOWN
    assert WORLD.verify(WORLD.issue_typed()).binding is Binding.NOT_SHOWN
    assert WORLD.verify(WORLD.issue_typed(holder=None)).binding is None
    assert WORLD.verify(WORLD.issue()).binding is None
    unproven = WORLD.verify(WORLD.issue_typed(), at=NOON - timedelta(days=9))
    assert (unproven.genuine, unproven.binding) == (Answer.NO, None)
