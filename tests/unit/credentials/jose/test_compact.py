"""Compact JWS: what is read strictly, and which headers are never believed."""

import json
import time
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.jose import compact
from credentials.keys.algorithms import ED25519, Algorithm, public_key
from credentials.keys.encodings import encode_base64url
from credentials.keys.local_signer import LocalSigner
from credentials.problems import CredentialsError, ProblemCode
from tests.refusal import refused

KID = "did:web:school.example#key-1"
SIGNER = LocalSigner(bytes(32), verification_method=KID)
HEADER = {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": KID}
ORDER = 2**252 + 27742317777372353535851937790883648493


def token(header: object = ..., payload: bytes = b"{}", signature: bytes = bytes(64)) -> str:
    """A token with any header: JSON of a value, or the bytes as they are."""
    value = HEADER if header is ... else header
    written = value if isinstance(value, bytes) else json.dumps(value).encode()
    return ".".join(encode_base64url(part) for part in (written, payload, signature))


def header(**changes: Any) -> dict[str, Any]:
    merged = {**HEADER, **changes}
    return {name: value for name, value in merged.items() if value is not ...}


# ── What is signed is read back ──


def test_what_was_signed_is_read_back_and_fits_the_key() -> None:
    jws = compact.parse(compact.sign(b'{"a":1}', SIGNER, typ="vc+jwt", cty="vc"))
    assert jws.header == HEADER
    assert jws.payload == b'{"a":1}'
    assert public_key(ED25519, SIGNER.public_key).verify(jws.signature, jws.signing_input)


def test_a_token_is_read_as_text_and_as_bytes() -> None:
    text = compact.sign(b"{}", SIGNER, typ="vp+jwt", cty="vp")
    assert compact.parse(text) == compact.parse(text.encode())


def test_the_published_token_of_rfc_8037_fits_its_key() -> None:
    # RFC 8037, appendix A.4. Its header names no key, so that the parts are put together here.
    secret = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    signer = LocalSigner(secret, verification_method=KID)
    signing_input = b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    assert encode_base64url(signer.sign(signing_input)) == (
        "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )


@pytest.mark.parametrize(
    "taken",
    [
        {"alg": "Ed25519"},
        {"cty": ...},
        {"typ": ...},
        {"iss": "did:web:school.example"},
        {"kid": "did:jwk:eyJ9#0"},
        {"url": "AA", "nonce": ["x"], "Alg": 7},
    ],
)
def test_the_members_that_are_taken_or_mean_nothing(taken: dict[str, Any]) -> None:
    # VC-JOSE-COSE 1.0 §3.1.3: what is not understood is ignored.
    assert compact.parse(token(header(**taken))).header == header(**taken)


def test_a_header_cannot_be_changed_after_it_was_read() -> None:
    read: Any = compact.parse(token()).header
    with pytest.raises(TypeError):
        read["alg"] = "none"


# ── Signers that cannot be trusted ──


@dataclass(frozen=True, slots=True)
class BrokenSigner:
    """A signer whose signature does not fit its key, as a worn-out device may give."""

    verification_method: str = KID
    algorithm: Algorithm = ED25519
    public_key: bytes = SIGNER.public_key

    def sign(self, content: bytes) -> bytes:
        return SIGNER.sign(content + b"!")


def test_a_signature_that_does_not_fit_never_leaves() -> None:
    with refused(ProblemCode.SIGNING_FAILED):
        compact.sign(b"{}", BrokenSigner(), typ="vc+jwt", cty="vc")


# ── Headers that say how they want to be believed ──


@pytest.mark.parametrize("algorithm", ["none", "HS256", "HS384", "HS512"])
def test_no_signature_and_shared_secrets_are_rejected(algorithm: str) -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer="/alg"):
        compact.parse(token(header(alg=algorithm)))


@pytest.mark.parametrize("algorithm", ["ES256K", "RS512", "PS256", "None", "NONE", "eddsa", ""])
def test_other_algorithms_are_unknown_and_not_wrong(algorithm: str) -> None:
    with refused(ProblemCode.SUITE_UNKNOWN, pointer="/alg"):
        compact.parse(token(header(alg=algorithm)))


@pytest.mark.parametrize(
    "member",
    ["crit", "b64", "jku", "x5u", "jwk", "x5c", "zip", "enc", "epk"],
)
def test_a_header_member_that_is_not_taken_is_rejected(member: str) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        compact.parse(token(header(**{member: "x"})))


@pytest.mark.parametrize(
    "trick",
    [
        {"crit": []},
        {"crit": ["b64"], "b64": False},
        {"b64": True},
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "AA"}},
        {"x5c": ["MIIB"]},
        {"jku": "https://evil.example/keys"},
    ],
)
def test_a_header_that_brings_its_own_key_or_rules_is_rejected(trick: dict[str, Any]) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        compact.parse(token(header(**trick)))


@pytest.mark.parametrize("member", ["alg", "typ", "cty", "kid", "iss"])
@pytest.mark.parametrize("value", [None, 7, True, ["EdDSA"], {"a": "b"}])
def test_a_header_member_that_is_no_text_is_rejected(member: str, value: object) -> None:
    with refused(ProblemCode.PROOF_REJECTED):
        compact.parse(token(header(**{member: value})))


