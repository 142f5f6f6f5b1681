"""did:jwk: the identifier is a public JWK, and nothing has to be fetched."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from credentials.did import jwk
from credentials.keys.algorithms import P256
from credentials.keys.encodings import encode_base64url
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
# RFC 8037, appendix A.2.
KEY = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


def did_of(value: Any) -> str:
    return "did:jwk:" + encode_base64url(json.dumps(value).encode())


@pytest.mark.parametrize("relationship", ["assertionMethod", "authentication"])
def test_its_one_key_is_for_assertion_and_authentication(relationship: str) -> None:
    did = did_of(KEY)
    found = jwk.document(did).verification_method(f"{did}#0", relationship=relationship, at=NOON)
    assert found.raw.hex().startswith("d75a980182b10ab7")


def test_it_has_no_other_key() -> None:
    did = did_of(KEY)
    with refused(ProblemCode.KEY_NOT_FOUND):
        jwk.document(did).verification_method(f"{did}#1", relationship="authentication", at=NOON)


def test_one_with_its_private_part_is_weak() -> None:
    with refused(ProblemCode.KEY_WEAK):
        jwk.document(did_of(KEY | {"d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A"}))


def test_one_for_encryption_is_refused() -> None:
    with refused(ProblemCode.BAD_VALUE):
        jwk.document(did_of(KEY | {"use": "enc"}))


def test_the_published_one_is_read() -> None:
    # The did:jwk method specification, "Examples", P-256.
    published = {
        "crv": "P-256",
        "kty": "EC",
        "x": "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0",
        "y": "_KcyLj9vWMptnmKtm46GqDz8wf74I5LKgrl2GzH3nSE",
    }
    did = did_of(published)
    method = jwk.document(did).verification_method(
        f"{did}#0", relationship="assertionMethod", at=datetime(2026, 11, 20, tzinfo=UTC)
    )
    assert method.algorithm is P256


@pytest.mark.parametrize("value", [None, 7, "text", [KEY], {}, {"kty": "OKP"}])
def test_what_is_no_jwk_is_refused(value: Any) -> None:
    with pytest.raises(CredentialsError) as caught:
        jwk.document(did_of(value))
    assert caught.value.problem.code in {ProblemCode.BAD_VALUE, ProblemCode.SUITE_UNKNOWN}


@pytest.mark.parametrize("name", ["AA", "e30=", "e31", "a.b", "Ww", "eyJhIjoxLCJhIjoyfQ"])
def test_what_is_no_json_in_base64url_is_refused(name: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        jwk.document(f"did:jwk:{name}")
    assert caught.value.problem.code in {ProblemCode.BAD_VALUE, ProblemCode.MALFORMED}


def test_a_did_of_another_method_is_not_taken_for_a_did_jwk() -> None:
    with refused(ProblemCode.BAD_VALUE):
        jwk.document(did_of(KEY).replace("did:jwk:", "did:key:"))
