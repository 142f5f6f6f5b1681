"""Related resources: a digest has the form of one, and is the right one where we can tell."""

import hashlib
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.jsonld import loader
from credentials.keys.encodings import encode_base58, encode_base64url
from credentials.model import JSONObject
from credentials.problems import ProblemCode
from credentials.resources import check

V2 = "https://www.w3.org/ns/credentials/v2"
ELSEWHERE = "https://resource.example/1"
# VCDM 2.0 §B.1 states the hash of the base context.
PUBLISHED = bytes.fromhex("59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734")
OTHER = hashlib.sha256(b"other").digest()
LONG = hashlib.sha512(b"other").digest()


def sri(digest: bytes, name: str = "sha256") -> str:
    return f"{name}-{b64encode(digest).decode()}"


def multihash(digest: bytes, kind: int = 0x12) -> str:
    return "u" + encode_base64url(bytes([kind, len(digest)]) + digest)


def places(*resources: JSONObject) -> list[str]:
    problems = check({"relatedResource": list(resources)})
    assert {problem.code for problem in problems} <= {ProblemCode.BAD_VALUE}
    return [problem.pointer for problem in problems]


@pytest.mark.parametrize(
    "digests",
    [
        {"digestSRI": sri(PUBLISHED)},
        {"digestSRI": f"{sri(OTHER)} {sri(PUBLISHED)}?ct=application/json"},
        # What is kept here may be in other white space, so that only SHA-256 is compared.
        {"digestSRI": sri(LONG, "sha512")},
        {"digestMultibase": multihash(PUBLISHED)},
        {"digestMultibase": "z" + encode_base58(b"\x12\x20" + PUBLISHED)},
        {"digestMultibase": multihash(LONG, 0x13)},
        {"digestMultibase": multihash(PUBLISHED), "digestSRI": sri(PUBLISHED)},
    ],
)
def test_the_digest_of_a_kept_resource_is_accepted(digests: JSONObject) -> None:
    assert places({"id": V2, **digests}) == []


@pytest.mark.parametrize(
    ("digests", "member"),
    [
        ({"digestSRI": sri(OTHER)}, "digestSRI"),
        ({"digestSRI": f"{sri(OTHER)} {sri(LONG, 'sha512')}"}, "digestSRI"),
        ({"digestSRI": f"sha256-{PUBLISHED.hex()}"}, "digestSRI"),
        ({"digestSRI": "sha256-AAAAA"}, "digestSRI"),
        ({"digestSRI": f"{sri(PUBLISHED)} nothing"}, "digestSRI"),
        ({"digestMultibase": multihash(OTHER)}, "digestMultibase"),
        ({"digestMultibase": multihash(PUBLISHED), "digestSRI": sri(OTHER)}, "digestSRI"),
    ],
)
def test_another_digest_of_a_kept_resource_is_refused(digests: JSONObject, member: str) -> None:
    assert places({"id": V2, **digests}) == [f"/relatedResource/0/{member}"]


@pytest.mark.parametrize("digest", ["", " ", "md5-AAAA", "sha256-", "sha256-*", 1, None, ["x"]])
def test_what_is_no_integrity_text_is_refused(digest: object) -> None:
    assert places({"id": ELSEWHERE, "digestSRI": digest}) == ["/relatedResource/0/digestSRI"]


@pytest.mark.parametrize(
    "digest",
    [
        "",
        "u",
        "z",
        "u*",
        "z0",
        "m" + b64encode(b"\x12\x01a").decode(),
        "u" + encode_base64url(b"\x12"),
        "u" + encode_base64url(b"\x12\x00"),
        "u" + encode_base64url(b"\x12\x21" + OTHER),
        "u" + encode_base64url(b"\x92\x20" + OTHER),
        "u" + encode_base64url(b"\x80\x20" + OTHER),
        "u" + "A" * 2_000,
        "z" + "2" * 900,
        1,
        None,
    ],
)
def test_what_is_no_multihash_is_refused(digest: object) -> None:
    found = places({"id": ELSEWHERE, "digestMultibase": digest})
    assert found == ["/relatedResource/0/digestMultibase"]


def test_of_what_is_kept_elsewhere_only_the_form_is_looked_at() -> None:
    assert places({"id": ELSEWHERE, "digestSRI": sri(OTHER)}) == []
    assert places({"id": ELSEWHERE, "digestMultibase": multihash(OTHER)}) == []


def test_each_resource_is_looked_at_and_one_alone_too() -> None:
    good, bad = {"id": V2, "digestSRI": sri(PUBLISHED)}, {"id": ELSEWHERE, "digestSRI": "x"}
    assert places(good, bad, bad) == [
        "/relatedResource/1/digestSRI",
        "/relatedResource/2/digestSRI",
    ]
    single = check({"relatedResource": bad})
    assert [problem.pointer for problem in single] == ["/relatedResource/digestSRI"]
    assert check({}) == []


def test_the_published_hash_is_the_one_that_the_recommendation_states() -> None:
    assert loader.published_sha256(V2) == PUBLISHED.hex()


@given(digest=st.text(), identifier=st.sampled_from([V2, ELSEWHERE]))
def test_no_text_makes_it_raise(digest: str, identifier: str) -> None:
    for member in ("digestSRI", "digestMultibase"):
        check({"relatedResource": {"id": identifier, member: digest}})
