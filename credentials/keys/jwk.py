"""JSON Web Keys: public keys only (RFC 7517; OKP: RFC 8037 §2, EC, RSA: RFC 7518 §6)."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from credentials.keys import rsa
from credentials.keys.algorithms import ALGORITHMS, RSA, Algorithm, PublicKey, public_key
from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.problems import ProblemCode, refuse

# RFC 7518 §6.2.2, §6.3.2, §6.4.1 and RFC 8037 §2.
_PRIVATE = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
# The modulus of an RSA key of 4,096 bits.
_MOST_OCTETS = 512


def encode(key: PublicKey) -> dict[str, Any]:
    """The `publicKeyJwk` of a key, with nothing but what it needs.

    Raises CredentialsError with `suite-unknown` for a kind of key that has no such form.
    """
    if key.algorithm.jwk_type is None:
        raise refuse(ProblemCode.SUITE_UNKNOWN, f"an {key.algorithm.name} key has no JWK")
    if key.algorithm is RSA:
        modulus, exponent = rsa.numbers(key.raw)
        return {"kty": "RSA", "n": _number(modulus), "e": _number(exponent)}
    curve = key.algorithm.curve
    coordinates = curve.coordinates(key.raw) if curve else (key.raw,)
    return {
        "kty": key.algorithm.jwk_type,
        "crv": key.algorithm.jwk_curve,
        **dict(zip("xy", map(encode_base64url, coordinates), strict=False)),
    }


def decode(jwk: Mapping[str, Any]) -> PublicKey:
    """The public key that a JWK says; members without a meaning here are ignored (RFC 7517 §4).

    Raises CredentialsError with `key-weak` when it carries a private part, with
    `suite-unknown` for other kinds of key, and with `bad-value` for a malformed one or one
    that says of itself that it is for something else than verifying with its algorithm.
    """
    if jwk.keys() & _PRIVATE:
        # Whoever reads it can sign with it: it does not matter that the rest is in order.
        raise refuse(ProblemCode.KEY_WEAK, "a key that was published with its private part")
    algorithm = _algorithm(jwk)
    # A list is compared, because what stands there need not be a text.
    if jwk.get("alg", algorithm.jose) not in list(algorithm.jose_names):
        raise refuse(ProblemCode.BAD_VALUE, "the alg of the JWK does not fit its key", "/alg")
    if jwk.get("use", "sig") != "sig":
        raise refuse(ProblemCode.BAD_VALUE, "the JWK is not for signatures", "/use")
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        raise refuse(ProblemCode.BAD_VALUE, "the JWK is not for verifying", "/key_ops")
    if algorithm is RSA:
        return public_key(RSA, rsa.from_numbers(_read_number(jwk, "n"), _read_number(jwk, "e")))
    x = _octets(jwk, "x")
    raw = algorithm.curve.compressed(x, _octets(jwk, "y")) if algorithm.curve else x
    return public_key(algorithm, raw)


def thumbprint(key: PublicKey) -> str:
    """The SHA-256 thumbprint of a key's JWK (RFC 7638 §3), in base64url."""
    written = json.dumps(encode(key), sort_keys=True, separators=(",", ":"))
    return encode_base64url(hashlib.sha256(written.encode()).digest())


def _number(number: int) -> str:
    """A number as its octets, without leading zeros (RFC 7518 §2, "Base64urlUInt")."""
    return encode_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _read_number(jwk: Mapping[str, Any], name: str) -> int:
    octets = _octets(jwk, name)
    if len(octets) > _MOST_OCTETS or octets[:1] in (b"", b"\0"):
        raise refuse(ProblemCode.BAD_VALUE, f"the {name} of the JWK is malformed", f"/{name}")
    return int.from_bytes(octets, "big")


def _octets(jwk: Mapping[str, Any], name: str) -> bytes:
    value = jwk.get(name)
    if not isinstance(value, str):
        raise refuse(ProblemCode.BAD_VALUE, f"the JWK has no {name}", f"/{name}")
    return decode_base64url(value)


def _algorithm(jwk: Mapping[str, Any]) -> Algorithm:
    kind = (jwk.get("kty"), None if jwk.get("kty") == "RSA" else jwk.get("crv"))
    if not isinstance(kind[0], str):
        raise refuse(ProblemCode.BAD_VALUE, "the JWK has no kty", "/kty")
    for algorithm in ALGORITHMS.values():
        if kind == (algorithm.jwk_type, algorithm.jwk_curve):
            return algorithm
    raise refuse(ProblemCode.SUITE_UNKNOWN, "a JWK of a kind that is not known here")
