"""JSON Web Keys: public ones only, and only when they fit what they say of themselves."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.keys import jwk
from credentials.keys.algorithms import ED25519, P256
from credentials.keys.encodings import encode_base64url
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

# RFC 8037, appendix A.2.
PUBLISHED = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}


def test_a_published_jwk_is_read_and_written_the_same() -> None:
    key = jwk.decode(PUBLISHED)
    assert key.algorithm is ED25519
    assert key.raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert jwk.encode(key) == PUBLISHED


@pytest.mark.parametrize(
    "fitting",
    [
        {"alg": "EdDSA"},
        {"alg": "Ed25519"},
        {"use": "sig"},
        {"key_ops": ["verify"]},
        {"kid": "2026", "ext": True},
        {"x5t": "ignored, as RFC 7517 §4 says"},
    ],
)
def test_members_that_fit_or_mean_nothing_here_are_taken(fitting: dict[str, Any]) -> None:
    assert jwk.decode(PUBLISHED | fitting) == jwk.decode(PUBLISHED)


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_key_published_with_its_private_part_is_weak(member: str) -> None:
    with refused(ProblemCode.KEY_WEAK):
        jwk.decode(PUBLISHED | {member: "AA"})


@pytest.mark.parametrize(
    "change",
    [
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "ES256"},
        {"alg": None},
        {"alg": ["EdDSA"]},
        {"alg": {}},
        {"use": "enc"},
        {"use": ["sig"]},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"key_ops": {}},
        {"kty": None},
        {"kty": ["OKP"]},
        {"x": None},
        {"x": 7},
        {"x": ""},
        {"x": PUBLISHED["x"] + "="},
        {"x": PUBLISHED["x"][:-1] + "p"},
        {"x": PUBLISHED["x"] + "AA"},
        {"x": PUBLISHED["x"][:-1]},
        {"x": "A" * 1_000_000},
    ],
)
def test_what_does_not_fit_is_refused(change: dict[str, Any]) -> None:
    with refused(ProblemCode.BAD_VALUE):
        jwk.decode(PUBLISHED | change)


@pytest.mark.parametrize(
    "kind",
    [
        {"kty": "EC", "crv": "secp256k1"},
        {"kty": "OKP", "crv": "X25519"},
        {"kty": "okp"},
        {"crv": ["Ed25519"]},
        {"crv": None},
    ],
)
def test_other_kinds_of_key_are_unknown_and_not_wrong(kind: dict[str, Any]) -> None:
    with refused(ProblemCode.SUITE_UNKNOWN):
        jwk.decode(PUBLISHED | kind)


# RFC 7515, appendix A.3.
EC = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}


def test_a_published_jwk_with_two_coordinates_is_read_and_written_the_same() -> None:
    key = jwk.decode(EC)
    assert key.algorithm is P256
    assert jwk.encode(key) == EC


@pytest.mark.parametrize(
    "change", [{"y": None}, {"y": EC["x"]}, {"x": EC["y"]}, {"y": EC["y"][:-4]}, {"alg": "ES384"}]
)
def test_coordinates_that_are_no_point_are_refused(change: dict[str, Any]) -> None:
    with refused(ProblemCode.BAD_VALUE):
        jwk.decode(EC | change)


def test_a_weak_key_is_refused() -> None:
    with refused(ProblemCode.KEY_WEAK):
        jwk.decode(PUBLISHED | {"x": encode_base64url(bytes(32))})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@given(st.dictionaries(st.sampled_from(["kty", "crv", "x", "alg", "use", "key_ops", "kid"]), JSON))
def test_any_object_is_a_key_or_refused(members: dict[str, Any]) -> None:
    for candidate in (members, PUBLISHED | members):
        try:
            key = jwk.decode(candidate)
        except CredentialsError:
            continue
        assert jwk.encode(key)["x"] == candidate["x"]
