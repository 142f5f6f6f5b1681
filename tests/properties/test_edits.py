"""Any edit of a signed credential outside the committed list of neutral kinds is noticed."""

import json
import random
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from credentials.keys.algorithms import BLS12381, ED25519, P256, P384, Algorithm
from credentials.materials import NOTHING_AT_HAND
from credentials.model import Policy, as_bytes
from credentials.parsing import read_json
from credentials.problems import CredentialsError
from credentials.proofs import data_integrity
from credentials.report import Answer
from tests.earlier import SIGNATURE_2020, in_version_1, signed_as_in_2020
from tests.properties.edits import edited
from tests.properties.neutral import normal_form
from tests.world import World

_EDITS = 5_000
# Of the suites with another key, which share all but the curve with one of the others.
_FEW_EDITS = 300
_PARTS = 4


def a_rich_badge(
    world: World, algorithm: Algorithm = ED25519, suite: str = "eddsa-rdfc-2022"
) -> bytes:
    """A signed badge with every kind of member: sets, references, words, dates, numbers."""
    issuer = world.key_issuer(algorithm)
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
    signed = data_integrity.secure(
        document,
        signer=issuer.signer,
        cryptosuite=suite,
        purpose="assertionMethod",
        at=world.at,
        policy=Policy.STRICT,
    )
    return as_bytes(signed)


def a_badge_of_version_1(world: World) -> bytes:
    """One of before the data model 2.0, with a proof of before Data Integrity 1.0."""
    issuer = world.key_issuer()
    types = ["VerifiableCredential", "OpenBadgeCredential"]
    badge = in_version_1(world.document(issuer, type=types), SIGNATURE_2020)
    return as_bytes(signed_as_in_2020(badge, issuer.signer, at=world.at))


def a_part_of_a_badge(world: World, algorithm: Algorithm, suite: str) -> bytes:
    """What a holder shows of one with such a suite: some parts, some of them mandatory."""
    issuer = world.key_issuer(algorithm)
    document = world.document(issuer, description="A certificate of the school.")
    achievement = document["credentialSubject"]["achievement"]
    achievement["alignment"] = [
        {
            "type": ["Alignment"],
            "targetName": f"Level {level}",
            "targetUrl": f"https://x.example/{level}",
        }
        for level in (2, 3, 4)
    ]
    base = data_integrity.secure(
        document,
        signer=issuer.signer,
        cryptosuite=suite,
        purpose="assertionMethod",
        at=world.at,
        policy=Policy.STRICT,
        mandatory_pointers=["/issuer", "/validFrom"],
    )
    pointers = [
        "/credentialSubject/identifier",
        "/credentialSubject/achievement/name",
        "/credentialSubject/achievement/alignment/1",
        "/credentialSubject/achievement/alignment/2",
    ]
    return as_bytes(data_integrity.derive(base, pointers=pointers, policy=Policy.STRICT))


# Each way to secure a document and each data model is one line here.
KINDS: dict[str, Callable[[World], bytes]] = {
    "badge": a_rich_badge,
    "version 1.1": a_badge_of_version_1,
    "bbs-2023": partial(a_part_of_a_badge, algorithm=BLS12381, suite="bbs-2023"),
    "ecdsa-sd-2023": partial(a_part_of_a_badge, algorithm=P256, suite="ecdsa-sd-2023"),
    "eddsa-jcs-2022": partial(a_rich_badge, suite="eddsa-jcs-2022"),
    "ecdsa-rdfc-2019": partial(a_rich_badge, algorithm=P256, suite="ecdsa-rdfc-2019"),
    "ecdsa-jcs-2019": partial(a_rich_badge, algorithm=P256, suite="ecdsa-jcs-2019"),
}
MORE_KINDS: dict[str, Callable[[World], bytes]] = {
    "ecdsa-rdfc-2019 on P-384": partial(a_rich_badge, algorithm=P384, suite="ecdsa-rdfc-2019"),
    "ecdsa-jcs-2019 on P-384": partial(a_rich_badge, algorithm=P384, suite="ecdsa-jcs-2019"),
}


@pytest.mark.slow
@pytest.mark.parametrize("part", range(_PARTS))
@pytest.mark.parametrize("kind", KINDS)
def test_any_edit_that_is_not_neutral_is_noticed(kind: str, part: int) -> None:
    notice_edits(KINDS[kind], part, edits=_EDITS // _PARTS)


@pytest.mark.parametrize("kind", MORE_KINDS)
def test_an_edit_under_another_curve_is_noticed(kind: str) -> None:
    notice_edits(MORE_KINDS[kind], seed=0, edits=_FEW_EDITS)


@pytest.mark.faults
@pytest.mark.parametrize("part", range(1, _PARTS + 1))
@pytest.mark.parametrize("kind", MORE_KINDS)
def test_any_edit_under_another_curve_is_noticed(kind: str, part: int) -> None:
    notice_edits(MORE_KINDS[kind], seed=part, edits=_EDITS // _PARTS)


def notice_edits(kind: Callable[[World], bytes], seed: int, *, edits: int) -> None:
    """Edit one document over and over; whatever is still genuine has to be the same one."""
    world = World()
    original = read_json(kind(world))
    unchanged = normal_form(original)
    assert world.verify(as_bytes(original), materials=NOTHING_AT_HAND).genuine is Answer.YES
    # Seeded, so that a failure can be repeated.
    rng = random.Random(seed)  # noqa: S311 - nothing secret is drawn
    neutral = 0
    for _ in range(edits):
        edit, document = edited(original, rng)
        content = json.dumps(document, ensure_ascii=False).encode()
        report = world.verify(content, materials=NOTHING_AT_HAND)
        if report.genuine is not Answer.YES:
            continue
        neutral += 1
        assert normal_form(_reread(content)) == unchanged, (edit, document)
    # The test would prove nothing if no edit ever passed.
    assert neutral > 0


def _reread(content: bytes) -> Any:
    try:
        return read_json(content)
    except CredentialsError:
        return None
