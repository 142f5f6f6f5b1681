"""Addresses of a badge, compared with one that the reader knows."""

import hashlib

import pytest

from credentials.badges.identity import hashed_addresses, is_hash_of
from credentials.model import JSONObject

ADDRESS = "amina@example.org"


def hashed(plain: str = ADDRESS, *, name: str = "sha256", salt: str = "s4lt") -> JSONObject:
    digest = hashlib.new(name, f"{plain}{salt}".encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"{name}${digest}",
        "identityType": "emailAddress",
        **({"salt": salt} if salt else {}),
    }


def about(*identities: object) -> JSONObject:
    return {"credentialSubject": {"identifier": list(identities)}}


@pytest.mark.parametrize("name", ["sha256", "md5"])
@pytest.mark.parametrize("salt", ["", "s4lt"])
def test_a_hashed_address_is_found_again(name: str, salt: str) -> None:
    identity = hashed(name=name, salt=salt)
    assert is_hash_of(identity, f" {ADDRESS} ")
    assert is_hash_of(identity, ADDRESS.upper())
    assert not is_hash_of(identity, "someone@example.org")


def test_hexadecimal_may_be_in_capitals() -> None:
    identity = hashed()
    name, _, digest = identity["identityHash"].partition("$")
    assert is_hash_of(identity | {"identityHash": f"{name}${digest.upper()}"}, ADDRESS)


def test_an_address_in_plain_words_is_compared_too() -> None:
    plain = {"hashed": False, "identityHash": "Amina@example.org", "identityType": "emailAddress"}
    assert is_hash_of(plain, "amina@EXAMPLE.org")
    assert is_hash_of({"type": "email", "identity": ADDRESS}, ADDRESS)


@pytest.mark.parametrize(
    "change",
    [
        {"identityHash": 5},
        {"salt": 5},
        {"identityHash": "sha256"},
        {"identityHash": "sha1$" + "0" * 40},
        {"identityHash": "nothing$" + "0" * 40},
        {"identityHash": "sha256$" + "0" * 63},
        {"identityHash": "sha256$" + "ä" * 64},
        {"hashed": "true", "identityHash": ADDRESS},
    ],
)
def test_what_is_no_identity_hash_is_nobodys(change: JSONObject) -> None:
    assert not is_hash_of(hashed() | change, ADDRESS)


def test_nothing_is_the_hash_of_nothing() -> None:
    assert not is_hash_of(hashed(""), "")


def test_the_addresses_of_both_versions_are_found_and_other_kinds_are_not() -> None:
    name = hashed() | {"identityType": "name"}
    plain = hashed() | {"hashed": False}
    assert hashed_addresses(about(name, hashed(), plain)) == (hashed(),)
    recipient = {"type": "email", "hashed": True, "identity": "sha256$0"}
    assert hashed_addresses({"recipient": recipient}) == (recipient,)


@pytest.mark.parametrize(
    "document",
    [{}, {"credentialSubject": "x"}, about("x", 5), about({"identityType": ["x"], "hashed": True})],
)
def test_a_document_of_any_form_is_answered(document: JSONObject) -> None:
    assert hashed_addresses(document) == ()


def test_no_more_than_twenty_addresses_are_kept() -> None:
    assert len(hashed_addresses(about(*[hashed()] * 100))) == 20
