"""Identifiers of a badge, compared with one that the reader knows."""

import hashlib

import pytest

from credentials.badges.identity import Match, hashed_kinds, is_hash_of, matches
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
    document = about(hashed(name=name, salt=salt))
    assert matches(document, f" {ADDRESS} ") is Match.SAME
    assert matches(document, ADDRESS.upper()) is Match.SAME
    assert matches(document, "someone@example.org") is Match.ANOTHER
    assert hashed_kinds(document) == ("emailAddress",)


def test_hexadecimal_may_be_in_capitals() -> None:
    identity = hashed()
    name, _, digest = identity["identityHash"].partition("$")
    assert is_hash_of(identity | {"identityHash": f"{name}${digest.upper()}"}, ADDRESS)


def test_one_of_several_is_enough_and_other_kinds_do_not_count() -> None:
    name = {"hashed": False, "identityHash": ADDRESS, "identityType": "name"}
    assert matches(about(hashed("b@example.org"), hashed()), ADDRESS) is Match.SAME
    assert matches(about(name), ADDRESS) is Match.NONE
    assert matches(about(name), ADDRESS, kind="name") is Match.SAME
    assert hashed_kinds(about(name)) == ()


def test_an_address_in_plain_words_is_compared_too() -> None:
    plain = {"hashed": False, "identityHash": "Amina@example.org", "identityType": "emailAddress"}
    assert matches(about(plain), "amina@EXAMPLE.org") is Match.SAME


@pytest.mark.parametrize(
    "change",
    [
        {"identityHash": 5},
        {"salt": 5},
        {"identityHash": "sha256"},
        {"identityHash": "sha1$" + "0" * 40},
        {"identityHash": "sha256$" + "0" * 63},
        {"identityHash": "sha256$" + "ä" * 64},
        {"hashed": "true", "identityHash": ADDRESS},
    ],
)
def test_what_is_no_identity_hash_is_nobodys(change: JSONObject) -> None:
    assert not is_hash_of(hashed() | change, ADDRESS)


def test_nothing_is_the_hash_of_nothing() -> None:
    assert not is_hash_of(hashed(""), "")


@pytest.mark.parametrize("document", [{}, {"credentialSubject": "x"}, about("x", 5)])
def test_a_document_of_any_form_is_answered(document: JSONObject) -> None:
    assert matches(document, ADDRESS) is Match.NONE
    assert hashed_kinds(document) == ()


def test_no_more_than_a_hundred_identifiers_are_compared() -> None:
    assert matches(about(*[hashed("b@example.org")] * 100, hashed()), ADDRESS) is Match.ANOTHER
