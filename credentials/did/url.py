"""DIDs and DID URLs as text: the shape that all methods share (DID Core 1.0 §3)."""

import re
from functools import lru_cache

from credentials.problems import ProblemCode, refuse

# Characters: DID Core 1.0 §3.1, and for the fragment RFC 3986 §3.5. Both are ASCII only.
_DID = re.compile(r"did:(?P<method>[a-z0-9]+):(?P<name>(?:[A-Za-z0-9._:-]|%[0-9A-F]{2})+)")
_FRAGMENT = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-F]{2})+")
# A did:jwk with an RSA key of 4,096 bits has about 1,000 characters.
_MAX_LENGTH = 2_048


@lru_cache(maxsize=1_024)
def method_and_name(did: str) -> tuple[str, str]:
    """The method of a DID and the name within it, as in `did:method:name`; remembered.

    Raises CredentialsError with `did-method-unknown` for identifiers of another kind (https,
    urn) and with `bad-value` for a malformed DID.
    """
    if not did.startswith("did:"):
        raise refuse(ProblemCode.DID_METHOD_UNKNOWN, "the identifier is not a DID")
    match = _DID.fullmatch(did) if len(did) <= _MAX_LENGTH else None
    if match is None:
        raise refuse(ProblemCode.BAD_VALUE, "not a DID (DID Core 1.0 §3.1)")
    return match["method"], match["name"]


def did_and_fragment(url: str) -> tuple[str, str]:
    """The two parts of a DID URL that names a key: `did:method:name#fragment`.

    A DID URL with a path or a query is refused, because no method here gives it a meaning.
    Raises CredentialsError like `method_and_name`.
    """
    if not url.startswith("did:"):
        raise refuse(ProblemCode.DID_METHOD_UNKNOWN, "the key is not named by a DID URL")
    if len(url) > _MAX_LENGTH:
        raise refuse(ProblemCode.BAD_VALUE, f"a DID URL of more than {_MAX_LENGTH} characters")
    did, _, fragment = url.partition("#")
    method_and_name(did)
    if not _FRAGMENT.fullmatch(fragment):
        raise refuse(ProblemCode.BAD_VALUE, "not a DID URL with a fragment (DID Core 1.0 §3.2)")
    return did, fragment
