"""JWT VC Issuer Metadata (SD-JWT VC draft-19 §5): the keys of an issuer with an https address."""

from collections.abc import Iterable, Mapping
from typing import Any

from credentials.did.https import did_web_of, is_https
from credentials.keys import jwk
from credentials.keys.algorithms import PublicKey
from credentials.model import JSONObject
from credentials.parsing import read_json
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, refuse

_WELL_KNOWN = "/.well-known/jwt-vc-issuer"
_MAX_BYTES = 64 * 1024
_MAX_KEYS = 256


def metadata_url(issuer: str) -> str:
    """Where the metadata of an https issuer stands: between its host and its path (§5).

    Raises CredentialsError like `did_web_of`.
    """
    did_web_of(issuer)
    # A `/` at the end is taken off first (§5.1).
    host, slash, path = issuer.removeprefix("https://").removesuffix("/").partition("/")
    return f"https://{host}{_WELL_KNOWN}{slash}{path}"


def key_id(signer: Signer, issuer: str) -> str:
    """How a token by `issuer` names its key in `kid`: a DID URL, or a name among the JWKs."""
    method = signer.verification_method
    return method.partition("#")[2] if is_https(issuer) else method


def metadata_document(issuer: str, keys: Iterable[tuple[str, PublicKey]]) -> JSONObject:
    """The metadata that an issuer publishes, each key with its name."""
    published = [{**jwk.encode(key), "kid": name} for name, key in keys]
    return {"issuer": issuer, "jwks": {"keys": published}}


def read_metadata(content: bytes, *, issuer: str) -> list[JSONObject] | str:
    """The JWKs of an issuer, or the address at which they stand.

    Raises CredentialsError with `malformed` or `bad-value` for what is no such metadata, and
    `key-not-found` for another issuer's.
    """
    document = _object(content)
    if document.get("issuer") != issuer:
        raise refuse(ProblemCode.KEY_NOT_FOUND, "the metadata is another issuer's", "/issuer")
    if ("jwks" in document) == ("jwks_uri" in document):
        raise refuse(ProblemCode.BAD_VALUE, "either jwks or jwks_uri", "/jwks")
    if "jwks" in document:
        return _keys(document["jwks"])
    address = document["jwks_uri"]
    if not isinstance(address, str) or not is_https(address):
        raise refuse(ProblemCode.BAD_VALUE, "not an https address", "/jwks_uri")
    return address


def read_keys(content: bytes) -> list[JSONObject]:
    """The JWKs of a JWK Set; raises CredentialsError with `malformed` or `bad-value`."""
    return _keys(_object(content))


def read_jwk(content: bytes) -> JSONObject:
    """A JWK that stands by itself; raises CredentialsError with `malformed` or `bad-value`."""
    value = _object(content)
    if "kty" not in value:
        raise refuse(ProblemCode.BAD_VALUE, "not a JWK", "/kty")
    return value


def _object(content: bytes) -> JSONObject:
    value = read_json(content, limit=_MAX_BYTES)
    if not isinstance(value, dict):
        raise refuse(ProblemCode.BAD_VALUE, "not a JSON object")
    return value


def _keys(value: Any) -> list[JSONObject]:
    keys = value.get("keys") if isinstance(value, dict) else None
    if not isinstance(keys, list) or len(keys) > _MAX_KEYS:
        raise refuse(ProblemCode.BAD_VALUE, f"not a set of at most {_MAX_KEYS} keys", "/jwks")
    return [key for key in keys if isinstance(key, dict)]


def named_key(keys: Iterable[Mapping[str, Any]], name: str | None) -> PublicKey:
    """The key of that name; without a name, the only one that there is.

    Raises CredentialsError with `key-not-found`, `key-weak`, or `suite-unknown` for a key of a
    kind that is not known here.
    """
    found = [key for key in keys if name is None or key.get("kid") == name]
    if len(found) != 1:
        raise refuse(ProblemCode.KEY_NOT_FOUND, "the issuer has not exactly one such key", "/kid")
    try:
        return jwk.decode(found[0])
    except CredentialsError as error:
        if error.problem.code is not ProblemCode.BAD_VALUE:
            raise
        detail = f"the key is malformed: {error.problem.detail}"
        raise refuse(ProblemCode.KEY_NOT_FOUND, detail) from error
