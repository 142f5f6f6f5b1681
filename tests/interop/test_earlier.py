"""Issued there as in earlier years, verified here: version 1.1 and Ed25519Signature2020."""

import pytest

from credentials import CREDENTIALS_V2, JSONObject
from credentials.parsing import CREDENTIALS_V1
from tests.attacks.forging import otherwise_signed
from tests.earlier import in_version_1
from tests.interop.installation import Installation, badge
from tests.interop.node import run
from tests.interop.partner import as_bytes
from tests.interop.table import Shown, shows

pytestmark = pytest.mark.interop


def of_version_2() -> JSONObject:
    return {**badge(), "id": "urn:uuid:0b3aef56-d8ba-41ed-83dd-58172aaccc33"}


def of_version_1() -> JSONObject:
    return in_version_1(of_version_2())


@shows("{suite}, {first_context}", Shown.IN, Shown.IN_CHANGED)
@pytest.mark.parametrize(
    ("first_context", "suite"),
    [
        (CREDENTIALS_V1, "Ed25519Signature2020"),
        (CREDENTIALS_V1, "eddsa-rdfc-2022"),
        (CREDENTIALS_V2, "Ed25519Signature2020"),
    ],
)
def test_what_node_signs_as_in_earlier_years_is_verified_and_refused_once_it_is_changed(
    home: Installation, first_context: str, suite: str
) -> None:
    document = of_version_1() if first_context == CREDENTIALS_V1 else of_version_2()
    signed = run("earlier.mjs", {"credential": document, "suite": suite})
    assert signed["@context"][0] == first_context
    assert home.judged(as_bytes(signed)) == ("valid", [])
    signed["credentialSubject"]["achievement"]["name"] = "Master scaffolder"
    assert home.judged(as_bytes(signed)) == ("invalid", ["tampered"])


@shows("JWT with a vc claim", Shown.IN, Shown.IN_CHANGED)
def test_a_token_of_node_with_a_vc_claim_is_verified_and_refused_once_it_is_changed(
    home: Installation,
) -> None:
    token = run("earlier.mjs", {"credential": of_version_1(), "suite": "jwt"}).encode()
    assert home.judged(token) == ("valid", [])
    assert home.judged(otherwise_signed(token)) == ("invalid", ["tampered"])
