"""Whatever an issuer puts into an SD-JWT VC, a check comes to an end and a reader is told."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from app.verifier.reading import read
from credentials.jose import compact
from credentials.model import ParsedCredential
from credentials.problems import ProblemCode
from credentials.report import VerificationReport
from tests.typed_world import VCT, TypedWorld

# Names that mean something in other documents: here they are claims like any other.
_NAMES = [
    "type", "@type", "id", "name", "issuer", "validFrom", "validUntil", "credentialSubject",
    "credentialStatus", "credentialSchema", "evidence", "endorsement", "endorsementJwt", "proof",
    "relatedResource", "refreshService", "termsOfUse", "achievement", "holder", "vc", "sub", "iat",
    "given_name", "status", "identifier", "verifiableCredential", "recipient", "badge",
]  # fmt: skip
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text("aé:/~ ", max_size=4)
    | st.sampled_from(["EndorsementCredential", "JsonSchemaCredential", "urn:x", "eyJ.e30.AA~"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip
_WORLD = TypedWorld()
_AT_HAND = _WORLD.materials()


def judged(claims: dict[str, Any]) -> VerificationReport:
    payload = {"iss": _WORLD.https, "vct": VCT, **claims}
    members = {"typ": "dc+sd-jwt", "kid": "key-1"}
    token = compact.sign_with(members, json.dumps(payload).encode(), _WORLD.school.signer)
    return _WORLD.verify(f"{token}~".encode(), materials=_AT_HAND)


@given(st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=4))
def test_any_claims_are_judged_and_read(claims: dict[str, Any]) -> None:
    report = judged(claims)
    report.as_json(problem_base="/p")
    read(report)
    if isinstance(report.parsed, ParsedCredential) and "status" not in claims:
        refused = {ProblemCode.PROOF_REJECTED, ProblemCode.BAD_VALUE}
        assert {one.code for one in report.problems} <= (refused if "iat" in claims else set())


def test_a_token_that_calls_itself_something_of_ours_is_not_taken_for_that() -> None:
    for name in ("JsonSchemaCredential", "EndorsementCredential", "https://x.example/receipts"):
        report = judged({"vct": name, "type": [name], "credentialSubject": 1})
        assert report.parsed is not None
        assert read(report).title is None
