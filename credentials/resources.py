"""Related resources: the digests by which a credential pins what it points to (VCDM 2.0 §5.3).

Nothing is fetched. A digest is compared where the resource is kept here; of all others only
the form is looked at.
"""

import base64
import binascii
import hashlib
import re

from credentials.jsonld import loader
from credentials.keys.encodings import decode_base58, decode_base64url
from credentials.model import JSONObject, as_list
from credentials.problems import CredentialsError, Problem, ProblemCode, at_pointer, refuse

# Subresource Integrity §3.5: digests separated by spaces, each with options after a `?`. Test
# suites write hexadecimal where base64 is due, so that the length is let be.
_INTEGRITY = re.compile(r"(sha(?:256|384|512))-([A-Za-z0-9+/]+={0,2})(?:\?[!-~]*)?")
_SHA_256 = 0x12
_ONE_BYTE = 0x80
_MAX_MULTIHASH = 2 + 64
_MAX_TEXT = 1_000


def check(document: JSONObject) -> list[Problem]:
    """What speaks against the digests of a credential whose shape was checked.

    Gives `bad-value`, once for each resource, for what has not the form of a digest and for
    what is not the published SHA-256 of a context or schema that is kept here.
    """
    many = isinstance(document.get("relatedResource"), list)
    problems = []
    for number, resource in enumerate(as_list(document.get("relatedResource", []))):
        try:
            _check(resource)
        except CredentialsError as error:
            pointer = at_pointer("/relatedResource", *([number] if many else []))
            detail = error.problem.detail
            problems.append(Problem(error.problem.code, detail, pointer + error.problem.pointer))
    return problems


def check_content(resource: JSONObject, content: bytes) -> None:
    """Compare content at hand with the digests of what names it; `bad-value` if one differs.

    Digests of kinds that are not known here say nothing.
    """
    for member, read in (("digestMultibase", _multihash), ("digestSRI", _integrity)):
        found = read(resource[member]) if member in resource else []
        if found and hashlib.sha256(content).digest() not in found:
            raise refuse(ProblemCode.BAD_VALUE, "not the content that was named", f"/{member}")


def _check(resource: JSONObject) -> None:
    published = loader.published_sha256(resource["id"])
    for member, read in (("digestMultibase", _multihash), ("digestSRI", _integrity)):
        if member not in resource:
            continue
        found = read(resource[member])
        if published is not None and found and bytes.fromhex(published) not in found:
            raise refuse(ProblemCode.BAD_VALUE, "not the digest of the resource", f"/{member}")


def _multihash(text: object) -> list[bytes]:
    """The SHA-256 that a multihash in base58btc (`z`) or base64url (`u`) is, if it is one."""
    malformed = refuse(ProblemCode.BAD_VALUE, "not a multibase multihash", "/digestMultibase")
    if not isinstance(text, str) or text[:1] not in {"u", "z"} or len(text) > _MAX_TEXT:
        raise malformed
    name = text[1:]
    try:
        is_58 = text[0] == "z"
        content = decode_base58(name, limit=_MAX_MULTIHASH) if is_58 else decode_base64url(name)
    except CredentialsError as error:
        raise malformed from error
    kind, length, digest = content[:1], content[1:2], content[2:]
    # One byte for the kind and one for the length: of the kinds in use all are below 128.
    if not digest or kind[0] >= _ONE_BYTE or length[0] != len(digest):
        raise malformed
    return [digest] if kind[0] == _SHA_256 else []


def _integrity(text: object) -> list[bytes]:
    """Each SHA-256 of an integrity text, of which one has to be the resource's."""
    parts = text.split() if isinstance(text, str) and len(text) <= _MAX_TEXT else []
    matches = [_INTEGRITY.fullmatch(part) for part in parts]
    if not matches or not all(matches):
        raise refuse(ProblemCode.BAD_VALUE, "not an integrity text", "/digestSRI")
    return [_base64(match[2]) for match in matches if match and match[1] == "sha256"]


def _base64(text: str) -> bytes:
    """The bytes of base64; none, which are nobody's digest, for what is not quite base64."""
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
