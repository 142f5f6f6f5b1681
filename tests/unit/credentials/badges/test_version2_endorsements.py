"""Endorsements of a badge of version 2.0: what their authors' sites say, and nothing else."""

from typing import Any

import pytest

from credentials.badges.v2.endorsements import endorsed
from credentials.materials import Materials
from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode, Verdict
from credentials.question import Expectation, Question
from credentials.report import Answer, VerificationReport
from credentials.trust import TrustList
from tests.unit.credentials.badges.version2 import SITE, Site, check
from tests.world import NOON

COLLEGE = "https://college.example"


def praised(
    at: str = "/badge", *, named: Any = None, **changes: Any
) -> tuple[Site, Site, JSONObject]:
    """A school's badge, and the site of a college that says something of it."""
    school, college = Site(), Site(COLLEGE)
    college.put(
        "/said",
        type="Endorsement",
        claim={"id": f"{SITE}{at}", "endorsementComment": "Fit for pipelines."},
        issuer=f"{COLLEGE}/issuer",
        issuedOn="2026-06-12T10:00:00Z",
        verification={"type": "HostedBadge"},
    )
    college.change("/said", **changes)
    badge = school.hosted()
    school.change(at, endorsement=[f"{COLLEGE}/said"] if named is None else named)
    return school, college, badge


def judged(school: Site, college: Site, badge: JSONObject) -> VerificationReport:
    badge = dict(school.pages[badge["id"]])
    report = check(badge, school.materials(college))
    assert (report.verdict, report.problems) == (Verdict.VALID, ())
    (said,) = report.endorsements
    return said


@pytest.mark.parametrize(
    ("at", "pointer"),
    [
        ("/a/1", "/endorsement/0"),
        ("/badge", "/badge/endorsement/0"),
        ("/issuer", "/badge/issuer/endorsement/0"),
    ],
)
def test_what_the_authors_site_publishes_has_a_verdict_of_its_own(at: str, pointer: str) -> None:
    said = judged(*praised(at))
    assert (said.verdict, said.genuine) == (Verdict.VALID, Answer.PUBLISHED)
    assert (said.pointer, said.issuer) == (pointer, f"{COLLEGE}/issuer")
    assert said.credential["claim"]["endorsementComment"] == "Fit for pipelines."
    assert said.credential["issuer"]["name"] == "Harbour School"
    assert said.status_as_of is not None


def test_of_an_endorsement_nobody_asks_who_endorses_it() -> None:
    school, college, badge = praised()
    materials = school.materials(college)
    report = check(dict(school.pages[badge["id"]]), materials)
    question = Question(
        materials, TrustList(), NOON, Policy.STRICT, Expectation(), endorsements=False
    )
    assert endorsed(report, question) is report


def test_the_words_are_those_of_its_own_address() -> None:
    forged = {"id": f"{COLLEGE}/said", "type": "Endorsement", "claim": {"endorsementComment": "!"}}
    said = judged(*praised(named=forged))
    assert said.pointer == "/badge/endorsement"
    assert said.credential["claim"]["endorsementComment"] == "Fit for pipelines."


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"type": "Assertion"}, ProblemCode.BAD_VALUE),
        ({"claim": ...}, ProblemCode.BAD_VALUE),
        ({"claim": {"id": f"{SITE}/badge", "endorsementComment": 5}}, ProblemCode.BAD_VALUE),
        ({"claim": {"id": f"{SITE}/other"}}, ProblemCode.ENDORSES_ANOTHER),
        ({"issuer": {"id": f"{SITE}/issuer"}}, ProblemCode.HOSTED_ELSEWHERE),
        ({"issuer": 5}, ProblemCode.BAD_VALUE),
        ({"issuedOn": "2027-01-01T00:00:00Z"}, ProblemCode.NOT_YET_VALID),
        ({"issuedOn": "today"}, ProblemCode.BAD_VALUE),
        ({"verification": ...}, ProblemCode.BAD_VALUE),
        ({"verification": {"type": "SignedBadge"}}, ProblemCode.SUITE_UNKNOWN),
        ({"revoked": True}, ProblemCode.REVOKED),
        ({"@context": "https://words.example/v1"}, ProblemCode.CONTEXT_UNKNOWN),
    ],
)
def test_what_is_no_endorsement_of_this_never_changes_the_badge(
    changes: JSONObject, code: ProblemCode
) -> None:
    said = judged(*praised(**changes))
    assert [problem.code for problem in said.problems] == [code]
    assert said.verdict is not Verdict.VALID


def test_one_that_was_taken_away_or_cannot_be_had_is_told_apart() -> None:
    school, college, badge = praised()
    college.pages[f"{COLLEGE}/said"] = None
    assert [one.code for one in judged(school, college, badge).problems] == [ProblemCode.REVOKED]
    college.pages[f"{COLLEGE}/said"] = b"<html>"
    said = judged(school, college, badge)
    assert said.verdict is Verdict.UNDETERMINED


def test_an_endorsement_is_asked_for_only_when_the_badge_is_its_issuers() -> None:
    school, college, badge = praised()
    alone = check(badge, school.materials())
    assert [want.url for want in alone.wanted] == [f"{COLLEGE}/said"]
    assert alone.verdict is Verdict.VALID
    del college.pages[f"{COLLEGE}/issuer"]
    assert [w.url for w in check(badge, school.materials(college)).wanted] == [f"{COLLEGE}/issuer"]
    assert check(badge, Materials()).wanted[0].url == badge["id"]


def test_no_more_than_eight_are_looked_at_and_what_names_none_is_passed_over() -> None:
    many = [f"{COLLEGE}/said/{number}" for number in range(9)]
    school, _, badge = praised(named=[*many, 5, {"type": "Endorsement"}, "http://plain.example/e"])
    report = check(badge, school.materials())
    assert len(report.endorsements) == 8
    assert report.verdict is Verdict.VALID
