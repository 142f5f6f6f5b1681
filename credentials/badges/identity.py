"""Whether a badge is about somebody whose e-mail address the reader knows (Open Badges 3.0 §7.2.3).

An issuer may write an address as a hash with salt, so that it is not read by everybody who
sees the badge. Who knows the address can compare it; nobody else learns it.
"""

import hashlib
import hmac
from collections.abc import Iterator
from typing import Any

from credentials.model import JSONObject, as_list

# IdentityHash: the only two algorithms of the specification. MD5 is no protection of the
# address any more, but to compare one that is known it does.
_HASHES = {"md5": 32, "sha256": 64}
_LONGEST = 1_000
_MOST = 20
# Version 3 names the kind of an identifier, version 2 the property.
_ADDRESS = frozenset({"emailAddress", "email"})


def hashed_addresses(document: JSONObject) -> tuple[JSONObject, ...]:
    """The IdentityObjects by which a badge of either version names an address as a hash.

    At most 20. Never raises, whatever stands in the badge.
    """
    found = [
        one
        for one in _identities(document)
        if one.get("hashed") is True
        and (one.get("identityType") in _ADDRESS or one.get("type") in _ADDRESS)
    ]
    return tuple(found[:_MOST])


def _identities(document: JSONObject) -> Iterator[JSONObject]:
    places: list[Any] = as_list(document.get("recipient", []))
    for subject in as_list(document.get("credentialSubject", [])):
        if isinstance(subject, dict):
            places += as_list(subject.get("identifier", []))
    return (one for one in places if isinstance(one, dict) and _is_readable(one))


def _is_readable(identity: JSONObject) -> bool:
    kinds = (identity.get("identityType", ""), identity.get("type", ""))
    return all(isinstance(kind, str) for kind in kinds)


def is_hash_of(identity: JSONObject, typed: str) -> bool:
    """Whether an IdentityObject is that of the address: by its hash, or word for word.

    Members are named as in version 3, or as in version 2 (`identity`). An address counts as
    the same in small letters too, as issuers hash either. Never raises.
    """
    plain = typed.strip()[:_LONGEST]
    return bool(plain) and any(_is(identity, text) for text in {plain, plain.lower()})


def _is(identity: JSONObject, plain: str) -> bool:
    written = identity.get("identityHash", identity.get("identity"))
    salt = identity.get("salt", "")
    if not isinstance(written, str) or not isinstance(salt, str):
        return False
    if identity.get("hashed", False) is False:
        return written.lower() == plain.lower()
    name, dollar, digest = written.partition("$")
    if not dollar or _HASHES.get(name) != len(digest):
        return False
    made = hashlib.new(name, f"{plain}{salt}".encode(), usedforsecurity=False).hexdigest()
    return hmac.compare_digest(made.encode(), digest.lower().encode())
