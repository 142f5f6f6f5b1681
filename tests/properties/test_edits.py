"""Any edit of a signed credential outside the committed list of neutral kinds is noticed."""

import json
import random
from typing import Any

import pytest

from credentials.materials import NOTHING_AT_HAND
from credentials.model import as_bytes
from credentials.parsing import read_json
from credentials.problems import CredentialsError
from credentials.report import Answer
from tests.properties.edits import edited
from tests.properties.neutral import normal_form
from tests.world import World

_EDITS = 20_000
_PARTS = 16


def a_rich_badge(world: World) -> bytes:
    """A signed badge with every kind of member: sets, references, words, dates, numbers."""
    issuer = world.key_issuer()
    document = world.document(
        issuer,
        type=["VerifiableCredential", "OpenBadgeCredential"],
        awardedDate="2026-06-12T00:00:00Z",
        credentialStatus=world.entry(issuer=issuer),
        evidence=[{"id": "https://school.example/e/1", "type": ["Evidence"], "narrative": "Test"}],
        description="A certificate of the school.",
    )
    subject = document["credentialSubject"]
    subject["identifier"].append({**subject["identifier"][0], "identityHash": "أمينة يوسف"})
    subject["achievement"] |= {
        "creator": {"id": issuer.did, "type": ["Profile"]},
        "creditsAvailable": 12.5,
        "inLanguage": "en",
        "tag": ["welding", "steel"],
        "alignment": [
            {"type": ["Alignment"], "targetName": "Welder", "targetUrl": "https://x.example/7212"},
            {"type": ["Alignment"], "targetName": "Level 3", "targetUrl": "https://x.example/3"},
        ],
    }
    # The creator is the issuer: a second node with the same id may hold no more than its id.
    subject["achievement"]["creator"] = {"id": "https://school.example", "type": ["Profile"]}
    return world.issue(document, issuer=issuer).content


@pytest.mark.slow
@pytest.mark.parametrize("part", range(_PARTS))
def test_any_edit_that_is_not_neutral_is_noticed(part: int) -> None:
    world = World()
    original = read_json(a_rich_badge(world))
    unchanged = normal_form(original)
    assert world.verify(as_bytes(original), materials=NOTHING_AT_HAND).genuine is Answer.YES
    # Seeded, so that a failure can be repeated.
    rng = random.Random(part)  # noqa: S311 - nothing secret is drawn
    neutral = 0
    for _ in range(_EDITS // _PARTS):
        kind, document = edited(original, rng)
        content = json.dumps(document, ensure_ascii=False).encode()
        report = world.verify(content, materials=NOTHING_AT_HAND)
        if report.genuine is not Answer.YES:
            continue
        neutral += 1
        assert normal_form(_reread(content)) == unchanged, (kind, document)
    # The test would prove nothing if no edit ever passed.
    assert neutral > 0


def _reread(content: bytes) -> Any:
    try:
        return read_json(content)
    except CredentialsError:
        return None
