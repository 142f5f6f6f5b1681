"""https addresses as identifiers (Controlled Identifiers 1.0 §2; SD-JWT VC draft-19 §5).

As with DIDs, one identifier has one spelling here, which is that of the did:web of the same
host and path: `https://host/path` and `did:web:host:path` are in one hand, the host's.
"""

from urllib.parse import urlsplit

from credentials.did.web import did_for
from credentials.problems import CredentialsError, ProblemCode, refuse


def is_https(identifier: str) -> bool:
    """Whether an identifier is an https address."""
    return identifier.startswith("https://")


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
