"""The keys of an issuer with an https address: where they stand, and which is meant."""

import json
from typing import Any

import pytest

from credentials.did.https import did_web_of, trusted_name
from credentials.jose.issuer_metadata import (
    key_id,
    metadata_document,
    metadata_url,
    named_key,
    read_keys,
    read_metadata,
)
from credentials.keys import jwk
from credentials.keys.algorithms import ED25519, public_key
from credentials.keys.local_signer import LocalSigner
from credentials.problems import ProblemCode
from tests.refusal import refused

ISSUER = "https://school.example/issuers/riverside"
SIGNER = LocalSigner(bytes(32), verification_method="did:web:school.example#key-1")
KEY = public_key(ED25519, SIGNER.public_key)


@pytest.mark.parametrize(
    ("issuer", "url", "did"),
    [
        (
            "https://school.example",
            "https://school.example/.well-known/jwt-vc-issuer",
            "did:web:school.example",
        ),
        (
            "https://school.example/",
            "https://school.example/.well-known/jwt-vc-issuer",
            "did:web:school.example",
        ),
        (
            "https://school.example:8443/issuers/riverside",
            "https://school.example:8443/.well-known/jwt-vc-issuer/issuers/riverside",
            "did:web:school.example%3A8443:issuers:riverside",
        ),
        (
            "https://school.example/tenant/",
            "https://school.example/.well-known/jwt-vc-issuer/tenant",
            "did:web:school.example:tenant",
        ),
    ],
)
def test_the_address_goes_between_host_and_path(issuer: str, url: str, did: str) -> None:
    assert metadata_url(issuer) == url
    assert did_web_of(issuer) == did
    assert trusted_name(issuer) == did


@pytest.mark.parametrize(
    "issuer",
    [
        "https://School.example",
        "https://school.example:443",
        "https://school.example:99999",
        "https://school.example?x=1",
        "https://school.example#a",
        "https://user@school.example",
        "https://127.0.0.1",
        "https://[::1]",
        "https://school.example//a",
        "https://school.example/../a",
        "https://school.example/a:b",
        "https://school.example/%2e",
        "https://",
    ],
)
def test_another_spelling_is_refused_before_anything_is_fetched(issuer: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        metadata_url(issuer)
    assert trusted_name(issuer) == issuer


def test_an_issuer_with_a_did_is_trusted_under_that() -> None:
    assert trusted_name("did:key:z6Mk") == "did:key:z6Mk"


def test_a_key_is_named_as_the_issuer_names_its_keys() -> None:
    assert key_id(SIGNER, ISSUER) == "key-1"
    assert key_id(SIGNER, "did:web:school.example") == "did:web:school.example#key-1"


def test_what_is_published_is_read_back() -> None:
    document = metadata_document(ISSUER, [("key-1", KEY)])
    keys = read_metadata(json.dumps(document).encode(), issuer=ISSUER)
    assert isinstance(keys, list)
    assert named_key(keys, "key-1") == KEY
    assert named_key(keys, None) == KEY


def metadata(**changes: Any) -> bytes:
    merged = {**metadata_document(ISSUER, [("key-1", KEY)]), **changes}
    return json.dumps({name: each for name, each in merged.items() if each is not ...}).encode()


def test_the_keys_may_stand_at_an_address_of_their_own() -> None:
    url = "https://school.example/keys"
    assert read_metadata(metadata(jwks=..., jwks_uri=url), issuer=ISSUER) == url


def test_what_is_no_key_in_a_set_is_passed_over() -> None:
    keys = [{"kty": "OKP"}, "text", 5, None]
    assert read_metadata(metadata(jwks={"keys": keys}), issuer=ISSUER) == [{"kty": "OKP"}]
    assert named_key(read_keys(json.dumps({"keys": [jwk.encode(KEY)]}).encode()), None) == KEY


def test_metadata_of_another_issuer_is_never_used() -> None:
    with refused(ProblemCode.KEY_NOT_FOUND):
        read_metadata(metadata(issuer="https://school.example"), issuer=ISSUER)


@pytest.mark.parametrize(
    "content",
    [
        b"[]",
        metadata(jwks=...),
        metadata(jwks_uri="https://school.example/keys"),
        metadata(jwks=..., jwks_uri="http://school.example/keys"),
        metadata(jwks=..., jwks_uri=1),
        metadata(jwks=[]),
        metadata(jwks={"keys": {}}),
        metadata(jwks={"keys": [{}] * 257}),
    ],
)
def test_anything_else_is_no_metadata(content: bytes) -> None:
    with refused(ProblemCode.BAD_VALUE):
        read_metadata(content, issuer=ISSUER)


@pytest.mark.parametrize(
    ("keys", "name", "code"),
    [
        ([], None, ProblemCode.KEY_NOT_FOUND),
        ([{"kid": "other"}], "key-1", ProblemCode.KEY_NOT_FOUND),
        ([{"kid": "key-1"}, {"kid": "key-1"}], "key-1", ProblemCode.KEY_NOT_FOUND),
        ([jwk.encode(KEY), jwk.encode(KEY)], None, ProblemCode.KEY_NOT_FOUND),
        ([{"kid": "key-1"}], "key-1", ProblemCode.KEY_NOT_FOUND),
        ([{"kid": "key-1", "kty": "oct", "k": "AA"}], "key-1", ProblemCode.KEY_WEAK),
        ([{"kid": "key-1", "kty": "XYZ"}], "key-1", ProblemCode.SUITE_UNKNOWN),
    ],
)
def test_exactly_one_sound_key_is_meant(
    keys: list[dict[str, Any]], name: str | None, code: ProblemCode
) -> None:
    with refused(code):
        named_key(keys, name)
