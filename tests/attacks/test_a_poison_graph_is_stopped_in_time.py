"""T7: a graph for which canonicalization never ends gives an answer at once, and no claim."""

import time
from typing import Any

import pytest

from credentials import JSONObject, Policy, ProblemCode, Verdict
from tests.attacks.forging import codes, with_proof
from tests.journeys.stage import Stage
from tests.world import World

_SECONDS = 4.0


def _clique(size: int) -> list[JSONObject]:
    """Nodes with labels of their own that all point at each other."""
    labels = [f"_:b{number}" for number in range(size)]
    return [
        {"id": label, "type": ["Evidence"], "evidence": [{"id": other} for other in labels]}
        for label in labels
    ]


def _ring(size: int) -> list[JSONObject]:
    """Each points at the next, and the last at the first."""
    return [
        {"id": f"_:b{at}", "type": ["Evidence"], "evidence": {"id": f"_:b{(at + 1) % size}"}}
        for at in range(size)
    ]


def _poisoned(world: World, evidence: list[JSONObject]) -> JSONObject:
    proof: Any = with_proof(world.document(), world.school.signer)["proof"]
    return {**world.document(), "evidence": evidence, "proof": proof}


_SAME = {"type": ["Evidence"], "narrative": "x"}


@pytest.mark.parametrize("count", [65, 400, 3000])
def test_a_crowd_of_nodes_that_look_alike_is_refused(world: World, count: int) -> None:
    began = time.perf_counter()
    report = world.verify(_poisoned(world, [dict(_SAME) for _ in range(count)]))
    assert time.perf_counter() - began < _SECONDS
    assert report.verdict is not Verdict.VALID


@pytest.mark.parametrize("evidence", [_clique(8), _clique(60), _ring(400)])
@pytest.mark.parametrize("policy", list(Policy))
def test_a_clique_or_a_ring_of_labelled_nodes_is_refused(
    world: World, evidence: list[JSONObject], policy: Policy
) -> None:
    began = time.perf_counter()
    report = world.verify(_poisoned(world, evidence), policy=policy)
    assert time.perf_counter() - began < _SECONDS
    assert report.verdict is Verdict.INVALID


def test_the_service_answers_and_stays_alive(lasting: Stage) -> None:
    world = lasting.world
    poisoned = _poisoned(world, [dict(_SAME) for _ in range(3000)])
    answer = lasting.client.post("/api/v1/verify", json=poisoned)
    assert answer.status_code == 200
    assert answer.json()["verdict"] != "valid"
    good = lasting.client.post("/api/v1/verify", content=world.issue().content)
    assert good.json()["verdict"] == "valid"


def test_what_is_too_complex_says_so(world: World) -> None:
    report = world.verify(_poisoned(world, [dict(_SAME) for _ in range(400)]))
    assert codes(report) == [ProblemCode.TOO_COMPLEX]
