"""What all status lists of a credential say together."""

from credentials.materials import NOTHING_AT_HAND
from credentials.model import ParsedCredential, Policy, as_bytes
from credentials.opening import open_secured
from credentials.problems import ProblemCode
from credentials.question import Expectation, Question
from credentials.status.looking_up import look_up_status
from credentials.trust import TrustList
from tests.world import World


def test_nothing_is_decided_while_a_list_is_wanted_that_can_speak_against_it() -> None:
    world = World()
    issuer = world.key_issuer()
    document = world.document(issuer, credentialStatus=world.entry(issuer=issuer))
    parsed = open_secured(as_bytes(document))
    assert isinstance(parsed, ParsedCredential)
    question = Question(NOTHING_AT_HAND, TrustList(), world.at, Policy.STRICT, Expectation())
    found = look_up_status(parsed, question)
    assert [problem.code for problem in found.problems] == [ProblemCode.STATUS_UNREACHABLE]
    assert (found.is_decided, len(found.wanted)) == (False, 1)
