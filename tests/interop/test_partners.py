"""The partners themselves: Node starts, and its packages sign and verify without a network."""

import pytest

from tests.interop import node

pytestmark = pytest.mark.interop


def test_the_javascript_partner_verifies_what_it_signed_and_nothing_else() -> None:
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "credentialSubject": {"id": "urn:example:a"},
    }
    assert node.run("self_check.mjs", {"credential": credential}) == {
        "intact": True,
        "changed": False,
    }
