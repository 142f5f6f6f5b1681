"""bbs-2023 between our code and Node's: issue, derive and verify, each on either side."""

from typing import Any

import pytest

from credentials.keys.algorithms import BLS12381
from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode
from credentials.proofs import data_integrity
from tests.attacks.forging import codes
from tests.interop import node
from tests.interop.installation import badge, with_other_name
from tests.interop.table import Shown, shows
from tests.world import NOON, World

pytestmark = pytest.mark.interop

IDENTIFIER = "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427"
MANDATORY = ["/issuer", "/type"]
POINTERS = ["/credentialSubject/achievement/name", "/validFrom"]


class Both:
    """What was made here, and what Node made of it and on its own."""

    def __init__(self) -> None:
        self.world = World()
        issuer = self.world.key_issuer(BLS12381)
        # What is left of a badge is rarely a whole one, which its schema would ask for.
        unsigned = badge() | {"id": IDENTIFIER, "type": ["VerifiableCredential"]}
        self.base = data_integrity.secure(
            {**unsigned, "issuer": issuer.did},
            signer=issuer.signer,
            purpose="assertionMethod",
            at=NOON,
            policy=Policy.STRICT,
            mandatory_pointers=MANDATORY,
        )
        self.shown = self.derived(self.base)
        self.forged = with_other_name(self.shown)
        self.answer = node.run(
            "bbs_credential.mjs",
            {
                "credential": unsigned,
                "base": self.base,
                "shown": [self.shown, self.forged],
                "pointers": POINTERS,
                "mandatory": MANDATORY,
            },
        )

    def derived(self, base: JSONObject) -> JSONObject:
        return data_integrity.derive(base, pointers=POINTERS, policy=Policy.STRICT)

    def judged(self, document: JSONObject) -> tuple[str, list[ProblemCode]]:
        report = self.world.verify(document)
        return report.verdict.value, codes(report)


@pytest.fixture(scope="module")
def both() -> Both:
    return Both()


@shows("bbs-2023", Shown.OUT, Shown.OUT_CHANGED)
def test_what_is_issued_and_derived_here_is_verified_there_and_what_is_changed_is_not(
    both: Both,
) -> None:
    assert both.answer["verified"] == [True, False]


@shows("bbs-2023", Shown.IN, Shown.IN_CHANGED)
@pytest.mark.parametrize("made", ["derived", "issuedDerived"], ids=["issued here", "issued there"])
def test_what_is_derived_there_is_verified_here_and_what_is_changed_is_not(
    both: Both, made: str
) -> None:
    shown: Any = both.answer[made]
    assert both.judged(shown) == ("valid", [])
    assert both.judged(with_other_name(shown)) == ("invalid", [ProblemCode.TAMPERED])


@shows("bbs-2023", Shown.IN, Shown.IN_CHANGED)
def test_what_is_issued_there_is_derived_here(both: Both) -> None:
    shown = both.derived(both.answer["issued"])
    assert both.judged(shown) == ("valid", [])
    assert both.judged(with_other_name(shown)) == ("invalid", [ProblemCode.TAMPERED])
    assert both.judged(both.answer["issued"]) == ("invalid", [ProblemCode.PROOF_NOT_FOR_SHOWING])
