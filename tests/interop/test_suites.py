"""Every suite for Ed25519, P-256 and P-384 keys between our code and Digital Bazaar's."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from credentials.derivation import derive
from credentials.issuance import issue
from credentials.keys.algorithms import ALGORITHMS
from credentials.model import JSONObject
from credentials.parsing import credential
from credentials.problems import ProblemCode
from tests.attacks.forging import codes
from tests.interop import node
from tests.interop.installation import badge, with_other_name
from tests.interop.table import Shown, shows
from tests.world import World

pytestmark = pytest.mark.interop

SELECTIVE = "ecdsa-sd-2023"
PAIRS = [
    ("eddsa-rdfc-2022", "Ed25519"),
    ("eddsa-jcs-2022", "Ed25519"),
    ("ecdsa-rdfc-2019", "P-256"),
    ("ecdsa-rdfc-2019", "P-384"),
    ("ecdsa-jcs-2019", "P-256"),
    ("ecdsa-jcs-2019", "P-384"),
    (SELECTIVE, "P-256"),
]
IDENTIFIER = "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427"
MANDATORY = ["/issuer", "/validFrom"]
POINTERS = ["/credentialSubject/achievement/name", "/credentialSubject/achievement/criteria"]


class Both:
    """What was made here with each suite, and what Node made of it and on its own."""

    def __init__(self) -> None:
        # Node signs with the time of its own clock.
        self.world = World(at=datetime.now(UTC))  # noqa: TID251 - the partner has no other
        self.unsigned = badge() | {"id": IDENTIFIER}
        questions = [self.question(suite, key) for suite, key in PAIRS]
        self.answers = dict(zip(PAIRS, node.run("suites.mjs", questions), strict=True))

    def question(self, suite: str, key: str) -> JSONObject:
        issuer = self.world.key_issuer(ALGORITHMS[key])
        mandatory = MANDATORY if suite == SELECTIVE else None
        secured = issue(
            credential({**self.unsigned, "issuer": {"id": issuer.did, "type": ["Profile"]}}),
            issuer.signer,
            at=self.world.at,
            cryptosuite=suite,
            mandatory_pointers=mandatory,
        )
        made = json.loads(secured.content)
        asked = {"suite": suite, "key": key, "credential": self.unsigned}
        if suite != SELECTIVE:
            return {**asked, "shown": [made, with_other_name(made)]}
        part = derived(made)
        asked |= {"base": made, "pointers": POINTERS, "mandatory": MANDATORY}
        return {**asked, "shown": [part, with_other_name(part), made]}

    def judged(self, document: JSONObject) -> tuple[str, list[ProblemCode]]:
        report = self.world.verify(document)
        return report.verdict.value, codes(report)


def derived(base: JSONObject) -> JSONObject:
    part: JSONObject = json.loads(derive(json.dumps(base).encode(), POINTERS).content)
    return part


@pytest.fixture(scope="module")
def both() -> Both:
    return Both()


@shows("{suite}, {key}", Shown.OUT, Shown.OUT_CHANGED)
@pytest.mark.parametrize(("suite", "key"), PAIRS)
def test_what_is_issued_here_is_verified_there_and_what_is_changed_is_not(
    both: Both, suite: str, key: str
) -> None:
    # A base proof is not for showing there either.
    expected = [True, False, False] if suite == SELECTIVE else [True, False]
    assert both.answers[suite, key]["verified"] == expected


@shows("{suite}, {key}", Shown.IN, Shown.IN_CHANGED)
@pytest.mark.parametrize(("suite", "key"), PAIRS)
def test_what_is_issued_there_is_verified_here_and_what_is_changed_is_not(
    both: Both, suite: str, key: str
) -> None:
    made: Any = both.answers[suite, key]["issued"]
    if suite == SELECTIVE:
        assert both.judged(made) == ("invalid", [ProblemCode.PROOF_NOT_FOR_SHOWING])
        made = derived(made)
    assert both.judged(made) == ("valid", [])
    assert both.judged(with_other_name(made)) == ("invalid", [ProblemCode.TAMPERED])


@shows("{suite}, {key}", Shown.IN, Shown.IN_CHANGED)
@pytest.mark.parametrize(("suite", "key"), [(SELECTIVE, "P-256")])
@pytest.mark.parametrize("made", ["derived", "issuedDerived"], ids=["issued here", "issued there"])
def test_what_is_derived_there_is_verified_here_and_what_is_changed_is_not(
    both: Both, suite: str, key: str, made: str
) -> None:
    part: Any = both.answers[suite, key][made]
    assert both.judged(part) == ("valid", [])
    assert both.judged(with_other_name(part)) == ("invalid", [ProblemCode.TAMPERED])
