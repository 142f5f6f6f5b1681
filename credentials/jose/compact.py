"""Compact JWS (RFC 7515 §7.1), narrowed to what a credential needs (VC-JOSE-COSE 1.0 §3.1).

The header is untrusted text that says how it wants to be checked: only a short list of
members is read, and a token with one that brings its own key or changes what is signed is refused.
"""

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from credentials.did.https import is_https
from credentials.did.url import did_and_fragment
from credentials.keys.algorithms import ALGORITHMS
from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.parsing import read_json
from credentials.ports import Signer, checked_signature
from credentials.problems import CredentialsError, ProblemCode, refuse

_MAX_TOKEN = 256 * 1024
_MAX_HEADER = 8 * 1024
_PARTS = 3
_TEXTS = ("alg", "typ", "cty", "kid", "iss")
# These bring a key or say how the rest is to be read (RFC 7515 §4.1, RFC 7516 §4.1, RFC 7797).
# What is not understood means nothing and is passed over (VC-JOSE-COSE 1.0 §3.1.3).
_NOT_TAKEN = frozenset(
    {
        "crit", "b64", "jku", "jwk", "jwks", "x5u", "x5c", "x5t", "x5t#S256", "zip", "enc", "epk",
    }
)  # fmt: skip
_JOSE_NAMES = frozenset(name for algorithm in ALGORITHMS.values() for name in algorithm.jose_names)
# RFC 7518 §3.1: no signature at all, and signatures by a secret that the reader would share.
_NEVER_SIGNATURES = frozenset({"none", "HS256", "HS384", "HS512"})


class Jws(Struct, frozen=True):
    """A compact JWS that was read and is NOT yet believed."""

    header: Mapping[str, Any]
    payload: bytes
    signing_input: bytes
    signature: bytes

    @property
    def media_type(self) -> str:
        """What `typ` says the whole token is, with `application/` (RFC 7515 §4.1.9)."""
        return media_type(self.header.get("typ"))


def media_type(value: Any) -> str:
    """A `typ` or `cty` as a media type in small letters; empty when there is none.

    Without a slash in it, `application/` is left out (RFC 7515 §4.1.9, §4.1.10).
    """
    if not isinstance(value, str) or not value:
        return ""
    return (value if "/" in value else f"application/{value}").lower()


def sign(payload: bytes, signer: Signer, *, typ: str, cty: str) -> str:
    """A compact JWS over `payload`, with the signer's DID URL as `kid`.

    Raises CredentialsError like `sign_with`.
    """
    header = {"cty": cty, "kid": signer.verification_method, "typ": typ}
    return sign_with(header, payload, signer)


def sign_with(header: Mapping[str, str], payload: bytes, signer: Signer) -> str:
    """A compact JWS with `alg` and these members in its header.

    Raises CredentialsError with `signing-failed` when the signature does not fit the signer's
    key, and what the signer raises.
    """
    members = {"alg": signer.algorithm.jose, **header}
    written = json.dumps(members, separators=(",", ":")).encode()
    signing_input = f"{encode_base64url(written)}.{encode_base64url(payload)}"
    signature = checked_signature(signer, signing_input.encode())
    return f"{signing_input}.{encode_base64url(signature)}"


def read(token: bytes | str, *, limit: int = _MAX_TOKEN) -> Jws:
    """Take a compact JWS of at most 256 KB apart; its header is any JSON object.

    Raises CredentialsError with `malformed` for what is no compact JWS.
    """
    text = _text(token, limit)
    parts = text.split(".", _PARTS)
    if len(parts) != _PARTS:
        raise refuse(ProblemCode.MALFORMED, "a compact JWS has three parts")
    if len(parts[0]) > _MAX_HEADER:
        raise refuse(ProblemCode.MALFORMED, f"a header of more than {_MAX_HEADER} characters")
    written, payload, signature = (_decoded(part) for part in parts)
    header = read_json(written)
    if not isinstance(header, dict):
        raise refuse(ProblemCode.MALFORMED, "the header of a token is a JSON object")
    return Jws(
        header=MappingProxyType(header),
        payload=payload,
        signing_input=text[: text.rindex(".")].encode(),
        signature=signature,
    )


def check_header(header: Mapping[str, Any]) -> None:
    """Refuse a header that brings its own key or rules, or names its key by no whole URL.

    `kid` is an absolute DID URL or an https one; the caller says which `typ` it takes. Raises
    CredentialsError like `check_members`, and `did-method-unknown` for a key of another name.
    """
    check_members(header)
    kid = header.get("kid", "")
    if not is_https(kid):
        did_and_fragment(kid)


def check_members(header: Mapping[str, Any]) -> None:
    """The same where the issuer may name its key in another way, or not at all.

    `alg`, `typ`, `cty`, `kid` and `iss` are texts. Raises CredentialsError with
    `proof-rejected` for `crit`, `b64`, `jku`, `jwk`, `x5u`, `x5c`, `zip`, `enc` and `epk`, for
    `none` and for shared secrets, and `suite-unknown` for algorithms that are not known here.
    """
    if header.keys() & _NOT_TAKEN:
        raise refuse(
            ProblemCode.PROOF_REJECTED, "the token's header has a member that is not taken"
        )
    if not all(isinstance(header.get(name, ""), str) for name in _TEXTS):
        raise refuse(ProblemCode.PROOF_REJECTED, "a member of the token's header is not a text")
    algorithm = header.get("alg")
    if algorithm is None or algorithm in _NEVER_SIGNATURES:
        raise refuse(
            ProblemCode.PROOF_REJECTED, "the token is not signed with a private key", "/alg"
        )
    if algorithm not in _JOSE_NAMES:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "an algorithm that is not known here", "/alg")


def parse(token: bytes | str) -> Jws:
    """A compact JWS whose header was checked; raises like `read` and `check_header`."""
    jws = read(token)
    check_header(jws.header)
    return jws


def _text(token: bytes | str, limit: int) -> str:
    if len(token) > limit:
        raise refuse(ProblemCode.MALFORMED, f"a token of more than {limit} characters")
    if isinstance(token, str):
        return token
    try:
        return token.decode("ascii")
    except UnicodeDecodeError as error:
        raise refuse(ProblemCode.MALFORMED, "a token is ASCII") from error


def _decoded(part: str) -> bytes:
    try:
        return decode_base64url(part)
    except CredentialsError as error:
        raise refuse(ProblemCode.MALFORMED, error.problem.detail) from error
