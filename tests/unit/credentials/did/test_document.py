"""DID documents: which key they give for which purpose at which time, and which never."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.did.document import (
    DIDDocument,
    PublishedKey,
    key_document,
    parsed_document,
    read_document,
)
from credentials.keys import jwk, multikey
from credentials.keys.algorithms import ED25519, PublicKey, public_key
from credentials.keys.encodings import encode_base58
from credentials.keys.local_signer import LocalSigner
from credentials.model import JSONObject
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

DID = "did:web:school.example"
URL = f"{DID}#key-1"
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def key(number: int) -> PublicKey:
    signer = LocalSigner(bytes([number]) * 32, verification_method=URL)
    return public_key(ED25519, signer.public_key)


def entry(**changes: Any) -> JSONObject:
    """A Multikey entry; `...` removes a member."""
    members = {
        "id": URL,
        "type": "Multikey",
        "controller": DID,
        "publicKeyMultibase": multikey.encode(key(1)),
        **changes,
    }
    return {name: value for name, value in members.items() if value is not ...}


def document(**changes: Any) -> JSONObject:
    members = {
        "id": DID,
        "verificationMethod": [entry()],
        "assertionMethod": [URL],
        **changes,
    }
    return {name: value for name, value in members.items() if value is not ...}


def ask(value: JSONObject, url: str = URL, relationship: str = "assertionMethod") -> PublicKey:
    found = read_document(json.dumps(value).encode(), did=DID)
    return found.verification_method(url, relationship=relationship, at=NOON)


# ── Forms of keys ──


@pytest.mark.parametrize(
    "form",
    [
        {"type": "Multikey"},
        {"type": "Ed25519VerificationKey2020"},
        {"type": "JsonWebKey", "publicKeyMultibase": ..., "publicKeyJwk": jwk.encode(key(1))},
        {"type": "JsonWebKey2020", "publicKeyMultibase": ..., "publicKeyJwk": jwk.encode(key(1))},
    ],
    ids=lambda form: str(form["type"]),
)
def test_a_key_is_read_in_each_known_form(form: JSONObject) -> None:
    assert ask(document(verificationMethod=[entry(**form)])) == key(1)


def test_members_that_are_not_known_are_ignored() -> None:
    assert ask(document(service=[{"type": "Hub"}], alsoKnownAs=7, note=None)) == key(1)


def test_relative_references_are_resolved_against_the_did() -> None:
    value = document(verificationMethod=[entry(id="#key-1")], assertionMethod=["#key-1"])
    assert ask(value) == key(1)


def test_a_key_that_stands_in_a_relationship_itself_is_for_that_only() -> None:
    value = document(verificationMethod=..., assertionMethod=[entry()])
    assert ask(value) == key(1)
    with refused(ProblemCode.KEY_NOT_ALLOWED):
        ask(value, relationship="authentication")


def test_a_key_of_an_unknown_kind_does_not_spoil_the_others() -> None:
    strange = entry(id=f"{DID}#key-2", type="EcdsaSecp256k1VerificationKey2019")
    value = document(verificationMethod=[strange, entry()])
    assert ask(value) == key(1)


# ── Keys that are not given ──


def test_a_key_that_the_document_does_not_have_is_not_found() -> None:
    with refused(ProblemCode.KEY_NOT_FOUND):
        ask(document(), url=f"{DID}#key-2")


def test_a_key_that_is_only_referred_to_is_not_found() -> None:
    with refused(ProblemCode.KEY_NOT_FOUND):
        ask(document(verificationMethod=[]))


@pytest.mark.parametrize("controller", ["did:web:other.example", [DID], None, ...])
def test_a_key_with_a_foreign_controller_is_not_the_issuers(controller: Any) -> None:
    with refused(ProblemCode.KEY_NOT_FOUND):
        ask(document(verificationMethod=[entry(controller=controller)]))


def test_a_document_cannot_vouch_for_a_key_under_another_did() -> None:
    foreign = "did:web:other.example#key-1"
    value = document(verificationMethod=[entry(id=foreign)], assertionMethod=[foreign])
    with refused(ProblemCode.KEY_NOT_FOUND):
        ask(value, url=foreign)


def test_a_key_that_is_listed_for_another_purpose_only_is_not_allowed() -> None:
    with refused(ProblemCode.KEY_NOT_ALLOWED):
        ask(document(assertionMethod=..., authentication=[URL]))


def test_a_purpose_that_documents_have_no_list_of_is_not_allowed() -> None:
    with refused(ProblemCode.KEY_NOT_ALLOWED):
        ask(document(), relationship="verificationMethod")


@pytest.mark.parametrize("moment", ["2020-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "soon", None])
def test_a_revoked_key_is_not_allowed_whatever_date_is_claimed(moment: Any) -> None:
    with refused(ProblemCode.KEY_NOT_ALLOWED):
        ask(document(verificationMethod=[entry(revoked=moment)]))


@pytest.mark.parametrize("expires", ["2026-11-20T12:00:00Z", "2026-11-20T13:59:59+02:00"])
def test_a_key_that_had_expired_when_it_signed_is_not_allowed(expires: str) -> None:
    with refused(ProblemCode.KEY_NOT_ALLOWED):
        ask(document(verificationMethod=[entry(expires=expires)]))


def test_a_key_that_expired_after_it_signed_still_counts() -> None:
    assert ask(document(verificationMethod=[entry(expires="2026-11-20T12:00:01Z")])) == key(1)


@pytest.mark.parametrize(
    "change",
    [
        {"expires": "tomorrow"},
        {"expires": "2026-11-20"},
        {"expires": 7},
        {"publicKeyMultibase": ...},
        {"publicKeyMultibase": 7},
        {"publicKeyMultibase": "z6Mk"},
        {"publicKeyMultibase": "u7QE"},
        {"publicKeyMultibase": jwk.encode(key(1))},
        {"publicKeyJwk": jwk.encode(key(1))},
        {"type": "JsonWebKey"},
        {"type": "JsonWebKey", "publicKeyMultibase": ..., "publicKeyJwk": "text"},
        {"type": "JsonWebKey", "publicKeyMultibase": ..., "publicKeyJwk": {}},
    ],
)
def test_a_malformed_entry_gives_no_key(change: JSONObject) -> None:
    with pytest.raises(CredentialsError) as caught:
        ask(document(verificationMethod=[entry(**change)]))
    assert caught.value.problem.code in {ProblemCode.KEY_NOT_FOUND, ProblemCode.SUITE_UNKNOWN}


@pytest.mark.parametrize("kind", ["Ed25519VerificationKey2018", "multikey", 7, ["Multikey"], ...])
def test_an_entry_of_an_unknown_type_is_unknown_and_not_wrong(kind: Any) -> None:
    with refused(ProblemCode.SUITE_UNKNOWN):
        ask(document(verificationMethod=[entry(type=kind)]))


def test_a_weak_key_is_refused() -> None:
    weak = "z" + encode_base58(b"\xed\x01\x01" + bytes(31))
    with refused(ProblemCode.KEY_WEAK):
        ask(document(verificationMethod=[entry(publicKeyMultibase=weak)]))


@pytest.mark.parametrize(
    "member", ["secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk"]
)
def test_a_key_that_was_published_with_its_private_part_is_weak(member: str) -> None:
    with refused(ProblemCode.KEY_WEAK):
        ask(document(verificationMethod=[entry(**{member: "z3u2"})]))


# ── Documents that are not taken ──


@pytest.mark.parametrize("identifier", ["did:web:other.example", f"{DID}#", DID.upper(), 7, ...])
def test_a_document_of_another_did_is_not_the_issuers(identifier: Any) -> None:
    with refused(ProblemCode.KEY_NOT_FOUND, pointer="/id"):
        ask(document(id=identifier))


@pytest.mark.parametrize("value", [True, "true", 1, None])
def test_a_deactivated_did_has_no_keys(value: Any) -> None:
    with refused(ProblemCode.KEY_NOT_FOUND, pointer="/deactivated"):
        ask(document(deactivated=value))


def test_a_did_that_says_it_is_not_deactivated_has_keys() -> None:
    assert ask(document(deactivated=False)) == key(1)


@pytest.mark.parametrize(
    "change",
    [
        {"verificationMethod": {}},
        {"verificationMethod": entry()},
        {"verificationMethod": None},
        {"verificationMethod": ["#key-1"]},
        {"verificationMethod": [entry(id=...)]},
        {"verificationMethod": [entry(id=7)]},
        {"verificationMethod": [entry(), entry()]},
        {"verificationMethod": [entry(), entry(id="#key-1", controller="did:web:b.example")]},
        {"assertionMethod": [entry()]},
        {"assertionMethod": URL},
        {"assertionMethod": [7]},
        {"assertionMethod": [["#key-1"]]},
        {"authentication": "#key-1"},
        {"assertionMethod": [URL] * 257},
    ],
)
def test_a_document_of_another_shape_is_refused(change: JSONObject) -> None:
    with refused(ProblemCode.BAD_VALUE):
        ask(document(**change))


@pytest.mark.parametrize("content", [b"[]", b"7", b"null", b'"did:web:school.example"'])
def test_json_that_is_no_object_is_refused(content: bytes) -> None:
    with refused(ProblemCode.BAD_VALUE):
        read_document(content, did=DID)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<!doctype html>",
        b"\xff\xfe",
        b'{"id":"did:web:school.example","id":"did:web:other.example"}',
        b"[" * 100_000,
        b'{"id":"did:web:school.example","padding":"' + b"a" * 65_536 + b'"}',
    ],
    ids=["nothing", "a page", "no text", "two ids", "deep", "large"],
)
def test_bytes_that_are_no_strict_json_are_refused(content: bytes) -> None:
    with refused(ProblemCode.MALFORMED):
        read_document(content, did=DID)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from([DID, URL, "#key-1", "Multikey"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "controller", "publicKeyMultibase", "publicKeyJwk"]),
            inner,
        )
    ),
    max_leaves=8,
)


@given(
    st.dictionaries(
        st.sampled_from(["verificationMethod", "assertionMethod", "authentication"]), JSON
    )
)
def test_any_document_gives_a_key_or_a_reason(members: JSONObject) -> None:
    for value in ({"id": DID, **members}, document(**members)):
        try:
            found = parsed_document(value, did=DID).verification_method(
                URL, relationship="assertionMethod", at=NOON
            )
        except CredentialsError:
            continue
        assert found == key(1)


@given(st.binary(max_size=60))
def test_any_bytes_are_a_document_or_refused(content: bytes) -> None:
    with pytest.raises(CredentialsError):
        read_document(content, did=DID)


# ── Documents that we publish ──


def published(*keys: PublishedKey) -> DIDDocument:
    return read_document(json.dumps(key_document(DID, keys)).encode(), did=DID)


def test_a_published_document_is_read_back() -> None:
    found = published(PublishedKey("key-1", key(1)), PublishedKey("key-2", key(2)))
    for number in (1, 2):
        for relationship in ("assertionMethod", "authentication"):
            url = f"{DID}#key-{number}"
            assert found.verification_method(url, relationship=relationship, at=NOON) == key(number)


def test_a_published_document_has_the_contexts_of_its_terms() -> None:
    assert key_document(DID, [PublishedKey("key-1", key(1))]) == {
        "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
        "id": DID,
        "verificationMethod": [entry()],
        "assertionMethod": [URL],
        "authentication": [URL],
    }
    as_jwk = PublishedKey("key-2", key(2), as_jwk=True)
    mixed = key_document(DID, [PublishedKey("key-1", key(1)), as_jwk])
    assert "https://w3id.org/security/jwk/v1" in mixed["@context"]


def test_a_retired_key_still_speaks_for_what_it_signed_before() -> None:
    found = published(PublishedKey("key-1", key(1), expires=NOON))
    before = NOON - timedelta(seconds=1)
    assert found.verification_method(URL, relationship="assertionMethod", at=before) == key(1)
    with refused(ProblemCode.KEY_NOT_ALLOWED):
        found.verification_method(URL, relationship="assertionMethod", at=NOON)


def test_a_retired_key_does_not_log_in() -> None:
    found = published(PublishedKey("key-1", key(1), expires=NOON))
    with refused(ProblemCode.KEY_NOT_ALLOWED):
        found.verification_method(URL, relationship="authentication", at=NOON - timedelta(days=1))


def test_a_revoked_key_is_published_as_such_and_speaks_for_nothing() -> None:
    value = key_document(DID, [PublishedKey("key-1", key(1), revoked=NOON)])
    assert value["verificationMethod"][0]["revoked"] == "2026-11-20T12:00:00Z"
    assert value["assertionMethod"] == value["authentication"] == []


def test_dates_are_published_in_utc() -> None:
    moment = NOON.astimezone(timezone(timedelta(hours=3)))
    value = key_document(DID, [PublishedKey("key-1", key(1), expires=moment)])
    assert value["verificationMethod"][0]["expires"] == "2026-11-20T12:00:00Z"


def test_two_keys_under_one_fragment_are_not_published() -> None:
    with refused(ProblemCode.BAD_VALUE):
        key_document(DID, [PublishedKey("key-1", key(1)), PublishedKey("key-1", key(2))])


@pytest.mark.parametrize("fragment", ["", "a b", "a#b"])
def test_a_malformed_fragment_is_not_published(fragment: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        key_document(DID, [PublishedKey(fragment, key(1))])
