"""T13: nesting, size and long numbers cost neither the process nor seconds."""

import time

import pytest

from credentials import Verdict
from tests.journeys.stage import Stage
from tests.world import World

_HEAD = b'{"type":"VerifiableCredential","credentialSubject":'
BODIES = {
    "33 objects": _HEAD + b'{"a":' * 33 + b"1" + b"}" * 34,
    "900 objects": _HEAD + b'{"a":' * 900 + b"1" + b"}" * 901,
    "100,000 brackets": _HEAD + b"[" * 100_000,
    "20,000 values": _HEAD + b"[" + b"1," * 20_000 + b"1]}",
    "a million digits": _HEAD + b"1" * 1_000_000 + b"}",
    "an endless exponent": _HEAD + b"1e999999999}",
    "a long negative": _HEAD + b"-" + b"9" * 5_000 + b"}",
    "not a number": _HEAD + b"NaN}",
    "beyond a double": _HEAD + b"9007199254740993}",
}


@pytest.mark.parametrize("name", BODIES)
def test_it_is_invalid_at_once(world: World, name: str) -> None:
    began = time.perf_counter()
    assert world.verify(BODIES[name]).verdict is Verdict.INVALID
    assert time.perf_counter() - began < 2


@pytest.mark.parametrize("name", BODIES)
def test_the_service_says_so_without_a_fault(lasting: Stage, name: str) -> None:
    for path in ("/api/v1/verify", "/credentials/verify", "/presentations/verify"):
        answer = lasting.client.post(
            path, content=BODIES[name], headers={"Content-Type": "application/json"}
        )
        assert answer.status_code < 500
        assert answer.json().get("verdict") != "valid"
        assert answer.json().get("verified") is not True
