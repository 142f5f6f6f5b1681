"""The vendored contexts and schemas, and a document loader that knows nothing else.

Everything is read once from `contexts/` and checked against the hashes of its manifest. No
address is ever fetched.
"""

import copy
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from pyld.jsonld import JsonLdError

from credentials.model import JSONObject, Policy
from credentials.problems import ProblemCode, refuse


def read_vendored(manifest: bytes, read: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    """The entries of a manifest by URL, each with its parsed `document`.

    `read` holds the files by the names that the manifest uses. Raises CredentialsError with
    `internal` where the bytes are not the ones that the manifest pins: a changed context
    changes what every signature says, so nothing may run with it.
    """
    entries: dict[str, dict[str, Any]] = {}
    for entry in json.loads(manifest):
        content = read[entry["file"]]
        if hashlib.sha256(content).hexdigest() != entry["sha256"]:
            raise refuse(ProblemCode.INTERNAL, f"contexts/{entry['file']} is not the pinned file")
        entries[entry["url"]] = {**entry, "document": json.loads(content)}
    return entries


def _vendored() -> dict[str, dict[str, Any]]:
    folder = files("contexts")
    manifest = (folder / "manifest.json").read_bytes()
    names = [entry["file"] for entry in json.loads(manifest)]
    return read_vendored(manifest, {name: (folder / name).read_bytes() for name in names})


_ENTRIES: Mapping[str, Mapping[str, Any]] = MappingProxyType(_vendored())

CONTEXTS: Mapping[str, JSONObject] = MappingProxyType(
    {url: entry["document"] for url, entry in _ENTRIES.items() if entry["kind"] == "context"}
)
"""The vendored contexts by address, as whole documents (with their `@context` member)."""

_STRICT_CONTEXTS = frozenset(url for url in CONTEXTS if _ENTRIES[url]["policy"] == "strict")

# PyLD writes into the documents that it is given (`@import` merges into the imported one),
# so it gets copies of its own and the pinned ones stay as they were read.
_FOR_PYLD: Mapping[str, JSONObject] = MappingProxyType(copy.deepcopy(dict(CONTEXTS)))


def is_accepted(url: str, policy: Policy) -> bool:
    """Whether the context at this address is vendored and the policy takes it.

    A context with a default vocabulary makes every misspelt term a defined one; only
    `Policy.W3C` takes those.
    """
    return url in CONTEXTS if policy is Policy.W3C else url in _STRICT_CONTEXTS


def schema(url: str) -> JSONObject:
    """The vendored JSON Schema with this address, a fresh copy.

    Raises CredentialsError with `context-unknown` for any other address.
    """
    entry = _ENTRIES.get(url)
    if entry is None or entry["kind"] != "schema":
        raise refuse(ProblemCode.CONTEXT_UNKNOWN, "the schema is not one of those kept here")
    return copy.deepcopy(dict(entry["document"]))


def published_sha256(url: str) -> str | None:
    """The SHA-256, in hex, of the vendored context or schema as its publisher serves it.

    It is what a `relatedResource` of a credential is compared with (VCDM 2.0 §5.3), and may
    differ from the hash of the file here, which is the same JSON in other white space.
    `None` for an address that is not vendored.
    """
    entry = _ENTRIES.get(url)
    if entry is None:
        return None
    return str(entry.get("published_sha256", entry["sha256"]))


def load_document(url: str, _options: Mapping[str, Any]) -> dict[str, Any]:
    """A document loader for PyLD that answers only vendored contexts and never fetches."""
    if url not in _FOR_PYLD:
        raise JsonLdError(
            "Only vendored contexts are loaded.",
            "jsonld.LoadDocumentError",
            code="loading document failed",
        )
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": _FOR_PYLD[url],
        # "static" lets PyLD keep the processed form from one document to the next.
        "tag": "static",
    }
