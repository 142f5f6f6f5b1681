"""T12: of two members of one name, one reader takes the first and another the last."""

import pytest

from credentials import ProblemCode, Verdict
from tests.attacks.forging import codes, token_with_header
from tests.journeys.stage import Stage
from tests.world import World


def test_a_second_member_of_one_name_is_refused(world: World) -> None:
    content = world.issue().content
    doubled = content.replace(b'"validUntil"', b'"validUntil":"2099-01-01T00:00:00Z","validUntil"')
    report = world.verify(doubled)
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.MALFORMED]


def test_an_escaped_spelling_of_the_name_is_the_same_name(world: World) -> None:
    content = world.issue().content
    doubled = content.replace(b'"name"', b'"n\\u0061me":"Master","name"', 1)
    assert codes(world.verify(doubled)) == [ProblemCode.MALFORMED]


@pytest.mark.parametrize(
    "header",
    [
        '{{"alg":"none","alg":"EdDSA","typ":"vc+jwt","kid":"{kid}"}}',
        '{{"alg":"EdDSA","kid":"did:key:z1#z1","typ":"vc+jwt","kid":"{kid}"}}',
    ],
)
def test_a_second_member_in_the_header_of_a_token_is_refused(world: World, header: str) -> None:
    signer = world.school.signer
    written = header.format(kid=signer.verification_method).encode()
    report = world.verify(token_with_header(world.document(), signer, written))
    assert codes(report) == [ProblemCode.MALFORMED]


def test_the_w3c_address_sees_the_repeat_too(lasting: Stage) -> None:
    content = lasting.world.issue().content
    doubled = content.replace(b'"validUntil"', b'"validUntil":"2099-01-01T00:00:00Z","validUntil"')
    body = b'{"verifiableCredential":' + doubled + b"}"
    answer = lasting.client.post(
        "/credentials/verify", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()["verified"]) == (400, False)
