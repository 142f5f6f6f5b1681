"""DID documents: read strictly, asked for one key at a time, and written for publishing.

Entries are looked at when their key is asked for, so that a key of a kind that is not known
here does not spoil the others (Controlled Identifiers 1.0 §2, §3.3).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from credentials.did.url import did_and_fragment
from credentials.keys import jwk, multikey
from credentials.keys.algorithms import PublicKey
from credentials.model import JSONObject
from credentials.parsing import date_time, date_time_stamp, read_json
from credentials.problems import CredentialsError, ProblemCode, refuse

_RELATIONSHIPS = ("assertionMethod", "authentication")
_MAX_BYTES = 64 * 1024
_MAX_METHODS = 256
_JWK_CONTEXT = "https://w3id.org/security/jwk/v1"
_CONTEXTS = ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]

# Where each type of verification method keeps its key.
_MULTIBASE, _JWK = "publicKeyMultibase", "publicKeyJwk"
_KEY_MEMBERS: Mapping[str, str] = MappingProxyType(
    {
        "Multikey": _MULTIBASE,
        "Ed25519VerificationKey2020": _MULTIBASE,
        "JsonWebKey": _JWK,
        "JsonWebKey2020": _JWK,
    }
)
# Controlled Identifiers 1.0 §2.2.2 and §2.2.3, and what earlier drafts called the same.
_SECRET_MEMBERS = frozenset(
    {"secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk"}
)


class DIDDocument(Struct, frozen=True):
    """What a DID says of its keys: entries by absolute URL, and what each may be used for."""

    did: str
    methods: Mapping[str, JSONObject]
    relationships: Mapping[str, frozenset[str]]

    def verification_method(self, url: str, *, relationship: str, at: datetime) -> PublicKey:
        """The key under a DID URL, if the document lets it be used so (CID 1.0 §3.3).

        `at` is when the signature was made: a key that expired later still counts. A revoked
        key never does, because the date in a signature is chosen by whoever holds the key.
        Raises CredentialsError with `key-not-found`, `key-not-allowed`, `key-weak`, or
        `suite-unknown` for a key of a kind that is not known here.
        """
        entry = self.methods.get(url)
        # A document may list somebody else's keys; only that somebody can vouch for them.
        if entry is None or url.partition("#")[0] != self.did:
            raise refuse(ProblemCode.KEY_NOT_FOUND, "the DID document has no such key")
        if entry.get("controller") != self.did:
            raise refuse(ProblemCode.KEY_NOT_FOUND, "the key is controlled by somebody else")
        if url not in self.relationships.get(relationship, frozenset()):
            raise refuse(ProblemCode.KEY_NOT_ALLOWED, f"the key is not listed in {relationship}")
        if "revoked" in entry:
            raise refuse(ProblemCode.KEY_NOT_ALLOWED, "the key was revoked")
        try:
            expires = date_time(entry["expires"], "/expires") if "expires" in entry else None
            key = _key(entry)
        except CredentialsError as error:
            if error.problem.code is not ProblemCode.BAD_VALUE:
                raise
            detail = f"the entry of the key is malformed: {error.problem.detail}"
            raise refuse(ProblemCode.KEY_NOT_FOUND, detail) from error
        if expires is not None and at >= expires:
            raise refuse(ProblemCode.KEY_NOT_ALLOWED, "the key had expired")
        return key


def _key(entry: JSONObject) -> PublicKey:
    if entry.keys() & _SECRET_MEMBERS:
        raise refuse(ProblemCode.KEY_WEAK, "a key that was published with its private part")
    kind = entry.get("type")
    member = _KEY_MEMBERS.get(kind) if isinstance(kind, str) else None
    if member is None:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "a verification method of an unknown type")
    if {_MULTIBASE, _JWK} <= entry.keys():
        # Two readers could each take another of the two.
        raise refuse(ProblemCode.BAD_VALUE, "two forms of a key in one entry")
    value = entry.get(member)
    if member == _MULTIBASE and isinstance(value, str):
        return multikey.decode(value)
    if member == _JWK and isinstance(value, dict):
        return jwk.decode(value)
    raise refuse(ProblemCode.BAD_VALUE, f"the entry has no {member}")


def read_document(content: bytes, *, did: str) -> DIDDocument:
    """Read the document of a DID from the bytes that were found, at most 64 KB.

    Raises CredentialsError with `malformed` or `bad-value` for what is no DID document, and
    with `key-not-found` when it is another's or was deactivated.
    """
    value = read_json(content, limit=_MAX_BYTES)
    if not isinstance(value, dict):
        raise refuse(ProblemCode.BAD_VALUE, "a DID document is a JSON object")
    return parsed_document(value, did=did)


def document_of_one_key(did: str, url: str, key: JSONObject) -> DIDDocument:
    """The document of an identifier that is a key itself, for assertion and authentication."""
    entry = {"id": url, "controller": did, **key}
    uses = {use: [url] for use in ("assertionMethod", "authentication")}
    return parsed_document({"id": did, "verificationMethod": [entry], **uses}, did=did)


def parsed_document(document: JSONObject, *, did: str) -> DIDDocument:
    """The document of a DID from its JSON; raises like `read_document`."""
    if document.get("id") != did:
        raise refuse(ProblemCode.KEY_NOT_FOUND, "the DID document is that of another DID", "/id")
    if document.get("deactivated", False) is not False:
        raise refuse(ProblemCode.KEY_NOT_FOUND, "the DID was deactivated", "/deactivated")
    methods: dict[str, JSONObject] = {}

    def add(entry: JSONObject) -> str:
        url = _absolute(entry.get("id"), did)
        if url in methods:
            raise refuse(ProblemCode.BAD_VALUE, "two verification methods have one id")
        methods[url] = entry
        return url

    for entry in _list(document, "verificationMethod"):
        if not isinstance(entry, dict):
            raise refuse(
                ProblemCode.BAD_VALUE, "a verification method is an object", "/verificationMethod"
            )
        add(entry)
    relationships = {name: _members(document, name, did, add) for name in _RELATIONSHIPS}
    return DIDDocument(did, MappingProxyType(methods), MappingProxyType(relationships))


def _members(
    document: JSONObject, name: str, did: str, add: Callable[[JSONObject], str]
) -> frozenset[str]:
    # An embedded entry may be used for this relationship only (CID 1.0 §2.3).
    return frozenset(
        add(item) if isinstance(item, dict) else _absolute(item, did)
        for item in _list(document, name)
    )


def _list(document: JSONObject, member: str) -> Sequence[Any]:
    value = document.get(member, [])
    if not isinstance(value, list) or len(value) > _MAX_METHODS:
        raise refuse(
            ProblemCode.BAD_VALUE, f"not a list of at most {_MAX_METHODS} entries", f"/{member}"
        )
    return value


def _absolute(url: Any, did: str) -> str:
    """A key's URL, relative ones (`#key-1`) resolved against the DID (DID Core 1.0 §3.2.2)."""
    if not isinstance(url, str):
        raise refuse(ProblemCode.BAD_VALUE, "the id of a verification method is not a text")
    return did + url if url.startswith("#") else url


