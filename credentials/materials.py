"""Materials: the DID documents and status lists at hand when a credential is judged.

Verification never waits and never fetches. What is missing, and may be asked for, is named
in the report as a `Want`; the caller brings it and asks again.
"""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from credentials.memory import FORGETFUL, Memory
from credentials.problems import StatusNote


class WantKind(StrEnum):
    """What kind of thing is missing."""

    DID_DOCUMENT = "did-document"
    STATUS_LIST = "status-list"
    JWT_ISSUER = "jwt-issuer"
    JWK_SET = "jwk-set"
    HOSTED = "hosted"


class Want(Struct, frozen=True):
    """Something that is missing: its kind, its name (a DID or a list's URL) and its address."""

    kind: WantKind
    name: str
    url: str


class Fetched(Struct, frozen=True):
    """Content with the time at which it was seen; `content` None: it was tried and failed.

    `reason` is an English phrase for developers ("the host does not answer"). `gone`: the
    host has it not. `withdrawn`: and it says that it once had it (410).
    """

    content: bytes | None
    at: datetime
    reason: str = ""
    gone: bool = False
    withdrawn: bool = False


class Materials(Struct, frozen=True):
    """DID documents by DID, status lists by URL, and notes by (list URL, index).

    `schemas` are JSON Schemas and credentials that hold one, by URL. Nobody is asked for them.
    `issuer_keys` are JWT VC Issuer Metadata by the issuer's address, and JWK Sets by theirs.
    `hosted` is what the sites of issuers say of badges of Open Badges 2.0, by address.
    `memory` saves reading the same documents and lists again; it changes no answer, though two
    with different memories are not equal.
    """

    did_documents: Mapping[str, Fetched] = field(default_factory=dict)
    status_lists: Mapping[str, Fetched] = field(default_factory=dict)
    notes: Mapping[tuple[str, int], StatusNote] = field(default_factory=dict)
    hosted: Mapping[str, Fetched] = field(default_factory=dict)
    schemas: Mapping[str, Fetched] = field(default_factory=dict)
    issuer_keys: Mapping[str, Fetched] = field(default_factory=dict)
    memory: Memory = FORGETFUL


NOTHING_AT_HAND = Materials()