def test_a_header_without_an_algorithm_is_rejected() -> None:
    with refused(ProblemCode.PROOF_REJECTED, pointer="/alg"):
        compact.parse(token(header(alg=...)))


@pytest.mark.parametrize(
    "written",
    [
        b'{"alg":"EdDSA","alg":"none","kid":"did:web:a.example#k"}',
        b'{"alg":"none","alg":"EdDSA","kid":"did:web:a.example#k"}',
        b'{"alg":"EdDSA","kid":"did:web:a.example#k","\\u0061lg":"none"}',
    ],
)
def test_a_header_that_says_something_twice_is_refused(written: bytes) -> None:
    with refused(ProblemCode.MALFORMED):
        compact.parse(token(written))


@pytest.mark.parametrize("written", [b"", b"[]", b'"x"', b"null", b"{", b"\xff", b"{}{}"])
def test_a_header_that_is_no_json_object_is_refused(written: bytes) -> None:
    with refused(ProblemCode.MALFORMED):
        compact.parse(token(written))


@pytest.mark.parametrize(
    "kid", [..., "", "key-1", "#key-1", "73voMXFNmNlOEpuYCSJlh8eN0dscykoO6gBukgRS1uU",
            "http://school.example/keys/1", "../../etc/passwd"],
)  # fmt: skip
def test_a_key_that_is_not_named_by_a_whole_address_is_unknown_and_not_wrong(kid: object) -> None:
    with refused(ProblemCode.DID_METHOD_UNKNOWN):
        compact.parse(token(header(kid=kid)))


@pytest.mark.parametrize("kid", ["did:web:a.example", "did:web:a.example#", "did:web:#k"])
def test_a_malformed_did_url_is_refused(kid: str) -> None:
    with refused(ProblemCode.BAD_VALUE):
        compact.parse(token(header(kid=kid)))


# ── The form ──


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "...",
        "a.b",
        token() + ".",
        token() + ".AA",
        token() + "=",
        token() + "\n",
        " " + token(),
        token().replace(".", "..", 1),
        token().replace("_", "/").replace("-", "+").replace("A", "/", 1),
        "é" + token(),
        '{"payload":"e30","protected":"e30","signature":"AA"}',
    ],
)
def test_anything_but_three_exact_parts_is_refused(text: str) -> None:
    for content in (text, text.encode()):
        with refused(ProblemCode.MALFORMED):
            compact.parse(content)


def test_bits_left_over_in_a_part_are_refused() -> None:
    whole = token()
    for part in range(3):
        parts = whole.split(".")
        parts[part] = "AB"
        with refused(ProblemCode.MALFORMED):
            compact.parse(".".join(parts))


def test_bytes_that_are_no_ascii_are_refused() -> None:
    with refused(ProblemCode.MALFORMED):
        compact.parse(token().encode() + b"\xff")


def test_a_header_of_fifty_megabytes_is_refused_at_once() -> None:
    content = b"e" * 50_000_000 + b".e30.AA"
    begin = time.perf_counter()
    with refused(ProblemCode.MALFORMED):
        compact.parse(content)
    assert time.perf_counter() - begin < 0.1


def test_a_header_of_more_than_eight_kilobytes_is_refused() -> None:
    with refused(ProblemCode.MALFORMED):
        compact.parse(token(header(iss="x" * 8_192)))


def test_a_token_of_256_kilobytes_is_read_and_a_larger_one_is_not() -> None:
    room = 256 * 1_024 - len(token(payload=b""))
    fitting = token(payload=b"x" * (room * 3 // 4))
    larger = token(payload=b"x" * (room * 3 // 4 + 1))
    assert len(fitting) <= 256 * 1_024 < len(larger)
    assert compact.parse(fitting).payload
    for text in (larger, larger.encode()):
        with refused(ProblemCode.MALFORMED):
            compact.parse(text)


def test_adding_the_group_order_to_s_does_not_make_a_second_token() -> None:
    jws = compact.parse(compact.sign(b"{}", SIGNER, typ="vc+jwt", cty="vc"))
    s = int.from_bytes(jws.signature[32:], "little") + ORDER
    twin = jws.signature[:32] + s.to_bytes(32, "little")
    key = public_key(ED25519, SIGNER.public_key)
    assert key.verify(jws.signature, jws.signing_input)
    assert not key.verify(twin, jws.signing_input)


@given(st.binary(max_size=80) | st.text(max_size=80))
def test_any_content_is_a_token_or_refused(content: bytes | str) -> None:
    with pytest.raises(CredentialsError):
        compact.parse(content)


@given(
    st.dictionaries(
        st.sampled_from(["alg", "typ", "cty", "kid", "iss", "crit", "jwk"]),
        st.none() | st.integers() | st.sampled_from(["EdDSA", "none", KID]) | st.text(max_size=5),
    )
)
def test_any_header_is_taken_only_with_texts_under_known_names(members: dict[str, Any]) -> None:
    try:
        jws = compact.parse(token(members))
    except CredentialsError:
        return
    assert jws.header == members
    assert jws.header["alg"] == "EdDSA"
    assert jws.header["kid"] == KID
    assert not {"crit", "jwk"} & set(members)
