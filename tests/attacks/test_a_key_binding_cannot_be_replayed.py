"""T29: what a holder showed to one reader is of no use to show it to another, later, or in part."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from credentials.problems import Verdict
from credentials.question import Expectation
from credentials.sdjwt.combined import Combined, read_combined
from credentials.sdjwt.key_binding import Showing, bind
from tests.typed_world import LIST, NAME, NONCE, READER, TypedWorld, fetched

ASKED = Expectation(domain=READER, challenge=NONCE, shown_within=timedelta(seconds=300))


def stolen(world: TypedWorld) -> dict[str, bytes]:
    """What a thief of one showing, or of the certificate alone, can present."""
    credential = world.issue_typed()
    shown = read_combined(world.shown(credential, NAME, "/id").content)
    fewer = Combined(shown.token, shown.disclosures[:1])
    thief = world.key_issuer().signer
    own = bind(fewer, thief, Showing(READER, NONCE, world.at), hash_name="sha-256")
    other = read_combined(world.shown(world.issue_typed()).content)
    token = shown.key_binding or ""
    head, _, signature = token.rpartition(".")
    return {
        "shown to somebody else": world.shown(credential, audience="https://other.example").content,
        "an answer to another question": world.shown(credential, nonce="n-2").content,
        "shown last week": world.shown(credential, at=world.at - timedelta(days=7)).content,
        "shown tomorrow": world.shown(credential, at=world.at + timedelta(days=1)).content,
        "with a claim taken out": Combined(fewer.token, fewer.disclosures, token).text().encode(),
        "with the thief's own key": Combined(fewer.token, fewer.disclosures, own).text().encode(),
        "of another certificate": Combined(shown.token, shown.disclosures, other.key_binding)
        .text()
        .encode(),
        "without the key": fewer.text().encode(),
        "with a bent signature": Combined(
            shown.token, shown.disclosures, f"{head}.{signature[::-1]}"
        )
        .text()
        .encode(),
        "with the certificate as the key": Combined(shown.token, shown.disclosures, shown.token)
        .text()
        .encode(),
    }


@pytest.mark.parametrize("name", sorted(stolen(TypedWorld())))
def test_it_is_refused(name: str) -> None:
    world = TypedWorld()
    assert world.verify(stolen(world)[name], expect=ASKED).verdict is Verdict.INVALID


def test_only_the_answer_of_the_holder_is_taken() -> None:
    world = TypedWorld()
    assert world.verify(world.shown(), expect=ASKED).verdict is Verdict.VALID


def test_no_other_token_of_a_holder_or_an_issuer_is_taken_for_a_certificate() -> None:
    world = TypedWorld()
    shown = read_combined(world.shown().content)
    binding = (shown.key_binding or "").encode()
    listed = world.token_list()
    for token in (binding, listed, binding + b"~", listed + b"~"):
        assert world.verify(token).verdict is not Verdict.VALID
    for other in (listed.decode(), shown.token):
        swapped = Combined(shown.token, shown.disclosures, other).text().encode()
        assert world.verify(swapped, expect=ASKED).verdict is Verdict.INVALID
    lists = {LIST: fetched(binding, world)}
    report = world.verify(
        world.issue_typed(), materials=replace(world.materials(), status_lists=lists)
    )
    assert report.verdict is Verdict.UNDETERMINED
