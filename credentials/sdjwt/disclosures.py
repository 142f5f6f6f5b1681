"""Disclosures: one hidden claim each, and the digest that stands for it (RFC 9901 §4.2)."""

import hashlib
import json
import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from msgspec import Struct

from credentials.keys.encodings import decode_base64url, encode_base64url
from credentials.parsing import read_json
from credentials.problems import CredentialsError, ProblemCode, refuse

DIGESTS, ELEMENT, HASH = "_sd", "...", "_sd_alg"
RESERVED = frozenset({DIGESTS, ELEMENT, HASH})
"""Names that mean something to SD-JWT itself and are never claims (§4.1)."""

DEFAULT_HASH = "sha-256"
# Names of the IANA registry "Named Information Hash Algorithm", as hashlib calls them.
_HASHES: Mapping[str, str] = MappingProxyType(
    {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}
)
_SALT_BYTES = 16
_MEMBER, _ITEM = 3, 2

Salts = Callable[[], str]
"""Gives a new salt each time it is asked; the same ones again make the same SD-JWT."""


def random_salt() -> str:
    """A salt of 128 random bits, as §9.3 recommends."""
    return encode_base64url(secrets.token_bytes(_SALT_BYTES))


class Disclosure(Struct, frozen=True):
    """A claim that may be shown: its salt, its name (None: an element of a list), its value.

    `text` is the form in which it is sent, byte for byte: the digest is over that.
    """

    text: str
    salt: str
    name: str | None
    value: Any

    def digest(self, hash_name: str) -> str:
        """What stands for it in the signed payload; raises `suite-unknown` for other hashes."""
        return digest_of(self.text, hash_name)


def digest_of(text: str, hash_name: str) -> str:
    """The digest of ASCII text in base64url (§4.2.3); `suite-unknown` for other hashes."""
    known = _HASHES.get(hash_name)
    if known is None:
        raise refuse(ProblemCode.SUITE_UNKNOWN, "a hash that is not taken here", f"/{HASH}")
    return encode_base64url(hashlib.new(known, text.encode()).digest())


def disclosure(name: str | None, value: Any, *, salt: str) -> Disclosure:
    """The disclosure of a member, or of an element where `name` is None."""
    parts = [salt, value] if name is None else [salt, name, value]
    written = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))
    return Disclosure(encode_base64url(written.encode()), salt, name, value)


def read_disclosure(text: str) -> Disclosure:
    """Read a disclosure as it was sent (§4.2.1, §4.2.2).

    Raises CredentialsError with `malformed` for what is none, and `proof-rejected` for one
    that would bring a member whose name is reserved.
    """
    try:
        content = decode_base64url(text)
    except CredentialsError as error:
        raise refuse(ProblemCode.MALFORMED, f"a disclosure: {error.problem.detail}") from error
    parts = read_json(content)
    if not isinstance(parts, list) or len(parts) not in (_ITEM, _MEMBER):
        raise refuse(ProblemCode.MALFORMED, "a disclosure is a list of two or three values")
    if not all(isinstance(part, str) for part in parts[:-1]):
        raise refuse(ProblemCode.MALFORMED, "the salt and the name of a disclosure are texts")
    if len(parts) == _ITEM:
        return Disclosure(text, parts[0], None, parts[1])
    if parts[1] in RESERVED:
        raise refuse(ProblemCode.PROOF_REJECTED, "a disclosure of a reserved name")
    return Disclosure(text, parts[0], parts[1], parts[2])