class PublishedKey(Struct, frozen=True):
    """A key in a DID document that we publish, under `#fragment`.

    `expires` is when it was retired: what it signed before stays valid. `revoked` is when it
    was given up as lost: nothing that it signed counts any more. A key that signs tokens is
    written as a JsonWebKey (VC-JOSE-COSE 1.0 §4.3), any other as a Multikey.
    """

    fragment: str
    key: PublicKey
    expires: datetime | None = None
    revoked: datetime | None = None
    as_jwk: bool = False


def key_document(did: str, keys: Sequence[PublishedKey]) -> JSONObject:
    """The DID document that an issuer publishes, retired keys included.

    A retired key stays in `assertionMethod`, because other verifiers look there for the key
    of an old certificate; it leaves `authentication`. A revoked key leaves both.
    Raises CredentialsError with `bad-value` when an id is malformed or stands twice, or
    a time has no zone.
    """
    urls = [f"{did}#{key.fragment}" for key in keys]
    for url in urls:
        did_and_fragment(url)
    if len(set(urls)) != len(urls):
        raise refuse(ProblemCode.BAD_VALUE, "two keys have one fragment")
    published = list(zip(urls, keys, strict=True))
    has_jwk = any(key.as_jwk for key in keys)
    return {
        "@context": [*_CONTEXTS, _JWK_CONTEXT] if has_jwk else list(_CONTEXTS),
        "id": did,
        "verificationMethod": [_published(url, did, key) for url, key in published],
        "assertionMethod": [url for url, key in published if key.revoked is None],
        "authentication": [
            url for url, key in published if key.revoked is None and key.expires is None
        ],
    }


def _published(url: str, did: str, key: PublishedKey) -> JSONObject:
    entry: JSONObject = {"id": url, "type": "Multikey", "controller": did}
    if key.as_jwk:
        entry |= {"type": "JsonWebKey", _JWK: jwk.encode(key.key)}
    else:
        entry[_MULTIBASE] = multikey.encode(key.key)
    for member, moment in (("expires", key.expires), ("revoked", key.revoked)):
        if moment is not None:
            entry[member] = date_time_stamp(moment, f"/verificationMethod/{member}")
    return entry
