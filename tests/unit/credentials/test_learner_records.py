"""Comprehensive Learner Records 2.0, whose vocabulary no register of packages has."""

import json

from credentials.problems import ProblemCode, Verdict
from tests.world import World, changed

CLR = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


def test_a_record_is_left_open_shows_nothing_and_asks_for_nothing() -> None:
    world = World()
    badge = world.issue()
    record = changed(badge, lambda d: d["@context"].append(CLR))
    record["type"].append("ClrCredential")
    record["credentialSubject"]["verifiableCredential"] = [json.loads(badge.content)]
    report = world.verify(record)
    assert (report.verdict, report.wanted) == (Verdict.UNDETERMINED, ())
    assert [problem.code for problem in report.problems] == [ProblemCode.CONTEXT_UNKNOWN]
    assert report.genuine.name == "UNCHECKED"
