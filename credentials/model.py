"""The nouns: a credential before it is secured, after, and as it was read back.

Unsigned, secured and parsed are different types, so that a function which needs a checked
thing cannot be given an unchecked one. Shapes are checked in `parsing`, not here.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import Enum, StrEnum
from typing import Any

import orjson
from msgspec import Struct

JSONObject = dict[str, Any]

# orjson writes more kinds of values than JSON has.
_JSON_ONLY = orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME

LEEWAY = timedelta(seconds=60)
"""How far the clocks of two honest machines may be apart."""


class Policy(Enum):
    """How much of what the standards allow is accepted.

    `STRICT` is ours: only pinned contexts by address. `W3C` also takes inline contexts that
    redefine nothing protected, contexts with a default vocabulary, and unknown types of
    status and schema, as the Recommendations allow.
    """

    # That of Enum runs in Python; this one does not, and is as good.
    __hash__ = object.__hash__

    STRICT = "strict"
    W3C = "w3c"


class MediaType(StrEnum):
    """What the bytes of a secured document are (VCDM 2.0 §6, VC-JOSE-COSE §3.1)."""

    VC = "application/vc"
    VP = "application/vp"
    VC_JWT = "application/vc+jwt"
    VP_JWT = "application/vp+jwt"
    VC_SD_JWT = "application/vc+sd-jwt"
    VP_SD_JWT = "application/vp+sd-jwt"
    SD_JWT_VC = "application/dc+sd-jwt"
    VC_COSE = "application/vc+cose"
    VP_COSE = "application/vp+cose"
    JWT = "application/jwt"


class Credential(Struct, frozen=True):
    """An unsigned credential whose shape was checked; made by `parsing.credential`.

    It is kept as JSON, which nobody can change after it was checked.
    """

    content: bytes
    issuer: str
    valid_from: datetime | None
    valid_until: datetime | None

    @property
    def document(self) -> JSONObject:
        """The credential itself, read anew each time."""
        document: JSONObject = orjson.loads(self.content)
        return document


class SecuredCredential(Struct, frozen=True):
    """A signed credential, as the bytes that are stored and sent."""

    media_type: MediaType
    content: bytes


class SecuredPresentation(Struct, frozen=True):
    """A signed presentation, as the bytes that are stored and sent."""

    media_type: MediaType
    content: bytes


class Proof(Struct, frozen=True):
    """One Data Integrity proof as it stands in a document (Data Integrity §2.1)."""

    document: JSONObject
    pointer: str
    cryptosuite: str
    verification_method: str
    purpose: str
    value: str
    created: datetime | None
    expires: datetime | None
    domains: Sequence[str]
    challenge: str | None


class KeyBinding(Struct, frozen=True):
    """A token by which a holder's key shows an SD-JWT (RFC 9901 §4.3), not yet believed.

    That it is over exactly what is shown was checked when it was read.
    """

    algorithm: str
    signing_input: bytes
    signature: bytes
    audience: str
    nonce: str
    issued_at: datetime


class Token(Struct, frozen=True):
    """A compact JWS or COSE_Sign1 around a document (VC-JOSE-COSE), parsed and not yet believed.

    `algorithm` is its name in JOSE, and `claims` are those about the token, by their JWT names.
    `confirmation` is the `cnf` claim, the key that it is bound to, and `key_binding` what the
    holder of that key made of an SD-JWT. `is_partial` says that the holder may have left claims
    out of which the data model knows: dates and status among them.
    """

    algorithm: str
    verification_method: str
    signing_input: bytes
    signature: bytes
    claims: Mapping[str, Any]
    confirmation: Any = None
    key_binding: KeyBinding | None = None
    is_partial: bool = False


class StatusEntry(Struct, frozen=True):
    """A place on a list where the status of a credential can be read.

    `kind` is the type that the credential gives it, and says which mechanism reads it. The
    purpose is that of a Bitstring Status List (§2.1); lists with values of their own have none.
    `credential_id` is what a list of names has instead of an index.
    """

    purpose: str
    list_url: str
    index: int
    size: int
    pointer: str
    kind: str = "BitstringStatusListEntry"
    credential_id: str = ""


class ParsedCredential(Struct, frozen=True):
    """A credential whose shape is known and which is NOT yet trusted.

    Exactly one of `proofs` (embedded) and `token` (enveloping) secures it, or neither.
    `unknown_status` are the pointers of status entries of types not known here. `begins_in`
    and `ends_in` are the members that say the two dates: version 1.1 calls them otherwise. `vct`
    is the type of an SD-JWT VC, whose document are its claims; None for W3C documents.
    """

    document: JSONObject
    issuer: str
    proofs: tuple[Proof, ...]
    token: Token | None
    status_entries: tuple[StatusEntry, ...]
    unknown_status: tuple[str, ...]
    valid_from: datetime | None
    valid_until: datetime | None
    begins_in: str = "validFrom"
    ends_in: str = "validUntil"
    vct: str | None = None

    @property
    def types(self) -> tuple[str, ...]:
        """The credential's types, in the order written; an SD-JWT VC has its one `vct`."""
        return (self.vct,) if self.vct is not None else tuple(as_list(self.document["type"]))

    @property
    def subject_ids(self) -> tuple[str, ...]:
        """The identifiers of the subjects that have one."""
        if self.vct is not None:
            return ()
        subjects = as_list(self.document["credentialSubject"])
        return tuple(subject["id"] for subject in subjects if "id" in subject)


class ParsedBadge(Struct, frozen=True):
    """An Open Badge 2.0, with its class and its issuer's profile put into it.

    `is_hosted`: nobody has signed it; the site of its issuer publishes it. `has_status` says
    that its issuer can withdraw it.
    """

    document: JSONObject
    issuer: str
    is_hosted: bool
    has_status: bool
    valid_from: datetime
    valid_until: datetime | None


class ParsedPresentation(Struct, frozen=True):
    """A presentation whose shape is known and which is NOT yet trusted.

    `credentials` are the parts of the document that were presented, with their pointers.
    """

    document: JSONObject
    holder: str | None
    proofs: tuple[Proof, ...]
    token: Token | None
    credentials: tuple[tuple[str, bytes], ...]


def as_list(value: Any) -> list[Any]:
    """A JSON-LD set as a list: one value and a list of one are the same thing."""
    return value if isinstance(value, list) else [value]


def objects_in(value: Any) -> list[JSONObject]:
    """Every object in a JSON value, itself too, the outer ones first."""
    found: list[JSONObject] = []
    level = [value]
    while level:
        inside: list[Any] = []
        for item in level:
            kind = type(item)
            if kind is str:
                continue
            if kind is dict:
                found.append(item)
                inside += item.values()
            elif kind is list:
                inside += item
        level = inside
    return found


def types_of(document: Mapping[str, Any]) -> list[Any]:
    """The `type` of a node as a list; empty when there is none."""
    return as_list(document["type"]) if "type" in document else []


def as_bytes(document: Mapping[str, Any]) -> bytes:
    """A document as the bytes that are stored and sent: compact JSON in UTF-8."""
    try:
        return orjson.dumps(document, option=_JSON_ONLY)
    except TypeError:
        # It writes no number of more than 64 bits.
        return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()
