"""Compact JWS (RFC 7515 §7.1), narrowed to what a credential needs (VC-JOSE-COSE 1.0 §3.1).

The header is untrusted text that says how it wants to be checked: only a short list of
members is read, and none that brings its own key or changes what is signed.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from credentials.did.url import did_and_fragment
from credentials.keys.algorithms import ALGORITHMS, public_key
from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.parsing import read_json
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, refuse

_MAX_TOKEN = 256 * 1024
_MAX_HEADER = 8 * 1024
_PARTS = 3
_MEMBERS = frozenset({"alg", "typ", "cty", "kid", "iss"})
_JOSE_NAMES = frozenset(name for algorithm in ALGORITHMS.values() for name in algorithm.jose_names)
# RFC 7518 §3.1: no signature at all, and signatures by a secret that the reader would share.
_NEVER_SIGNATURES = frozenset({"none", "HS256", "HS384", "HS512"})


@dataclass(frozen=True, slots=True)
class Jws:
    """A compact JWS that was parsed and is NOT yet believed; its header values are texts."""

    header: Mapping[str, str]
    payload: bytes
    signing_input: bytes
    signature: bytes


def sign(payload: bytes, signer: Signer, *, typ: str, cty: str) -> str:
    """A compact JWS over `payload`, with the signer's DID URL as `kid`.

    Raises CredentialsError with `signing-failed` when the signature does not fit the signer's
    key, and what the signer raises.
    """
    header = {
        "alg": signer.algorithm.jose,
        "cty": cty,
        "kid": signer.verification_method,
        "typ": typ,
    }
    written = json.dumps(header, separators=(",", ":")).encode()
    signing_input = f"{encode_base64url(written)}.{encode_base64url(payload)}"
    key = public_key(signer.algorithm, signer.public_key)
    signature = signer.sign(signing_input.encode())
    if not key.verify(signature, signing_input.encode()):
        raise refuse(ProblemCode.SIGNING_FAILED, "the signer's signature does not fit its key")
    return f"{signing_input}.{encode_base64url(signature)}"


def parse(token: bytes | str) -> Jws:
    """Read a compact JWS of at most 256 KB strictly; nothing in it is believed yet.

    The header has `alg` and `kid` (an absolute DID URL) and may have `typ`, `cty` and `iss`;
    the caller says which `typ` it takes. Raises CredentialsError with `malformed` for what is
    no compact JWS, `proof-rejected` for other header members (`crit`, `b64`, `jku`, `x5u`,
    `jwk`, `x5c`, `zip` among them), for `none` and for shared secrets, `suite-unknown` for
    algorithms that are not known here, and `did-method-unknown` for a key that is not named
    by a DID URL.
    """
    text = _text(token)
    parts = text.split(".", _PARTS)
    if len(parts) != _PARTS:
        raise refuse(ProblemCode.MALFORMED, "a compact JWS has three parts")
    if len(parts[0]) > _MAX_HEADER:
        raise refuse(ProblemCode.MALFORMED, f"a header of more than {_MAX_HEADER} characters")
    header, payload, signature = (_decoded(part) for part in parts)
    return Jws(
        header=MappingProxyType(_checked_header(read_json(header))),
        payload=payload,
        signing_input=text[: text.rindex(".")].encode(),
        signature=signature,
    )


def _text(token: bytes | str) -> str:
    if len(token) > _MAX_TOKEN:
        raise refuse(ProblemCode.MALFORMED, f"a token of more than {_MAX_TOKEN} characters")
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


def _checked_header(header: Any) -> dict[str, str]:
    if not isinstance(header, dict):
        raise refuse(ProblemCode.MALFORMED, "the header of a token is a JSON object")
    if not header.keys() <= _MEMBERS:
        raise refuse(
            ProblemCode.PROOF_REJECTED, "the token's header has a member that is not taken"
        )
    if not all(isinstance(value, str) for value in header.values()):
        raise refuse(ProblemCode.PROOF_REJECTED, "a member of the token's header is not a text")
    algorithm = header.get("alg")
    if algorithm is None or algorithm in _NEVER_SIGNATURES:
        raise refuse(
            ProblemCode.PROOF_REJECTED, "the token is not signed with a private key", "/alg"
        )
    if algorithm not in _JOSE_NAMES:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "an algorithm that is not known here", "/alg")
    did_and_fragment(header.get("kid", ""))
    return header
