"""T10: canonicalizers disagree on control characters, so a signature over one fails elsewhere."""

import json

import pytest

from credentials import CredentialsError, Verdict
from tests.world import World, changed


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1f", "\x7f"])
def test_a_control_character_is_refused_at_issue_and_at_verification(
    world: World, character: str
) -> None:
    with pytest.raises(CredentialsError):
        world.issue(world.document(name=f"Wel{character}der"))
    forged = changed(world.issue(), lambda it: it.update(name=f"Wel{character}der"))
    assert world.verify(json.dumps(forged).encode()).verdict is Verdict.INVALID


def test_half_of_a_character_is_refused(world: World) -> None:
    content = world.issue().content.replace(b'"Welder"', b'"Wel\\ud800der"', 1)
    assert world.verify(content).verdict is Verdict.INVALID
