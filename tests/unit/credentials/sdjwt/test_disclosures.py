"""Disclosures: their text, their digest, and what is none."""

import json
from typing import Any

import pytest

from credentials.keys.encodings import encode_base64url
from credentials.problems import ProblemCode
from credentials.sdjwt.disclosures import digest_of, disclosure, random_salt, read_disclosure
from tests.refusal import refused

# RFC 9901 §4.2.1 to §4.2.3.
FAMILY_NAME = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
FRANCE = "WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIkZSIl0"


def written(value: Any) -> str:
    return encode_base64url(value if isinstance(value, bytes) else json.dumps(value).encode())


def test_the_published_disclosures_are_read_and_have_the_published_digests() -> None:
    member, element = read_disclosure(FAMILY_NAME), read_disclosure(FRANCE)
    assert (member.salt, member.name, member.value) == (
        "_26bc4LT-ac6q2KI6cBW5es",
        "family_name",
        "Möbius",
    )
    assert (element.name, element.value) == (None, "FR")
    assert member.digest("sha-256") == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"
    assert element.digest("sha-256") == "w0I8EKcdCtUPkGCNUrfwVp2xEgNjtoIDlOxc9-PlOhs"


@pytest.mark.parametrize("name", ["given_name", None])
def test_what_is_written_is_read_back(name: str | None) -> None:
    made = disclosure(name, {"a": [1, "ö"]}, salt="salt")
    assert read_disclosure(made.text) == made


def test_a_salt_has_128_bits_and_never_comes_twice() -> None:
    salts = {random_salt() for _ in range(100)}
    assert len(salts) == 100
    assert all(len(salt) == 22 for salt in salts)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "%%%",
        FAMILY_NAME + "=",
        written({}),
        written("salt"),
        written("ab"),
        written(5),
        written([]),
        written(["salt"]),
        written(["salt", "name", 1, 2]),
        written([1, "name", "value"]),
        written(["salt", 1, "value"]),
        written([None, "value"]),
        written(b'["salt", "name", {"a":1,"a":2}]'),
        written(b'["salt", "name", NaN]'),
        written(b'["salt", "name", ' + b"[" * 40 + b"]" * 40 + b"]"),
        written(b"\xff"),
    ],
)
def test_anything_else_is_no_disclosure(text: str) -> None:
    with refused(ProblemCode.MALFORMED):
        read_disclosure(text)


@pytest.mark.parametrize("name", ["_sd", "...", "_sd_alg"])
def test_a_reserved_name_is_never_disclosed(name: str) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        read_disclosure(written(["salt", name, []]))


@pytest.mark.parametrize("name", ["md5", "sha-256-32", "SHA-256", ""])
def test_another_hash_is_not_taken(name: str) -> None:
    with refused(ProblemCode.SUITE_UNKNOWN, pointer="/_sd_alg"):
        digest_of("text", name)
