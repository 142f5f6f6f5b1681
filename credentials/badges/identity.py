"""Whether a badge is about somebody whose identifier the reader knows (Open Badges 3.0 §7.2.3).

An issuer may write an e-mail address as a hash with salt, so that it is not read by everybody
who sees the badge. Who knows the address can compare it; nobody else learns it.
"""

import hashlib
import hmac
from collections.abc import Iterator
from enum import StrEnum

from credentials.model import JSONObject, as_list

# IdentityHash: the only two algorithms of the specification. MD5 is no protection of the
# address any more, but to compare one that is known it does.
_HASHES = {"md5": 32, "sha256": 64}
_LONGEST = 1_000
_MOST = 100


class Match(StrEnum):
    """What came of comparing an identifier with those of a badge."""

    SAME = "same"
    ANOTHER = "another"
    """There are identifiers of that kind, and none is this one."""
    NONE = "none"
    """The badge has no identifier of that kind."""


def matches(document: JSONObject, typed: str, *, kind: str = "emailAddress") -> Match:
    """Compare `typed` with every identifier of that kind in a badge whose proof held.

    An address counts as the same in small letters too, as issuers hash both. Never raises,
    whatever stands in the badge.
    """
    plain = typed.strip()[:_LONGEST]
    candidates = [plain] if plain.casefold() == plain else [plain, plain.lower()]
    of_this_kind = [one for one in _identities(document) if one.get("identityType") == kind]
    if not of_this_kind:
        return Match.NONE
    found = any(is_hash_of(one, text) for one in of_this_kind for text in candidates)
    return Match.SAME if found else Match.ANOTHER


def is_hash_of(identity: JSONObject, plain: str) -> bool:
    """Whether an IdentityObject is that of `plain`: by its hash, or word for word.

    Members are named as in version 3, or as in version 2 (`identity`). Never raises.
    """
    written = identity.get("identityHash", identity.get("identity"))
    salt = identity.get("salt", "")
    if not isinstance(written, str) or not isinstance(salt, str) or not plain:
        return False
    if identity.get("hashed") is False:
        return written == plain or written.lower() == plain
    name, dollar, digest = written.partition("$")
    if not dollar or _HASHES.get(name) != len(digest):
        return False
    made = hashlib.new(name, f"{plain}{salt}".encode(), usedforsecurity=False).hexdigest()
    return hmac.compare_digest(made, digest.lower().encode("ascii", "replace").decode())


def hashed_kinds(document: JSONObject) -> tuple[str, ...]:
    """The kinds of identifier that the badge has as a hash only, each once, in order."""
    kinds = {
        one["identityType"]
        for one in _identities(document)
        if one.get("hashed") is True and isinstance(one.get("identityType"), str)
    }
    return tuple(sorted(kinds))


def _identities(document: JSONObject) -> Iterator[JSONObject]:
    seen = 0
    for subject in as_list(document.get("credentialSubject", [])):
        if not isinstance(subject, dict):
            continue
        for one in as_list(subject.get("identifier", [])):
            if isinstance(one, dict) and seen < _MOST:
                seen += 1
                yield one
