"""did:key: the identifier is the key, and nothing has to be fetched."""

from datetime import UTC, datetime

import pytest

from credentials.did import key
from credentials.keys import multikey
from credentials.keys.encodings import encode_base58
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
# The did:key Method, "Test Vectors", Ed25519.
PUBLISHED = "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp"
NAME = PUBLISHED.removeprefix("did:key:")


@pytest.mark.parametrize("relationship", ["assertionMethod", "authentication"])
def test_its_one_key_is_for_assertion_and_authentication(relationship: str) -> None:
    document = key.document(PUBLISHED)
    found = document.verification_method(f"{PUBLISHED}#{NAME}", relationship=relationship, at=NOON)
    assert found == multikey.decode(NAME)


def test_a_key_has_one_did_and_one_url() -> None:
    public = multikey.decode(NAME)
    assert key.did_for(public) == PUBLISHED
    assert key.verification_method_for(public) == f"{PUBLISHED}#{NAME}"


def test_it_is_for_nothing_else() -> None:
    with refused(ProblemCode.KEY_NOT_ALLOWED):
        key.document(PUBLISHED).verification_method(
            f"{PUBLISHED}#{NAME}", relationship="capabilityInvocation", at=NOON
        )


@pytest.mark.parametrize("fragment", ["", "#", "#key-1", f"#{NAME}x", f"/a#{NAME}"])
def test_it_has_no_other_key(fragment: str) -> None:
    with refused(ProblemCode.KEY_NOT_FOUND):
        key.document(PUBLISHED).verification_method(
            PUBLISHED + fragment, relationship="assertionMethod", at=NOON
        )


@pytest.mark.parametrize(
    "did",
    [
        "did:key:",
        "did:key:z",
        "did:key:6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        "did:key:1.1:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp",
        PUBLISHED[:-1] + "0",
        f"{PUBLISHED}:",
        f"did:web:{NAME}",
    ],
)
def test_a_malformed_one_is_refused(did: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        key.document(did)
    assert caught.value.problem.code is ProblemCode.BAD_VALUE


@pytest.mark.parametrize(
    "did",
    [
        # The did:key Method, "Test Vectors": secp256k1 and X25519.
        "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",
        "did:key:z6LSeu9HkTHSfLLeUs2nnzUSNedgDUevfNQgQjQC23ZCit6F",
    ],
)
def test_another_kind_of_key_is_unknown_and_not_wrong(did: str) -> None:
    with refused(ProblemCode.SUITE_UNKNOWN):
        key.document(did)


def test_a_weak_key_is_refused() -> None:
    with refused(ProblemCode.KEY_WEAK):
        key.document("did:key:z" + encode_base58(b"\xed\x01" + bytes(32)))
