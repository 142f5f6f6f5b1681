"""From a DID to its document: from what is at hand, or by saying what is missing."""

import json
from datetime import UTC, datetime

import pytest

from credentials.did.document import DIDDocument, PublishedKey, key_document
from credentials.did.key import did_for, verification_method_for
from credentials.did.resolution import resolve
from credentials.keys import jwk
from credentials.keys.algorithms import ED25519, public_key
from credentials.keys.encodings import encode_base64url
from credentials.keys.local_signer import LocalSigner
from credentials.materials import NOTHING_AT_HAND, Fetched, Materials, Want, WantKind
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
DID = "did:web:school.example"
KEY = public_key(ED25519, LocalSigner(bytes(32), verification_method=DID).public_key)
DOCUMENT = json.dumps(key_document(DID, [PublishedKey("key-1", KEY)])).encode()


def at_hand(content: bytes | None, reason: str = "", *, gone: bool = False) -> Materials:
    return Materials(did_documents={DID: Fetched(content, NOON, reason, gone)})


def resolved(did: str, materials: Materials = NOTHING_AT_HAND) -> DIDDocument:
    found = resolve(did, materials)
    assert isinstance(found, DIDDocument)
    return found


def test_a_did_key_needs_nothing() -> None:
    assert list(resolved(did_for(KEY)).methods) == [verification_method_for(KEY)]


def test_a_did_jwk_needs_nothing() -> None:
    did = "did:jwk:" + encode_base64url(json.dumps(jwk.encode(KEY)).encode())
    assert list(resolved(did).methods) == [f"{did}#0"]


def test_a_did_web_that_is_not_at_hand_is_wanted() -> None:
    assert resolve(DID, NOTHING_AT_HAND) == Want(
        WantKind.DID_DOCUMENT, DID, "https://school.example/.well-known/did.json"
    )


def test_a_did_web_that_is_at_hand_is_read() -> None:
    assert list(resolved(DID, at_hand(DOCUMENT)).methods) == [f"{DID}#key-1"]


def test_the_document_of_one_did_is_not_taken_for_another() -> None:
    materials = Materials(did_documents={"did:web:other.example": Fetched(DOCUMENT, NOON)})
    with refused(ProblemCode.KEY_NOT_FOUND):
        resolve("did:web:other.example", materials)


@pytest.mark.parametrize("reason", ["the host does not answer", ""])
@pytest.mark.parametrize("gone", [True, False])
def test_a_did_web_that_could_not_be_fetched_is_unreachable(reason: str, *, gone: bool) -> None:
    with pytest.raises(CredentialsError) as caught:
        resolve(DID, at_hand(None, reason, gone=gone))
    assert caught.value.problem.code is ProblemCode.ISSUER_UNREACHABLE
    expected = reason or ("it is gone" if gone else "it could not be fetched")
    assert expected in caught.value.problem.detail


@pytest.mark.parametrize("content", [b"<html>", b"[]", b"", b"{" * 70_000])
def test_an_address_without_a_did_document_leaves_the_question_open(content: bytes) -> None:
    with refused(ProblemCode.ISSUER_UNREACHABLE):
        resolve(DID, at_hand(content))


def test_a_deactivated_did_answers_the_question() -> None:
    value = json.dumps({**json.loads(DOCUMENT), "deactivated": True}).encode()
    with refused(ProblemCode.KEY_NOT_FOUND):
        resolve(DID, at_hand(value))


@pytest.mark.parametrize(
    "did", ["did:ion:EiA", "did:ethr:0x1", "did:example:123", "http://school.example", "urn:a:b"]
)
def test_another_method_is_unknown_and_not_wrong(did: str) -> None:
    with refused(ProblemCode.DID_METHOD_UNKNOWN):
        resolve(did, NOTHING_AT_HAND)


@pytest.mark.parametrize("did", ["did:web:127.0.0.1", "did:web:a%2Fb", "did:key:x", "did:jwk:x"])
def test_a_malformed_did_is_refused_and_never_wanted(did: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        resolve(did, NOTHING_AT_HAND)
    assert caught.value.problem.code is ProblemCode.BAD_VALUE
