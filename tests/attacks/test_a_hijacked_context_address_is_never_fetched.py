"""T8, T9: contexts come from this repository by their hash; no document makes us load one."""

from functools import partial

import pytest

from credentials import JSONObject, ProblemCode, Verdict
from tests.attacks.forging import codes
from tests.journeys.stage import Stage
from tests.world import World, changed

ADDRESSES = [
    "https://words.example/own/v1",
    "https://www.w3.org/ns/credentials/v2/",
    "http://www.w3.org/ns/credentials/v2",
    "https://www.w3.org/ns/credentials/v2#",
    "https://www.w3.org@words.example/ns/credentials/v2",
    "file:///etc/passwd",
    "http://169.254.169.254/latest/meta-data/",
    "data:application/ld+json,%7B%7D",
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_unknown_context_leaves_it_open_and_asks_for_nothing(world: World, address: str) -> None:
    report = world.verify(changed(world.issue(), lambda it: it["@context"].append(address)))
    assert report.verdict is Verdict.UNDETERMINED
    assert codes(report) == [ProblemCode.CONTEXT_UNKNOWN]
    assert report.wanted == ()


def _with_context(document: JSONObject, *, address: str) -> None:
    document["@context"].append(address)


def test_an_altered_context_that_is_served_at_its_address_is_never_asked_for(
    lasting: Stage,
) -> None:
    altered = b'{"@context": {"@vocab": "https://evil.example/#"}}'
    for address in ADDRESSES:
        lasting.fetcher.pages[address] = altered
    signed = lasting.world.issue()
    for address in ADDRESSES:
        forged = changed(signed, partial(_with_context, address=address))
        lasting.client.post("/api/v1/verify", json=forged)
    asked = set(lasting.fetcher.asked)
    assert asked <= {"https://school.example/.well-known/did.json"}
