"""T1: a member that no context defines makes no statement, so no signature covers it."""

import pytest

from credentials import ProblemCode, Verdict
from tests.attacks.forging import codes
from tests.refusal import refused
from tests.world import World, changed


@pytest.mark.parametrize(
    "place", [(), ("credentialSubject",), ("credentialSubject", "achievement")]
)
def test_an_undefined_term_that_was_added_is_noticed(world: World, place: tuple[str, ...]) -> None:
    def add(document: dict[str, object]) -> None:
        node: object = document
        for step in place:
            assert isinstance(node, dict)
            node = node[step]
        assert isinstance(node, dict)
        node["grade"] = "with distinction"

    report = world.verify(changed(world.issue(), add))
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.TERM_UNDEFINED]
    with pytest.raises(LookupError):
        _ = report.credential


def test_an_undefined_type_that_was_added_is_noticed(world: World) -> None:
    forged = changed(world.issue(), lambda it: it["type"].append("MasterCraftsman"))
    assert codes(world.verify(forged)) == [ProblemCode.TERM_UNDEFINED]


def test_an_undefined_term_is_not_signed_in_the_first_place(world: World) -> None:
    with refused(ProblemCode.TERM_UNDEFINED, pointer="/grade"):
        world.issue(world.document(grade="with distinction"))
