"""T14: a certificate without its proof is no certificate, whatever takes the proof's place."""

from typing import Any

import pytest

from credentials import ProblemCode, Verdict
from tests.attacks.forging import codes
from tests.journeys.stage import Stage
from tests.world import World, changed


def test_without_a_proof_it_is_invalid_and_shows_no_claims(world: World) -> None:
    report = world.verify(changed(world.issue(), lambda it: it.pop("proof")))
    assert report.verdict is Verdict.INVALID
    assert codes(report) == [ProblemCode.PROOF_MISSING]
    with pytest.raises(LookupError):
        _ = report.credential


@pytest.mark.parametrize("proof", [None, {}, [], "", True, [[]], [{}], {"type": "X"}])
def test_what_is_no_proof_is_none(world: World, proof: Any) -> None:
    forged = changed(world.issue(), lambda it: it.update(proof=proof))
    assert world.verify(forged).verdict is not Verdict.VALID


def test_a_token_without_its_signature_is_refused(world: World) -> None:
    head, payload, _ = world.issue(form="vc+jwt").content.split(b".")
    assert world.verify(head + b"." + payload + b".").verdict is Verdict.INVALID


def test_the_page_shows_nothing_of_an_unsigned_certificate(lasting: Stage) -> None:
    unsigned = changed(lasting.world.issue(), lambda it: it.pop("proof"))
    answer = lasting.client.post("/api/v1/verify", json=unsigned).json()
    assert "credential" not in answer
    assert "Amina" not in str(answer)
