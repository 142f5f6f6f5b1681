"""JWT VC Issuer Metadata (SD-JWT VC draft-19 §5): the keys of an issuer with an https address.

As with DIDs, one identifier has one spelling here, which is that of the did:web of the same
host and path: `https://host/path` and `did:web:host:path` are in one hand, the host's.
"""

from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import urlsplit

from credentials.did.web import did_for
from credentials.keys import jwk
from credentials.keys.algorithms import PublicKey
from credentials.model import JSONObject
from credentials.parsing import read_json
from credentials.ports import Signer
from credentials.problems import CredentialsError, ProblemCode, refuse

_WELL_KNOWN = "/.well-known/jwt-vc-issuer"
_MAX_BYTES = 64 * 1024
_MAX_KEYS = 256


def is_https(issuer: str) -> bool:
    """Whether an issuer is named by an https address."""
    return issuer.startswith("https://")


def did_web_of(issuer: str) -> str:
    """The did:web of the same host and path, by which lists of trusted issuers name it.

    Raises CredentialsError with `bad-value` unless the address is spelled in the one accepted
    way: host in lower case and no IP address, no port that is the usual one, no query, no
    fragment, no empty segment but a `/` at the end.
    """
    parts = urlsplit(issuer.removesuffix("/"))
    try:
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise refuse(ProblemCode.BAD_VALUE, "not the address of an issuer", "/iss") from error
    segments = parts.path.split("/")[1:] if parts.path else []
    did = did_for(host, *segments, port=port)
    if https_issuer_of(did) != issuer.removesuffix("/"):
        raise refuse(ProblemCode.BAD_VALUE, "not the usual spelling of an address", "/iss")
    return did


def trusted_name(issuer: str) -> str:
    """The name under which an issuer stands on lists of trusted ones: a DID where it has one.

    Whoever has a host can publish both its DID documents and its issuers' metadata, so that
    what is said of one is said of the other.
    """
    try:
        return did_web_of(issuer) if is_https(issuer) else issuer
    except CredentialsError:
        return issuer


def https_issuer_of(did: str) -> str:
    """The https address of the host and path of a did:web, without a `/` at the end."""
    return "https://" + did.removeprefix("did:web:").replace(":", "/").replace("%3A", ":")


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
