"""Public keys as PEM (RFC 7468, SubjectPublicKeyInfo), as Open Badges 2.0 publishes them."""

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_der_public_key,
    load_pem_public_key,
)

from credentials.keys.algorithms import ALGORITHMS, PublicKey, public_key
from credentials.problems import ProblemCode, refuse

_LONGEST = 4_000
_CURVES = {"P-256": ec.SECP256R1(), "P-384": ec.SECP384R1(), "P-521": ec.SECP521R1()}
_NAMES = {curve.name: name for name, curve in _CURVES.items()}


def decode(text: str) -> PublicKey:
    """The sound key of a PEM text.

    Raises CredentialsError with `bad-value` for what is no public key, `suite-unknown` for
    one of a kind that is not known here, and `key-weak`.
    """
    if len(text) > _LONGEST:
        raise refuse(ProblemCode.BAD_VALUE, f"a key of more than {_LONGEST} characters")
    try:
        name, raw = _named(load_pem_public_key(text.encode()))
    except (ValueError, UnsupportedAlgorithm) as error:
        raise refuse(ProblemCode.BAD_VALUE, "not a public key in PEM") from error
    if name not in ALGORITHMS:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "a key of a kind that is not known here")
    return public_key(ALGORITHMS[name], raw)


def _named(key: object) -> tuple[str, bytes]:
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA", key.public_bytes(Encoding.DER, PublicFormat.PKCS1)
    if isinstance(key, ed25519.Ed25519PublicKey):
        return "Ed25519", key.public_bytes_raw()
    if isinstance(key, ec.EllipticCurvePublicKey):
        raw = key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return _NAMES.get(key.curve.name, ""), raw
    return "", b""


def encode(key: PublicKey) -> str:
    """The key as PEM; raises `suite-unknown` for one that PEM has no form for."""
    name = key.algorithm.name
    if name in _CURVES:
        opened = ec.EllipticCurvePublicKey.from_encoded_point(_CURVES[name], key.raw)
        return _text(opened)
    if name == "Ed25519":
        return _text(ed25519.Ed25519PublicKey.from_public_bytes(key.raw))
    if name == "RSA":
        found = load_der_public_key(key.raw)
        assert isinstance(found, rsa.RSAPublicKey)  # noqa: S101 - `public_key` has looked at it
        return _text(found)
    raise refuse(ProblemCode.SUITE_UNKNOWN, "a key of a kind that has no PEM here")


def _text(
    key: ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey,
) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
